//! Routes by their day and hour, and what a partner may see.

use safegrade::exact::{self, Verdict};
use safegrade::value::Moment;
use safegrade::{Engine, wire};
use serde_json::{Value, json};

const POLICY: &str = "\
policy p version 1 in force from 2016-01-01
nation england_and_wales
source guide \"The guidance\"
scale risk: low < high
fact age: whole 0..120 years
fact missing: yes/no
fact area: one of north, south
fact signs: any of overnight, money, cars
fact reported_at: moment
calendar office open monday to friday 09:00..17:00
partner care \"Care\" by area
  north phone \"1\"
  south phone \"2\"
  from 2016-04-01
  north phone \"3\" during office web \"4\"
  south phone \"5\"
  from 2018-01-01
  north phone \"6\"
  south phone \"7\"
  may see age, signs, risk, reasons
partner ward phone \"8\"
rule child \"A child\" when age < 18 and missing then risk at least high alert care within 1 hour of reported_at alert ward because guide
rule rich \"Money\" when signs has money then alert care because guide
";

/// The duty to care, of a case at a moment.
fn care(engine: &Engine, facts: &Value, now: &str) -> Value {
    let now = Moment::parse_now(now).expect("a moment");
    let mut case = engine.case(now);
    let raw: wire::Raw = serde_json::from_value(facts.clone()).expect("a document");
    wire::give(engine.program(), &mut case, &raw.0);
    let decision = engine.decide(&case);
    let document = wire::decision(engine.program(), &case, &decision);
    let document = serde_json::to_value(&document).expect("it is written");
    let duties = document.get("duties").and_then(Value::as_array).expect("duties");
    let found = duties.iter().find(|duty| duty["to"] == "care");
    found.expect("the duty").clone()
}

fn numbers(duty: &Value) -> Vec<String> {
    let routes = duty["contacts"].as_array().expect("routes");
    let channels = routes
        .iter()
        .flat_map(|route| route["channels"].as_array().expect("channels"));
    channels
        .map(|channel| channel["address"].as_str().expect("an address").to_owned())
        .collect()
}

#[test]
fn a_decision_shows_the_routes_of_its_day() {
    let engine = crate::engine(POLICY);
    let north = json!({"age": 15, "missing": true, "area": "north"});
    let anywhere = json!({"age": 15, "missing": true});
    for (now, facts, expected) in [
        ("2016-03-31 23:59", &north, vec!["1"]),
        ("2016-04-01 00:00", &north, vec!["3", "4"]),
        ("2017-12-31 23:59", &north, vec!["3", "4"]),
        ("2018-01-01 00:00", &north, vec!["6"]),
        ("2199-12-31 23:59", &north, vec!["6"]),
        ("2016-03-31 23:59", &anywhere, vec!["1", "2"]),
        ("2018-01-01 00:00", &anywhere, vec!["6", "7"]),
    ] {
        assert_eq!(numbers(&care(&engine, facts, now)), expected, "{now}");
    }
}

#[test]
fn a_decision_says_which_numbers_are_open() {
    let engine = crate::engine(POLICY);
    let north = json!({"age": 15, "missing": true, "area": "north"});
    for (now, open) in [
        ("2016-06-03 08:59", false),
        ("2016-06-03 09:00", true),
        ("2016-06-03 16:59", true),
        ("2016-06-03 17:00", false),
        ("2016-06-04 12:00", false),
        ("2016-05-30 12:00", false), // a bank holiday
    ] {
        let duty = care(&engine, &north, now);
        let channels = &duty["contacts"][0]["channels"];
        assert_eq!(channels[0]["open"], json!(open), "{now}");
        assert_eq!(
            (&channels[1]["open"], &channels[1]["hours"]),
            (&Value::Null, &Value::Null)
        );
    }
}

#[test]
fn an_alert_says_what_its_partner_may_see_and_nothing_else() {
    let engine = crate::engine(POLICY);
    let facts = json!({"age": 15, "missing": true, "area": "north", "signs": ["money"]});
    let duty = care(&engine, &facts, "2016-06-03 10:00");
    let reasons = json!([{"en": "A child", "cy": null}, {"en": "Money", "cy": null}]);
    assert_eq!(
        duty["shared"],
        json!({"age": "15 years", "signs": ["money"], "risk": "high", "reasons": reasons})
    );
    let duty = care(&engine, &json!({"age": null, "missing": true}), "2016-06-03 10:00");
    assert_eq!(duty["shared"]["age"], Value::Null);
    assert_eq!(duty["shared"]["signs"], json!([]));
}

#[test]
fn what_is_wrong_with_routes_is_told() {
    let with = |from: &str, to: &str| POLICY.replacen(from, to, 1);
    for (text, codes) in [
        (POLICY.to_owned(), vec![]),
        (with("from 2018-01-01", "from 2016-03-01"), vec!["SG202"]),
        (with("from 2018-01-01", "from 2018-02-30"), vec!["SG010"]),
        (
            with("  from 2018-01-01\n", "  from 2016-04-01\n"),
            vec!["SG102", "SG102"],
        ),
        (with("  south phone \"5\"\n", ""), vec!["SG903"]),
        (with("during office", "during offices"), vec!["SG101"]),
        (with("during office", "during area"), vec!["SG101"]),
        (with(" web \"4\"", ""), vec!["SG908"]),
        (with(" web \"4\"", " phone \"4\" during office"), vec!["SG908", "SG908"]),
        (with("may see age", "may see ages"), vec!["SG101"]),
        (with("may see age", "may see child"), vec!["SG101"]),
    ] {
        let mut found = crate::codes(&text);
        found.sort_unstable();
        assert_eq!(found, codes, "{text}");
    }
}

/// That somebody is told must not tell what may not be seen: proved, or shown by two cases that look alike.
#[test]
fn an_alert_depends_only_on_what_may_be_seen() {
    let verdicts = |policy: &str| -> Vec<Verdict> {
        let audit = exact::audit(&crate::engine(policy), 100_000, |_, _| {});
        audit.alerts.into_iter().map(|alerted| alerted.verdict).collect()
    };
    let seeing = |list: &str| POLICY.replace("may see age, signs, risk, reasons", &format!("may see {list}"));
    // Who is missing is not in the list, and the level gives it away only of a child.
    assert!(matches!(
        verdicts(&seeing("age, signs, missing"))[..],
        [Verdict::Proved]
    ));
    assert!(matches!(verdicts(&seeing("age, signs, risk"))[..], [Verdict::Proved]));
    let refuted = verdicts(&seeing("age, signs"));
    let [Verdict::Refuted(one, Some(two))] = &refuted[..] else {
        panic!("{refuted:?}");
    };
    let engine = crate::engine(&seeing("age, signs"));
    let program = engine.program();
    let slots = |name: &str| {
        let (_, fact) = program.fact_named(name).expect("a fact");
        fact.slot..fact.slot + fact.kind.width()
    };
    for slot in slots("age").chain(slots("signs")) {
        assert_eq!(one.slot(slot), two.slot(slot));
    }
    let told = |case| {
        engine
            .decide(case)
            .duties
            .iter()
            .any(|duty| program.duties[duty.duty.0 as usize].to == "care")
    };
    assert!(told(one) && !told(two));
    // Without a list nothing is asked.
    assert!(verdicts(&POLICY.replace("  may see age, signs, risk, reasons\n", "")).is_empty());
}
