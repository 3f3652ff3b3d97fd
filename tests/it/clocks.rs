//! Which lengths of time are told to run by two clocks.

const HEAD: &str = "policy p\n  version 1\n  in force from 2016-01-01\n  nation england_and_wales\n\
calendar office open monday to friday 09:00..17:00\ncalendar other\nsource s \"S\"\nfact a: yes/no\nfact m: moment\nfact n: moment\n\
setting five = 5 days\n";

/// What is told of a policy with these rules, by the lengths it names.
fn told(rules: &str) -> Vec<String> {
    let compiled = crate::compile(&format!("{HEAD}{rules}"));
    let errors = compiled.diagnostics.iter().filter(|found| found.code.as_str() < "SG9");
    assert_eq!(errors.count(), 0, "{rules}: {:?}", compiled.diagnostics);
    let clocks = compiled
        .diagnostics
        .iter()
        .filter(|found| found.code.as_str() == "SG907");
    clocks.map(|found| found.message.clone()).collect()
}

#[test]
fn two_clocks_of_one_length_are_told() {
    let due = |what: &str, length: &str, of: &str| {
        format!("rule {what}_{of} when a then do {what} within {length} of {of}\n")
    };
    let after = |length: &str, of: &str| format!("escalate late when a after {length} since {of} then tell chief\n");
    for (rules, number) in [
        (due("x", "5 working days", "m") + &after("5 days", "m"), 1),
        (due("x", "5 working days", "m") + &after("five", "m"), 1),
        (due("x", "5 working days", "m") + &after("120 hours", "m"), 1),
        (due("x", "5 working days", "m") + &after("5 days", "n"), 0),
        (due("x", "5 working days", "m") + &after("6 days", "m"), 0),
        (due("x", "5 working days", "m") + &after("5 working days", "m"), 0),
        (due("x", "5 working days", "m") + &after("5 other days", "m"), 1),
        (due("x", "4 office hours", "m") + &after("4 hours", "m"), 1),
        (due("x", "4 office hours", "m") + &after("4 days", "m"), 0),
        (due("x", "1 working day", "m") + &after("1 month", "m"), 0),
        // Its own deadline is what it waits for.
        (
            due("x", "1 working day", "m") + &due("y", "24 hours", "m") + &after("24 hours", "m"),
            0,
        ),
        // What follows on the escalation.
        (
            "escalate late when a after 5 days since m then tell chief within 5 working days\n".to_owned(),
            0,
        ),
        // Two duties are two things.
        (due("x", "5 working days", "m") + &due("y", "5 days", "m"), 0),
        (
            "rule both when a and less than 5 days since m and less than 5 working days since m then do x\n".to_owned(),
            1,
        ),
        (
            "let old = at least five since m\n".to_owned() + &due("x", "5 working days", "m"),
            1,
        ),
        (
            "gate g needs at most five since m\n".to_owned() + &due("x", "5 working days", "m"),
            1,
        ),
        (
            "score total add 1 if more than five since m\n".to_owned() + &due("x", "5 working days", "m"),
            1,
        ),
        (
            format!(
                "rule several when at least 1 of (a, not at least five since m) then do y\n{}",
                due("x", "5 working days", "m")
            ),
            1,
        ),
    ] {
        assert_eq!(told(&rules).len(), number, "{rules}: {:?}", told(&rules));
    }
}

#[test]
fn deadlines_of_one_duty_that_the_weekday_orders_are_told() {
    // By working days and by hours: a weekend may make the working days later, nothing makes them earlier.
    for (days, hours, told_of) in [
        (1, 23, false),
        (1, 24, true),
        (1, 72, true),
        (1, 96, false),
        (5, 119, false),
        (5, 7 * 24, true),
        (5, 8 * 24, false),
        (6, 10 * 24, true),
        (6, 11 * 24, false),
    ] {
        let found = told(&format!(
            "rule first when a then do x within {days} working days of m\nrule second when a then do x within {hours} hours of m\n"
        ));
        assert_eq!(
            !found.is_empty(),
            told_of,
            "{days} working days and {hours} hours: {found:?}"
        );
    }
    let said = "`72 hours` since `m` is by another clock than `2 working days`";
    let rules = "rule first when a then alert p within 2 working days of m\nrule second when a then alert p within 72 hours of m\n\
                 rule third when a then refer to p within 72 hours of m\npartner p phone \"1\"\n";
    assert_eq!(told(rules), [said]);
}
