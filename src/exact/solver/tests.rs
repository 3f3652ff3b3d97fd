//! The solver against trying everything.

use super::{Answer, Lit, Solver, luby};
use crate::exact::rup;

#[test]
fn the_luby_sequence() {
    let found: Vec<u64> = (1..16).map(luby).collect();
    assert_eq!(found, [1, 1, 2, 1, 1, 2, 4, 1, 1, 2, 1, 1, 2, 4, 8]);
}

/// Small numbers that look random and are the same everywhere.
struct Draw(u64);

impl Draw {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// Against all assignments, with models checked, cores checked and every No certified.
#[test]
fn answers_are_those_of_trying_everything() {
    let mut draw = Draw(7);
    let (mut yes, mut no) = (0, 0);
    for round in 0..3_000 {
        let variables = 3 + draw.below(8);
        let mut solver = Solver::new(true);
        let literals: Vec<Lit> = (0..variables).map(|_| solver.variable()).collect();
        let literal = |draw: &mut Draw| {
            let chosen = literals[usize::try_from(draw.below(variables)).expect("small")];
            chosen.when(draw.below(2) == 0)
        };
        let count = variables * (3 + draw.below(3));
        let clauses: Vec<Vec<Lit>> = (0..count)
            .map(|_| (0..3).map(|_| literal(&mut draw)).collect())
            .collect();
        clauses.iter().for_each(|clause| solver.clause(clause));
        for _ in 0..4 {
            let assumptions: Vec<Lit> = (0..draw.below(4)).map(|_| literal(&mut draw)).collect();
            let holds = |world: u64, literal: Lit| (world >> (literal.variable() - 1) & 1 == 1) == (literal.0 & 1 == 0);
            let fits = |world: u64, assumed: &[Lit]| {
                assumed.iter().all(|literal| holds(world, *literal))
                    && clauses
                        .iter()
                        .all(|clause| clause.iter().any(|literal| holds(world, *literal)))
            };
            let possible = (0..1 << variables).any(|world| fits(world, &assumptions));
            match solver.solve(&assumptions, 1_000_000) {
                Answer::Yes => {
                    yes += 1;
                    assert!(possible, "round {round}");
                    assert!(assumptions.iter().all(|literal| solver.holds(*literal)));
                    assert!(
                        clauses
                            .iter()
                            .all(|clause| clause.iter().any(|literal| solver.holds(*literal)))
                    );
                }
                Answer::No => {
                    no += 1;
                    assert!(!possible, "round {round}");
                    assert!(solver.core().iter().all(|literal| assumptions.contains(literal)));
                    let core = solver.core().to_vec();
                    assert!(!(0..1 << variables).any(|world| fits(world, &core)));
                    assert!(
                        rup::Checker::default().checks(solver.proof().expect("kept"), &core),
                        "round {round}"
                    );
                }
                Answer::Unknown => panic!("out of budget"),
            }
        }
    }
    assert!(yes > 1_000 && no > 1_000, "{yes} {no}");
}

/// One pigeon more than holes: hard enough that learning and restarts are needed.
#[test]
fn pigeons_do_not_fit_and_a_budget_is_kept() {
    let pigeons = |holes: usize, budget: u64| {
        let mut solver = Solver::new(true);
        let sits: Vec<Vec<Lit>> = (0..=holes)
            .map(|_| (0..holes).map(|_| solver.variable()).collect())
            .collect();
        sits.iter().for_each(|pigeon| solver.clause(pigeon));
        for (place, one) in sits.iter().enumerate() {
            for two in &sits[..place] {
                for (here, there) in one.iter().zip(two) {
                    solver.clause(&[here.not(), there.not()]);
                }
            }
        }
        let answer = solver.solve(&[], budget);
        let certified = rup::Checker::default().checks(solver.proof().expect("kept"), &[]);
        (answer, certified)
    };
    assert_eq!(pigeons(6, 1_000_000), (Answer::No, true));
    assert_eq!(pigeons(9, 50).0, Answer::Unknown);
}

/// A checker that believes everything would pass all of the above.
#[test]
fn what_does_not_follow_is_refused() {
    let mut solver = Solver::new(true);
    let [a, b, c] = [(); 3].map(|()| solver.variable());
    solver.clause(&[a, b]);
    solver.clause(&[a.not(), b]);
    assert_eq!(solver.solve(&[b.not()], 100), Answer::No);
    assert!(rup::Checker::default().checks(solver.proof().expect("kept"), &[b.not()]));
    for claim in [&[b][..], &[a], &[c, b], &[]] {
        assert!(
            !rup::Checker::default().checks(solver.proof().expect("kept"), claim),
            "{claim:?}"
        );
    }
    for clause in [&[a][..], &[c], &[a, c], &[]] {
        let mut tampered = rup::Proof::default();
        tampered.given(&[a, b]);
        tampered.given(&[a.not(), b]);
        tampered.learnt(clause);
        assert!(!rup::Checker::default().checks(&tampered, &[b.not()]), "{clause:?}");
    }
}

/// What is added for a while changes answers then and not after, with one checker that follows all of it.
#[test]
fn what_was_for_a_while_is_gone() {
    let mut draw = Draw(11);
    let mut changed = 0;
    for round in 0..2_000 {
        let variables = 3 + draw.below(6);
        let mut solver = Solver::new(true);
        let mut checker = rup::Checker::default();
        let literals: Vec<Lit> = (0..variables).map(|_| solver.variable()).collect();
        let pick = |draw: &mut Draw, literals: &[Lit]| {
            let count = u64::try_from(literals.len()).expect("small");
            let chosen = literals[usize::try_from(draw.below(count)).expect("small")];
            chosen.when(draw.below(2) == 0)
        };
        let some = |draw: &mut Draw, literals: &[Lit], count: u64| -> Vec<Vec<Lit>> {
            let clause = |draw: &mut Draw| (0..1 + draw.below(3)).map(|_| pick(draw, literals)).collect();
            (0..count).map(|_| clause(draw)).collect()
        };
        let holds = |world: u64, literal: Lit| (world >> (literal.variable() - 1) & 1 == 1) == (literal.0 & 1 == 0);
        let fits = |world: u64, clauses: &[Vec<Lit>], assumed: &[Lit]| {
            assumed.iter().all(|literal| holds(world, *literal))
                && clauses
                    .iter()
                    .all(|clause| clause.iter().any(|literal| holds(world, *literal)))
        };
        let mut ask = |solver: &mut Solver, count: usize, clauses: &[Vec<Lit>], assumed: &[Lit]| {
            let possible = (0..1u64 << count).any(|world| fits(world, clauses, assumed));
            let answer = solver.solve(assumed, 1_000_000);
            assert_eq!(answer == Answer::Yes, possible, "round {round}");
            if answer == Answer::No {
                let core = solver.core().to_vec();
                assert!(checker.checks(solver.proof().expect("kept"), &core), "round {round}");
            } else {
                let holds = |literal: &Lit| solver.holds(*literal);
                assert!(clauses.iter().all(|clause| clause.iter().any(holds)), "round {round}");
            }
            possible
        };
        let count = variables + draw.below(variables);
        let lasting = some(&mut draw, &literals, count);
        lasting.iter().for_each(|clause| solver.clause(clause));
        for _ in 0..3 {
            let assumed: Vec<Lit> = (0..draw.below(3)).map(|_| pick(&mut draw, &literals)).collect();
            let before = ask(&mut solver, literals.len(), &lasting, &assumed);
            let mark = solver.begin();
            let mut more = literals.clone();
            more.extend((0..draw.below(3)).map(|_| solver.variable()));
            let mut all = lasting.clone();
            let passing = some(&mut draw, &more, 4);
            passing.iter().for_each(|clause| solver.clause(clause));
            all.extend(passing);
            for _ in 0..2 {
                changed += u32::from(ask(&mut solver, more.len(), &all, &assumed) != before);
            }
            solver.end(&mark);
            assert_eq!(
                ask(&mut solver, literals.len(), &lasting, &assumed),
                before,
                "round {round}"
            );
        }
    }
    assert!(changed > 500, "{changed}");
}

/// What was shown for a while proves nothing after.
#[test]
fn a_certificate_ends_with_what_it_rests_on() {
    let mut solver = Solver::new(true);
    let mut checker = rup::Checker::default();
    let [a, b] = [(); 2].map(|()| solver.variable());
    solver.clause(&[a, b]);
    let mark = solver.begin();
    solver.clause(&[b.not()]);
    assert_eq!(solver.solve(&[a.not()], 100), Answer::No);
    assert!(checker.checks(solver.proof().expect("kept"), &[a.not()]));
    solver.end(&mark);
    assert!(!checker.checks(solver.proof().expect("kept"), &[a.not()]));
}
