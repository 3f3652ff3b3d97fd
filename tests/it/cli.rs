//! The terminal program, by transcripts of what people type and see.

#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .register_bin("safegrade", std::path::Path::new(env!("CARGO_BIN_EXE_safegrade")))
        .env("NO_COLOR", "1")
        .case("tests/cli/*.md")
        .case("tests/cli/*.toml");
}
