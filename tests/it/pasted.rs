//! Examples that the terminal program makes can be pasted into the policy they are made for, and do there what is said.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

fn safegrade(arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_safegrade"));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments);
    let output = command.output().expect("it runs");
    (
        output.status.code(),
        String::from_utf8(output.stdout).expect("it writes text"),
    )
}

fn document(arguments: &[&str]) -> Value {
    serde_json::from_str(&safegrade(arguments).1).expect("a document")
}

/// Every text at a key, however deep.
fn texts<'v>(value: &'v Value, key: &str) -> Vec<&'v str> {
    match value {
        Value::Array(list) => list.iter().flat_map(|item| texts(item, key)).collect(),
        Value::Object(entries) => entries
            .iter()
            .flat_map(|(name, item)| match (name == key, item) {
                (true, Value::String(text)) => vec![text.as_str()],
                (true, Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
                (_, item) => texts(item, key),
            })
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

/// The exit code of `safegrade test` on a policy with one more example.
fn tested(policy: &str, example: &str, name: &str) -> Option<i32> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(policy)).expect("it reads");
    let path = std::env::temp_dir().join(format!("safegrade-{}-{name}.rules", std::process::id()));
    std::fs::write(&path, format!("{text}\n{example}")).expect("it writes");
    let code = safegrade(&["test", &path.display().to_string()]).0;
    std::fs::remove_file(&path).expect("it goes");
    code
}

#[test]
fn what_would_notice_a_mistake_holds_for_the_policy_as_it_is() {
    let found = document(&["mutate", "tests/cli/club.rules", "--json"]);
    let examples = texts(&found, "would_notice");
    assert!(examples.len() > 10, "{}", examples.len());
    for example in examples {
        assert_eq!(tested("tests/cli/club.rules", example, "mutant"), Some(0), "{example}");
    }
}

#[test]
fn what_differs_is_shown_by_examples_of_the_old_version_that_the_new_one_breaks() {
    let (old, new) = ("tests/cli/prove.rules", "tests/cli/prove_later.rules");
    let found = document(&["diff", old, new, "--json"]);
    let examples = texts(&found, "example");
    assert!(examples.len() >= 6, "{}", examples.len());
    for example in examples {
        assert_eq!(tested(old, example, "old"), Some(0), "{example}");
        assert_eq!(tested(new, example, "new"), Some(1), "{example}");
    }
}

#[test]
fn a_guarantee_that_does_not_hold_is_refuted_by_an_example_that_fails() {
    let found = document(&["prove", "tests/cli/guarantee.rules", "--json"]);
    let claims = found.get("guarantees").and_then(Value::as_array).expect("guarantees");
    let mut refuted = 0;
    for claim in claims {
        let examples = texts(claim, "examples");
        // Two examples show what an answer changes, and both hold; one shows what should be, and fails.
        let fails = i32::from(examples.len() == 1);
        for example in &examples {
            assert_eq!(
                tested("tests/cli/guarantee.rules", example, "claim"),
                Some(fails),
                "{example}"
            );
            refuted += 1;
        }
    }
    assert_eq!(refuted, 3);
    for example in texts(found.get("findings").expect("findings"), "example") {
        assert_eq!(
            tested("tests/cli/guarantee.rules", example, "cliff"),
            Some(0),
            "{example}"
        );
    }
}

#[test]
fn examples_that_show_a_policy_hold_for_it_and_notice_most_mistakes() {
    // Of a whole policy the mutants alone take long.
    for (policy, least) in [
        ("tests/cli/club.rules", Some(95)),
        ("demo/policies/national_2013.rules", None),
    ] {
        let found = document(&["examples", policy, "--json"]);
        let examples = texts(&found, "example").join("\n");
        assert_eq!(tested(policy, &examples, "cover"), Some(0), "{policy}\n{examples}");
        // Alone, without the policy's own.
        let Some(least) = least else { continue };
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(policy)).expect("it reads");
        let items: Vec<&str> = text.split("\nexample ").collect();
        let path = std::env::temp_dir().join(format!("safegrade-{}-shown.rules", std::process::id()));
        std::fs::write(&path, format!("{}\n{examples}", items[0])).expect("it writes");
        let mutants = document(&["mutate", &path.display().to_string(), "--json"]);
        std::fs::remove_file(&path).expect("it goes");
        let number = |key: &str| mutants.get(key).and_then(Value::as_u64).expect("a number");
        let (noticed, survived) = (number("noticed_by_examples"), number("survived"));
        assert!(
            noticed * 100 >= (noticed + survived) * least,
            "{policy}: {noticed} noticed, {survived} survived"
        );
    }
}
