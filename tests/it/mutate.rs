//! Small mistakes in a policy: which are made, which mean nothing, and who notices them.

use std::collections::BTreeMap;

use safegrade::mutate::{Made, Mutants};
use safegrade::replay::{Cases, Columns};
use safegrade::source::SourceFile;

const POLICY: &str = r#"policy p
  version 1
  in force from 2016-01-01
source guide "The guidance"
scale risk: low retired from 2016-02-01 < medium < high
setting limit = 12 hours
fact age: whole 0..120
  if unknown presume 0..17
fact away: yes/no
fact cared_for: yes/no
fact seen_at: moment
fact signs: any of cold, wet
score strain
  add 2 for each of signs
  add 1 if cared_for
  band 0..2 light
  band 3.. heavy
rule child
  when age < 18 and (away or cared_for)
  unless age >= 16 and not away
  then risk at least medium
       do ring_home within 1 hour of seen_at
  because guide
rule heavy when strain is heavy then risk at least high because guide
escalate late when away after limit since seen_at then risk at least high because guide
gate close needs not away needs age is 18..30 because guide
"#;

/// All that may be done to it.
const MISTAKES: [&str; 56] = [
    "escalation `late`: `away` taken as `not away`",
    "escalation `late`: `risk at least high` taken as `risk at least medium`",
    "escalation `late`: left out",
    "fact `age`: `if unknown presume 0..17` taken as `if unknown presume 0..18`",
    "fact `age`: without `if unknown presume 0..17`",
    "gate `close`: `age is 18..30` taken as `age is 17..30`",
    "gate `close`: `age is 18..30` taken as `age is 18..29`",
    "gate `close`: `age is 18..30` taken as `age is 18..31`",
    "gate `close`: `age is 18..30` taken as `age is 19..30`",
    "gate `close`: `age is 18..30` taken as `not age is 18..30`",
    "gate `close`: `not away` taken as `away`",
    "gate `close`: without `needs age is 18..30`",
    "gate `close`: without `needs not away`",
    "rule `child`: `(away or cared_for)` taken as `not (away or cared_for)`",
    "rule `child`: `age < 18` taken as `age < 17`",
    "rule `child`: `age < 18` taken as `age <= 18`",
    "rule `child`: `age < 18` taken as `not age < 18`",
    "rule `child`: `age >= 16` taken as `age > 16`",
    "rule `child`: `age >= 16` taken as `age >= 15`",
    "rule `child`: `age >= 16` taken as `not age >= 16`",
    "rule `child`: `and` taken as `or` in `age < 18 and (away or cared_for)`",
    "rule `child`: `and` taken as `or` in `age >= 16 and not away`",
    "rule `child`: `away` taken as `not away`",
    "rule `child`: `cared_for` taken as `not cared_for`",
    "rule `child`: `not away` taken as `away`",
    "rule `child`: `or` taken as `and` in `away or cared_for`",
    "rule `child`: `risk at least medium` taken as `risk at least high`",
    "rule `child`: `risk at least medium` taken as `risk at least low`",
    "rule `child`: `within 1 hour of seen_at` taken as `within 2 hours of seen_at`",
    "rule `child`: left out",
    "rule `child`: without `age < 18 and`",
    "rule `child`: without `age >= 16 and`",
    "rule `child`: without `and (away or cared_for)`",
    "rule `child`: without `and not away`",
    "rule `child`: without `away or`",
    "rule `child`: without `do ring_home`",
    "rule `child`: without `or cared_for`",
    "rule `child`: without `risk at least medium`",
    "rule `child`: without `unless age >= 16 and not away`",
    "rule `heavy`: `risk at least high` taken as `risk at least medium`",
    "rule `heavy`: `strain is heavy` taken as `not strain is heavy`",
    "rule `heavy`: `strain is heavy` taken as `strain is light`",
    "rule `heavy`: left out",
    "scale `risk`: `retired from 2016-02-01` taken as `retired from 2016-01-31`",
    "scale `risk`: `retired from 2016-02-01` taken as `retired from 2016-02-02`",
    "scale `risk`: without `retired from 2016-02-01`",
    "score `strain`: `add 1 if cared_for` taken as `add 2 if cared_for`",
    "score `strain`: `add 2 for each of signs` taken as `add 1 for each of signs`",
    "score `strain`: `add 2 for each of signs` taken as `add 3 for each of signs`",
    "score `strain`: `cared_for` taken as `not cared_for`",
    "score `strain`: `light` ends at 1 and not 2, `heavy` begins at 2",
    "score `strain`: `light` ends at 3 and not 2, `heavy` begins at 4",
    "score `strain`: without `add 1 if cared_for`",
    "score `strain`: without `add 2 for each of signs`",
    "setting `limit`: `setting limit = 12 hours` taken as `setting limit = 11 hours`",
    "setting `limit`: `setting limit = 12 hours` taken as `setting limit = 13 hours`",
];

/// The policy with some examples.
fn policy(examples: &str) -> String {
    format!("{POLICY}{examples}")
}

/// What came of each mistake: the name of an example, `compiler`, or nobody.
fn made(text: &str) -> BTreeMap<String, String> {
    let source = SourceFile::new("test.rules", text);
    let engine = crate::engine(text);
    let mut mutants = Mutants::new(&source, &engine);
    let mut found = BTreeMap::new();
    for mutant in mutants.list().to_vec() {
        let noticed = match mutants.make(&mutant) {
            Made::Nothing => continue,
            Made::Untestable => "compiler".to_owned(),
            Made::Other(other) => {
                let failing = other.test().into_iter().find(|result| !result.failures.is_empty());
                failing.map_or_else(String::new, |example| example.name)
            }
        };
        let words = format!("{}: {}", mutant.item, mutant.words);
        assert!(found.insert(words, noticed).is_none(), "{} twice", mutant.words);
    }
    found
}

/// Every kind of mistake, as the author is told of it. None of these means what the policy says.
#[test]
fn every_kind_of_mistake_is_made() {
    let found = made(&policy(""));
    let told: Vec<&str> = found.keys().map(String::as_str).collect();
    assert_eq!(told, MISTAKES);
}

#[test]
fn an_example_notices_what_it_speaks_of_and_nothing_else() {
    let bare = "example first given age 15, away, not cared_for, seen_at 2016-01-24 21:00, signs none\n\
                at 2016-01-24 22:00 expect risk medium\n";
    let found = made(&policy(bare));
    let noticed = |words: &str| found.get(words).map(String::as_str);
    assert_eq!(noticed("rule `child`: left out"), Some("first"));
    assert_eq!(noticed("rule `child`: without `away or`"), Some("first"));
    assert_eq!(noticed("rule `child`: `age < 18` taken as `age <= 18`"), Some(""));
    assert_eq!(noticed("rule `child`: without `do ring_home`"), Some(""));
    assert_eq!(noticed("escalation `late`: left out"), Some(""));

    let more = "example first given age 15, away, not cared_for, seen_at 2016-01-24 21:00, signs none\n\
                at 2016-01-24 22:00 expect risk medium, do ring_home, next change at 2016-01-25 09:00\n\
                example second given age 18, away, cared_for, seen_at 2016-01-24 21:00, signs none\n\
                at 2016-01-24 22:00 expect risk low\n";
    let found = made(&policy(more));
    let noticed = |words: &str| found.get(words).map(String::as_str);
    assert_eq!(noticed("rule `child`: `age < 18` taken as `age <= 18`"), Some("second"));
    // The example asks for a duty that nothing demands any more.
    assert_eq!(noticed("rule `child`: without `do ring_home`"), Some("compiler"));
    assert_eq!(noticed("escalation `late`: left out"), Some("first"));
}

/// What cannot change any answer is no mistake, nor is the same mistake said in another way.
#[test]
fn what_means_the_same_is_left_out() {
    let found = made(&policy(""));
    let made = |words: &str| found.contains_key(words);
    assert!(made("rule `child`: `age < 18` taken as `age <= 18`"));
    assert!(!made("rule `child`: `age < 18` taken as `age < 19`"));
    assert!(!made("rule `heavy`: `risk at least high` taken as `risk at least low`"));
    let idle = "policy p version 1 in force from 2016-01-01\nscale risk: low < high\nfact a: yes/no\nfact n: whole 0..9\n\
                setting idle = 3\nlet unread = n > idle\nrule r when a or a then risk at least high\n";
    let told: Vec<String> = self::made(idle).into_keys().collect();
    assert_eq!(told, ["rule `r`: `a` taken as `not a`", "rule `r`: left out"]);
}

#[test]
fn a_case_that_is_graded_otherwise_is_found() {
    let engine = crate::engine(&policy(""));
    let other = crate::engine(&policy("").replace("age < 18", "age < 19"));
    let program = engine.program();
    let headings = ["age", "away", "cared_for", "seen_at", "signs", "now"];
    let columns = Columns::new(program, &headings, None, &[]).expect("columns");
    let mut cases = Cases::default();
    for age in 0..100 {
        let age = if age == 70 {
            "18".to_owned()
        } else {
            (age % 9).to_string()
        };
        let row = [
            age.as_str(),
            "yes",
            "no",
            "2016-01-24 21:00",
            "none",
            "2016-01-24 22:00",
        ];
        cases.read(program, &columns, None, row.iter().map(|field| field.as_bytes()));
    }
    let grades: Vec<Vec<u64>> = cases.grades(program).collect();
    assert_eq!(cases.count(), 100);
    assert_eq!(cases.graded_otherwise(program, &grades), None);
    assert_eq!(cases.graded_otherwise(other.program(), &grades), Some(71));
}

/// What is presumed of the unknown is not presumed of an answer that cannot be found in its row.
#[test]
fn a_case_that_cannot_be_read_is_at_its_worst() {
    let engine = crate::engine(
        "policy p version 1 in force from 2016-01-01\nscale risk: low < high\n\
         fact a: yes/no if unknown presume no\nrule r when a then risk at least high\n",
    );
    let program = engine.program();
    let columns = Columns::new(program, &["a", "now"], None, &[]).expect("columns");
    let mut cases = Cases::default();
    for row in [
        &["", "2016-01-24 21:00"][..],
        &["2016-01-24 21:00"],
        &["no", "2016-01-24 21:00"],
    ] {
        cases.read(program, &columns, None, row.iter().map(|field| field.as_bytes()));
    }
    assert_eq!(cases.grades(program).collect::<Vec<_>>(), [[0b101, 0b010]]);
}
