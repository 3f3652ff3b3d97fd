//! The documents say what the engine does: each block of `grammar/codes.md` and `grammar/reference.md` is run.

use std::fs;
use std::path::Path;

use safegrade::Engine;
use safegrade::diagnostic::Code;
use safegrade::exact::{self, Verdict};
use safegrade::source::SourceFile;

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
    for block in blocks.iter().filter(|block| block.tag.starts_with("safegrade version")) {
        let found = crate::misfits(prelude, &block.text);
        let expected = block.tag.strip_prefix("safegrade version error=");
        assert_eq!(found.first().copied(), expected, "{}", block.text);
    }
    for block in blocks
        .iter()
        .filter(|block| block.tag.starts_with("safegrade require=cy"))
    {
        // What the policy above lacks is not what the block shows.
        let text = format!("{prelude}{}", block.text);
        let found = safegrade::without_welsh(&SourceFile::new("test.rules", text));
        let own = found
            .iter()
            .filter(|found| found.primary.span.start as usize >= prelude.len());
        let own: Vec<&str> = own.map(|found| found.code.as_str()).collect();
        let expected = block.tag.strip_prefix("safegrade require=cy error=");
        assert_eq!(own.first().copied(), expected, "{}", block.text);
    }
    for code in Code::ALL {
        assert!(
            document.contains(&format!("## {code}: {}", code.title())),
            "{code} has no section of its title"
        );
    }
}

/// Every guarantee of a policy holds.
fn all_proved(name: &str, engine: &Engine) {
    for decided in exact::audit(engine, 100_000, |_, _| {}).guarantees {
        let (guarantee, claim) = decided.claim;
        let guarantee = engine.program().guarantees.get(guarantee).expect("a guarantee");
        let said = guarantee.claims.get(claim).map(|claim| &claim.said);
        assert!(
            matches!(decided.verdict, Verdict::Proved),
            "{name}: {} {said:?}: {:?}",
            guarantee.name,
            decided.verdict
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
        let engine = crate::engine(&text);
        for result in engine.test() {
            assert!(
                result.failures.is_empty(),
                "{}: {:?}\n{text}",
                result.name,
                result.failures
            );
            examples += 1;
        }
        all_proved("grammar/reference.md", &engine);
    }
    assert!(examples >= 5, "only {examples} examples in the reference");
}

#[test]
fn every_policy_of_the_demo_is_clean_cited_and_passes_its_examples() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/policies");
    let mut seen = 0;
    for entry in fs::read_dir(&folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        let name = path.display();
        assert_eq!(path.extension(), Some("rules".as_ref()), "{name} is no policy");
        let text = fs::read_to_string(&path).expect("it reads");
        // One that builds on another stands behind it.
        let text = match text.split_once("builds on national_missing\n") {
            Some(_) => fs::read_to_string(folder.join("national_2013.rules")).expect("it reads") + &text,
            None => text,
        };
        // The hours that were published have a gap and overlap.
        let published = path.ends_with("pan_dorset_contacts.rules");
        let known: &[&str] = if published { &["SG908", "SG908"] } else { &[] };
        assert_eq!(crate::codes(&text), known, "{name}: run `safegrade check`");
        let engine = crate::engine(&text);
        let rules = &engine.program().rules;
        assert!(
            rules.iter().all(|rule| !rule.because.is_empty()),
            "{name}: a rule cites nothing"
        );
        all_proved(&name.to_string(), &engine);
        let results = engine.test();
        assert!(results.len() >= 10, "{name}: only {} examples", results.len());
        for result in results {
            assert!(
                result.failures.is_empty(),
                "{name}: {}: {:?}",
                result.name,
                result.failures
            );
        }
        seen += 1;
    }
    assert!(seen >= 1, "no policy in {}", folder.display());
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
