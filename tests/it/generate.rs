//! Invented cases: the same for the same seed, readable, and believable.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

const POLICIES: [&str; 2] = ["demo/policies/dorset.rules", "tests/cli/club.rules"];

fn safegrade(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child = Command::new(env!("CARGO_BIN_EXE_safegrade"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    // Replay answers only when it has read all, and nothing else reads much, so neither waits for the other.
    child.stdin.take().expect("a pipe").write_all(input).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{arguments:?}");
    output.stdout
}

fn generate(policy: &str, more: &[&str]) -> Vec<u8> {
    safegrade(&[&["generate", policy, "--cases", "2000"], more].concat(), b"")
}

fn replay(policy: &str, cases: &[u8], more: &[&str]) -> Value {
    let output = safegrade(&[&["replay", policy, "--cases", "-", "--json"], more].concat(), cases);
    serde_json::from_slice(&output).expect("a document")
}

fn count(counts: &Value, level: &str) -> u64 {
    counts[level].as_u64().expect("a count")
}

#[test]
fn the_same_seed_gives_the_same_cases() {
    for policy in POLICIES {
        let cases = generate(policy, &["--seed", "7", "--recorded"]);
        assert_eq!(cases, generate(policy, &["--seed", "7", "--recorded"]));
        assert_ne!(cases, generate(policy, &["--seed", "8", "--recorded"]));
    }
}

#[test]
fn every_value_can_be_read_and_every_level_occurs() {
    for policy in POLICIES {
        for seed in ["1", "2", "3"] {
            let found = replay(policy, &generate(policy, &["--seed", seed]), &[]);
            assert_eq!(found["cases"], 2000);
            assert_eq!(found["faults"], Value::Array(Vec::new()));
            assert_eq!(found["ragged_rows"], Value::Null);
            for (scale, counts) in found["outcomes"].as_object().expect("scales") {
                for (level, count) in counts.as_object().expect("levels") {
                    assert!(
                        count.as_u64() > Some(0),
                        "{policy}, seed {seed}: no case is {scale} {level}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_kind_of_fact_can_be_read() {
    let policy = std::env::temp_dir().join(format!("safegrade-kinds-{}.rules", std::process::id()));
    let text = "policy p\n  version 1\n  in force from 2199-06-01\nsource s \"S\"\nscale risk: low < high\nfact a: yes/no\nfact n: whole -20..40\n\
        fact w: decimal 30.0..42.0\nfact d: duration 0 minutes..3 days\nfact k: one of x, y, z\nfact g: any of p1, p2\nfact b: date\nfact m: moment\n\
        rule r when a and n < 0 and w > 38.5 and d >= 90 minutes and k is y and g has p1 and at least 3 hours since m then risk at least high because s\n";
    std::fs::write(&policy, text).expect("a file");
    let path = policy.display().to_string();
    let found = replay(&path, &generate(&path, &[]), &[]);
    std::fs::remove_file(&policy).expect("it goes");
    assert_eq!(found["faults"], Value::Array(Vec::new()));
}

/// A force graded 16 % of its reports high, 68 % medium and the rest lower.
#[test]
fn the_demo_is_graded_about_as_the_field_grades() {
    let policy = POLICIES[0];
    for seed in ["1", "2", "3"] {
        let cases = generate(policy, &["--seed", seed, "--recorded"]);
        let found = replay(policy, &cases, &["--recorded", "recorded"]);
        let risk = &found["outcomes"]["risk"];
        assert!((200..=400).contains(&count(risk, "high")), "{risk}");
        assert!((1100..=1500).contains(&count(risk, "medium")), "{risk}");
        let recorded = found["recorded"].as_object().expect("grades");
        let equal: u64 = recorded.iter().map(|(grade, counts)| count(counts, grade)).sum();
        assert!(
            (1700..2000).contains(&equal),
            "{equal} of 2000 are recorded as the policy grades"
        );
    }
}
