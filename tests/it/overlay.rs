//! Policies that build on one another: what an overlay may do, and that it never lowers what it builds on.

use safegrade::eval::Case;
use safegrade::source::SourceFile;
use safegrade::value::Moment;

const BASE: &str = "\
policy base version 1 in force from 2016-01-01
source guide \"The guidance\"
scale risk: low < medium < high
fact times: whole 0..9
fact missing: yes/no
fact reported_at: moment
setting limit = 3, overlays may lower
setting time = 12 hours, overlays may shorten
rule often when missing and times at least limit then risk at least medium
  do review within time of reported_at because guide
example third_time given times 3, missing, reported_at 2016-06-01 20:00 at 2016-06-01 21:00 expect risk medium
";

fn over(items: &str) -> String {
    format!("{BASE}policy over version 2 in force from 2016-02-01 builds on base\n{items}")
}

#[test]
fn places_are_told_in_the_text_they_are_in() {
    let base = SourceFile::new("base.rules", "# é\nsecond\n");
    let source = SourceFile::new("over.rules", "\u{feff}first\nsecond 😀 x").on(base);
    let at = |needle: &str| {
        let offset = source.text().rfind(needle).expect("it is there");
        let (name, place) = source.position(u32::try_from(offset).expect("a short text"));
        (name.to_owned(), place.line, place.column, place.utf16)
    };
    assert_eq!(at("é"), ("base.rules".to_owned(), 0, 2, 2));
    assert_eq!(at("first"), ("over.rules".to_owned(), 0, 0, 0));
    assert_eq!(at(" x"), ("over.rules".to_owned(), 1, 9, 15));
    assert_eq!(source.name(), "over.rules");
}

#[test]
fn the_header_that_counts_is_the_last_and_only_its_examples_run() {
    let engine = crate::engine(&over(
        "example second given times 2, missing, reported_at 2016-06-01 20:00 at 2016-06-01 21:00 expect risk low\n",
    ));
    let policy = &engine.program().policy;
    assert_eq!((policy.name.as_str(), policy.version), ("over", 2));
    let names: Vec<String> = engine.test().into_iter().map(|result| result.name).collect();
    assert_eq!(names, ["second"]);
}

#[test]
fn a_setting_changes_where_and_as_it_is_allowed() {
    for (items, codes) in [
        ("setting limit = 2", vec![]),
        ("setting limit = 3", vec![]),
        ("setting limit = 4", vec!["SG307"]),
        ("setting time = 30 minutes", vec![]),
        ("setting time = 13 hours", vec!["SG307"]),
        ("setting time = 1 month", vec!["SG307"]),
        ("setting time = 2", vec!["SG307"]),
        ("setting limit = 2\nsetting limit = 1", vec![]),
        (
            "rule often when missing then risk at least high because guide",
            vec!["SG102"],
        ),
        ("fact times: yes/no", vec!["SG102"]),
    ] {
        assert_eq!(crate::codes(&over(items)), codes, "{items}");
    }
    let twice = BASE.replace("rule often", "setting limit = 2\nrule often");
    assert_eq!(crate::codes(&twice), ["SG102"], "only an overlay gives a setting again");
    let closed = over("setting limit = 2").replace(", overlays may lower", "");
    assert_eq!(crate::codes(&closed), ["SG307"]);
}

#[test]
fn headers_fit_one_another() {
    for (text, codes) in [
        (over("").replace("builds on base", "builds on bass"), vec!["SG307"]),
        (over("").replace("2016-02-01", "2015-12-31"), vec!["SG307"]),
        (over("").replace("builds on base", ""), vec!["SG008"]),
        (
            over("").replacen("builds on base", "builds on base builds on base", 1),
            vec!["SG011"],
        ),
        (
            BASE.replacen("2016-01-01", "2016-01-01 builds on nobody", 1),
            vec!["SG307"],
        ),
    ] {
        assert_eq!(crate::codes(&text), codes, "{text}");
    }
}

#[test]
fn no_case_comes_out_lower_with_the_overlay() {
    let (base, over) = (
        crate::engine(BASE),
        crate::engine(&over("setting limit = 2\nsetting time = 6 hours\n")),
    );
    let at = Moment::parse("2016-06-01 20:00").expect("a moment");
    let now = Moment::parse_now("2016-06-01 21:00").expect("a moment");
    let marks = [safegrade::ir::NOT_ASKED, safegrade::ir::UNKNOWN, safegrade::ir::FAULT];
    let missing: Vec<i32> = [0, 1].into_iter().chain(marks).collect();
    for times in (0..=9).chain(marks) {
        for missing in &missing {
            let row = [times, *missing, at.minutes];
            let decide = |engine: &safegrade::Engine| engine.decide(&Case::from_row(engine.program(), &row, now));
            let (below, above) = (decide(&base), decide(&over));
            for (below, above) in below.outcomes.iter().zip(&above.outcomes) {
                assert!(below.act <= above.act && below.highest <= above.highest, "{row:?}");
            }
            for duty in &below.duties {
                let same = above.duties.iter().find(|own| own.duty == duty.duty).expect("it stays");
                assert!(same.due <= duty.due, "{row:?}");
            }
        }
    }
}
