//! Puts `dist/safegrade.js` together: the one file for a plain `<script>`.
//!
//! There is no bundler. The parts are set one after another, and the little that this needs of them is checked here:
//! `engine.js` and `history.js` import nothing and export `wrap` and `histories` alone; `classic.js` neither imports nor exports;
//! every part is ASCII (old pages are not UTF-8) and may stand inside an HTML page.

use anyhow::{Context, Result, bail, ensure};
use base64::{Engine as _, prelude::BASE64_STANDARD};

const WRAP: &str = "export function wrap(";
const HISTORIES: &str = "export function histories(";

/// The parts, as `pkg/classic.js` describes them.
pub struct Parts<'a> {
    pub version: &'a str,
    /// The glue that wasm-bindgen made for pages without modules.
    pub glue: &'a str,
    pub engine: &'a str,
    pub history: &'a str,
    pub classic: &'a str,
    pub wasm: &'a [u8],
}

impl Parts<'_> {
    pub fn join(&self) -> Result<String> {
        check("the generated glue", self.glue, &[])?;
        check("pkg/engine.js", self.engine, &[WRAP])?;
        check("pkg/history.js", self.history, &[HISTORIES])?;
        check("pkg/classic.js", self.classic, &[])?;
        ensure!(
            self.glue.contains("let wasm_bindgen"),
            "the generated glue no longer defines wasm_bindgen"
        );
        let inside = |part: &str, export: &str| part.replacen(export, export.trim_start_matches("export "), 1);
        let wrap = inside(self.engine, WRAP);
        let histories = inside(self.history, HISTORIES);
        // Each part has a function to itself, so that names inside one never meet those of another.
        // The glue would work out its own address from `document`, which fails in some frames and is never needed.
        Ok(format!(
            "/* safegrade {version}, MIT OR Apache-2.0 */\n\
             (function () {{\n\
             \"use strict\";\n\
             const wasm_bindgen = (function (document) {{\n{glue}\nreturn wasm_bindgen;\n}})();\n\
             const wrap = (function () {{\n{wrap}\nreturn wrap;\n}})();\n\
             const histories = (function () {{\n{histories}\nreturn histories;\n}})();\n\
             const wasmBase64 = \"{wasm}\";\n\
             {classic}\n\
             }})();\n",
            version = self.version,
            glue = self.glue.trim(),
            wrap = wrap.trim(),
            histories = histories.trim(),
            wasm = BASE64_STANDARD.encode(self.wasm),
            classic = self.classic.trim(),
        ))
    }
}

/// One part: its lines that import or export are exactly those that begin as `exports` say.
fn check(name: &str, text: &str, exports: &[&str]) -> Result<()> {
    let mut expected = exports.iter();
    for (number, line) in (1..).zip(text.lines()) {
        let place = || format!("{name}, line {number}");
        if !line.is_ascii() {
            bail!(
                "{}: not ASCII; write `\\u…` in strings and plain words in comments",
                place()
            );
        }
        if line.to_ascii_lowercase().contains("</script") {
            bail!(
                "{}: `</script` would end the script of a page it is pasted into",
                place()
            );
        }
        if line.trim_start().starts_with("//") {
            continue;
        }
        if line.starts_with("import ") || line.contains("import(") || line.contains("import.meta") {
            bail!("{}: a part of the classic script cannot import", place());
        }
        if line.starts_with("export ") {
            let begin = expected
                .next()
                .with_context(|| format!("{}: an export too many", place()))?;
            ensure!(line.starts_with(begin), "{}: expected `{begin}`", place());
        }
    }
    match expected.next() {
        Some(missing) => bail!("{name}: no line begins with `{missing}`"),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::Parts;

    const GOOD: Parts<'static> = Parts {
        version: "1.2.3",
        glue: "let wasm_bindgen = 1;",
        engine: "// export in a comment\nexport function wrap(raw) {\n  return raw;\n}\n",
        history: "export function histories(api) {\n  return api;\n}\n",
        classic: "globalThis.safegrade = wrap;",
        wasm: b"\0asm",
    };

    fn message(parts: &Parts<'_>) -> String {
        parts.join().err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn parts_are_joined_in_order() {
        let script = GOOD.join().unwrap();
        let places = [
            "safegrade 1.2.3",
            "let wasm_bindgen",
            "\nfunction wrap(raw)",
            "\nfunction histories(api)",
            "\"AGFzbQ==\"",
            "globalThis.safegrade",
        ]
        .map(|part| script.find(part).unwrap());
        assert!(places.is_sorted());
        assert!(!script.contains("\nexport "));
    }

    #[test]
    fn the_convention_is_checked() {
        let broken = |engine: &'static str| message(&Parts { engine, ..GOOD });
        assert!(broken("import x from 'y';\nexport function wrap(raw) {}").contains("line 1: a part"));
        assert!(broken("export function wrap(raw) {}\nexport const b = 1;").contains("an export too many"));
        assert!(broken("export const wrap = 1;").contains("expected `export function wrap(`"));
        assert!(broken("function wrap(raw) {}").contains("no line begins"));
        assert!(broken("export function wrap(raw) {}\n// caf\u{e9}").contains("line 2: not ASCII"));
        assert!(broken("export function wrap(raw) {}\nconst a = '</SCRIPT>';").contains("would end the script"));
        assert!(
            message(&Parts {
                classic: "export const a = 1;",
                ..GOOD
            })
            .contains("an export too many")
        );
        assert!(
            message(&Parts {
                glue: "var other;",
                ..GOOD
            })
            .contains("no longer defines")
        );
    }
}
