// Before anything is timed the contestants must give the same answers.

import assert from "node:assert/strict";

const by = (...keys) => (a, b) => {
  for (const key of keys) if (a[key] !== b[key]) return a[key] < b[key] ? -1 : 1;
  return 0;
};

/** The document in one fixed order: the contract leaves open in which order reasons and duties stand. */
function ordered(grade) {
  const outcomes = Object.entries(grade.outcomes).map(([scale, { act, reasons, ...rest }]) =>
    [scale, { act, reasons: reasons.toSorted(by("rule", "demands")), ...rest }]);
  const duties = grade.duties.map(({ rules, ...rest }) => ({ ...rest, rules: rules.toSorted() })).toSorted(by("kind", "to"));
  return { ...grade, outcomes: Object.fromEntries(outcomes), duties };
}

/** Nothing may be left to work out on reading: only own values, no getters, no proxies of other kinds. */
function assertPlain(value, path) {
  if (value === null || typeof value !== "object") return;
  const prototype = Object.getPrototypeOf(value);
  assert(prototype === Object.prototype || prototype === Array.prototype, `${path} is not a plain object`);
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    assert("value" in descriptor, `${path}.${key} is worked out on reading`);
    assertPlain(descriptor.value, `${path}.${key}`);
  }
}

/** Two functions from case to document agree on every case. */
export function agreeOnDocuments(what, hand, engine, cases) {
  cases.forEach(({ facts, now }, i) => {
    const got = engine(facts, now);
    const where = () => `${what}, case ${i}: ${JSON.stringify({ facts, now })}`;
    assertPlain(got, "grade");
    try {
      assert.deepStrictEqual(ordered(got), ordered(hand(facts, now)));
    } catch (error) {
      throw new Error(`${where()}\n${error.message}`);
    }
  });
}

/** `rows` has, for each case, the level of every scale and the rules that applied. */
export function agreeOnRows(what, hand, rows, cases) {
  assert.equal(rows.length, cases.length, `${what}: number of cases`);
  cases.forEach(({ facts, now }, i) => {
    const { outcomes } = hand(facts, now);
    const levels = Object.fromEntries(Object.entries(outcomes).map(([scale, { act }]) => [scale, act]));
    const rules = [...new Set(Object.values(outcomes).flatMap(({ reasons }) => reasons.map(({ rule }) => rule)))];
    assert.deepStrictEqual(
      { outcomes: rows[i].outcomes, rules: rows[i].rules.toSorted() },
      { outcomes: levels, rules: rules.toSorted() },
      `${what}, case ${i}: ${JSON.stringify({ facts, now })}`,
    );
  });
}

/** Counts of a whole file: `{ cases, outcomes: { scale: { level: n } }, rules: { rule: n } }`. A count of none may be left out. */
export function agreeOnCounts(what, got, expected) {
  // `replay --json` counts for each rule how often it fired and how often it decided.
  const filled = (counts, names) => Object.fromEntries(names.map((name) => [name, counts?.[name]?.fired ?? counts?.[name] ?? 0]));
  const same = (one) => ({
    cases: one.cases,
    outcomes: Object.fromEntries(
      Object.entries(expected.outcomes).map(([scale, levels]) => [scale, filled(one.outcomes?.[scale], Object.keys(levels))]),
    ),
    rules: filled(one.rules, Object.keys(expected.rules)),
  });
  assert.deepStrictEqual(same(got), same(expected), what);
}
