//! The documents say what the engine does: each block of `grammar/codes.md` and `grammar/reference.md` is run.

use safegrade::diagnostic::Code;

struct Block {
    tag: String,
    text: String,
}

fn blocks(document: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for line in document.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(tag)) => {
                open = Some(Block {
                    tag: tag.to_owned(),
                    text: String::new(),
                })
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    blocks
}

fn prelude(blocks: &[Block]) -> &str {
    blocks
        .iter()
        .find(|block| block.tag == "safegrade prelude")
        .map_or("", |block| &block.text)
}

#[test]
fn every_code_is_documented_with_blocks_that_do_what_they_say() {
    let document = include_str!("../../grammar/codes.md");
    let blocks = blocks(document);
    let prelude = prelude(&blocks);
    let mut last_bad = String::new();
    for block in &blocks {
        if let Some(code) = block.tag.strip_prefix("safegrade error=") {
            let found = crate::codes(&format!("{prelude}{}", block.text));
            assert!(
                found.contains(&code),
                "the bad block of {code} gives {found:?}\n{}",
                block.text
            );
            last_bad = code.to_owned();
        } else if block.tag == "safegrade" {
            let found = crate::codes(&format!("{prelude}{}", block.text));
            assert!(
                !found.contains(&last_bad.as_str()),
                "the good block of {last_bad} gives it too\n{}",
                block.text
            );
            assert!(
                !found.iter().any(|code| code < &"SG9"),
                "the good block of {last_bad} has errors: {found:?}\n{}",
                block.text
            );
        }
    }
    for code in Code::ALL {
        assert!(
            document.contains(&format!("## {code}: {}", code.title())),
            "{code} has no section of its title"
        );
    }
}

#[test]
fn every_block_of_the_reference_compiles_and_its_examples_pass() {
    let blocks = blocks(include_str!("../../grammar/reference.md"));
    let prelude = prelude(&blocks);
    let mut examples = 0;
    for block in blocks
        .iter()
        .filter(|block| block.tag == "safegrade" || block.tag == "safegrade whole")
    {
        let text = if block.tag == "safegrade whole" {
            block.text.clone()
        } else {
            format!("{prelude}{}", block.text)
        };
        for result in crate::engine(&text).test() {
            assert!(
                result.failures.is_empty(),
                "{}: {:?}\n{text}",
                result.name,
                result.failures
            );
            examples += 1;
        }
    }
    assert!(examples >= 5, "only {examples} examples in the reference");
}

#[test]
fn the_dorset_policy_passes_its_examples() {
    let engine = crate::engine(include_str!("../../demo/policies/dorset.rules"));
    let results = engine.test();
    assert!(results.len() >= 20 && engine.program().rules.len() >= 25);
    for result in results {
        assert!(result.failures.is_empty(), "{}: {:?}", result.name, result.failures);
    }
    assert!(
        engine.program().rules.iter().all(|rule| !rule.because.is_empty()),
        "a rule cites nothing"
    );
}

#[test]
fn the_reference_lists_every_word_of_the_language() {
    let grammar = include_str!("../../grammar/safegrade.pest");
    let reference = include_str!("../../grammar/reference.md");
    let keywords = grammar
        .split_once("keyword = _{")
        .and_then(|(_, rest)| rest.split_once("\n}\n"))
        .expect("the rule of keywords")
        .0;
    let words: Vec<&str> = keywords.split('"').skip(1).step_by(2).collect();
    assert!(words.len() > 80, "{words:?}");
    let line = reference
        .lines()
        .find(|line| line.starts_with("These words belong"))
        .expect("the list");
    for word in words {
        assert!(
            line.contains(&format!("`{word}`")),
            "`{word}` is not in the list of reference.md"
        );
    }
}
