// What an engine answers, and that nothing a host can pass hurts it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { before, describe, it } from "node:test";
import { compile, format, init } from "@safegrade/engine";

const root = new URL("../../", import.meta.url);
const read = (name) => readFileSync(new URL(name, root), "utf8");
const NOW = "2016-03-24 22:00";

const RULES = `
policy small version 1 in force from 2016-01-01
source guide "The guidance"
scale risk: low < medium < high
fact age: whole 0..120 years if unknown presume 0..17
fact height: decimal 0.5..2.5 metres
fact missing: yes/no
fact area: one of north, south
fact signs: any of overnight, money
fact reported_at: moment
rule child "A missing child" when age < 18 and missing then risk at least medium
  alert care within 1 hour of reported_at because guide "always"
rule south_money when area is south and signs has money then risk at least high because guide
rule tall when height > 2.0 then do measure because guide
partner care by area north phone "1" south phone "2"
`;
const CASE = { age: 15, height: 1.6, missing: true, area: "north", signs: ["overnight"], reported_at: "2016-03-24T21:00" };

describe("an engine", () => {
  let engine;
  before(async () => {
    await init();
    const compiled = compile(RULES, "small.rules");
    assert.deepEqual(compiled.diagnostics, []);
    engine = compiled.engine;
  });
  const act = (facts) => engine.grade(facts, NOW).outcomes.risk.act;
  const faults = (facts) => engine.grade(facts, NOW).faults.map((fault) => `${fault.code} ${fault.fact}`);

  it("grades a plain case", () => {
    const { outcomes, duties, faults, now } = engine.grade(CASE, NOW);
    assert.equal(now, "2016-03-24T22:00+00:00");
    assert.equal(outcomes.risk.act, "medium");
    assert.deepEqual(outcomes.risk.reasons.map((reason) => [reason.rule, reason.sentence.en, reason.demands, reason.because[0].quote]), [["child", "A missing child", "medium", "always"]]);
    assert.deepEqual(duties, [{ kind: "alert", to: "care", due: "2016-03-24T22:00+00:00", rules: ["child"] }]);
    assert.deepEqual(faults, []);
  });

  it("tells unknown from No, and a fault from both", () => {
    assert.equal(act({}), "high");
    assert.equal(act({ missing: false, signs: [] }), "low");
    assert.equal(act({ missing: null, signs: [] }), "medium");
    assert.equal(act({ age: 40, missing: true, signs: [] }), "low");
    assert.equal(act({ age: "forty", missing: true, signs: [] }), "medium");
    assert.deepEqual(faults({ age: "forty" }), ["wrong_type age"]);
  });

  it("says what is wrong with a case, and suggests", () => {
    const { faults } = engine.grade({ ...CASE, agee: 3 }, NOW);
    assert.deepEqual(faults, [{ code: "unknown_fact", fact: "agee", message: "the policy asks nothing called `agee`", help: "did you mean `age`?" }]);
  });

  it("names every kind of fault", () => {
    for (const [facts, expected] of [
      [{ age: 15.5 }, "wrong_type age"],
      [{ age: 130 }, "out_of_range age"],
      [{ age: NaN }, "not_readable age"],
      [{ age: 1e400 }, "not_readable age"],
      [{ age: true }, "wrong_type age"],
      [{ missing: "perhaps" }, "wrong_type missing"],
      [{ missing: 1 }, "wrong_type missing"],
      [{ area: "nroth" }, "unknown_option area"],
      [{ signs: ["monye"] }, "unknown_option signs"],
      [{ signs: { money: "perhaps" } }, "wrong_type signs"],
      [{ reported_at: "2016-02-30 10:00" }, "impossible_date reported_at"],
      [{ reported_at: new Date(NaN) }, "not_readable reported_at"],
      [{ reported_at: "yesterday" }, "wrong_type reported_at"],
      [{ height: 9 }, "out_of_range height"],
    ]) {
      assert.deepEqual(faults(facts), [expected], JSON.stringify(facts));
      assert.deepEqual(engine.decide(facts, NOW).faults.map((fault) => `${fault.code} ${fault.fact}`), [expected]);
    }
  });

  it("takes the forms that hosts have", () => {
    for (const facts of [
      { ...CASE, age: "15", missing: "yes", signs: "overnight" },
      { ...CASE, signs: { overnight: true, money: false } },
      { ...CASE, reported_at: new Date("2016-03-24T21:00Z") },
      { ...CASE, reported_at: "2016-03-24T21:00:30.5Z", height: 1.55 },
      Object.assign(Object.create(null), CASE),
      { ...CASE, area: undefined, ["toString"]: undefined },
    ]) {
      const { outcomes, duties, faults } = engine.grade(facts, NOW);
      assert.deepEqual([outcomes.risk.act, duties[0].due, faults.filter((fault) => fault.fact !== "height")], ["medium", "2016-03-24T22:00+00:00", []]);
    }
  });

  it("is not hurt by getters, prototypes, cycles, proxies or strange values", () => {
    const cycle = {};
    cycle.signs = cycle;
    const hostile = [
      { get age() { throw new Error("no"); } },
      Object.create({ age: 50, missing: false }),
      Object.create({ age: 50 }, { agee: { value: 1, enumerable: true } }),
      cycle,
      new Proxy({}, { ownKeys() { throw new Error("no"); } }),
      new Proxy(CASE, { get() { throw new Error("no"); } }),
      [1, 2], "text", 5, null, undefined, () => 1, Symbol("x"), 10n, new Map([["age", 1]]), new Date(),
      { age: () => 1, missing: Symbol("x"), signs: [[[[[[]]]]]], area: { toString() { throw new Error("no"); } } },
      { signs: Array(5) }, { signs: "x".repeat(1e6) }, { __proto__: null, constructor: 1, hasOwnProperty: 2 },
      JSON.parse('{"__proto__": {"age": 40}}'),
    ];
    for (const facts of hostile) {
      // An inherited answer is no answer: the worst case stands.
      assert.equal(engine.grade(facts, NOW).outcomes.risk.act, "high");
      assert.equal(engine.decide(facts, NOW).outcomes.risk.act, "high");
    }
    assert.equal(act(CASE), "medium", "and the engine still answers");
  });

  it("refuses a moment that is none", () => {
    for (const now of [undefined, null, 5, "now", "2016-02-30 10:00", new Date(NaN), "9999-12-31 10:00", {}]) {
      assert.throws(() => engine.grade(CASE, now), TypeError);
      assert.throws(() => engine.decide(CASE, now), TypeError);
    }
  });

  it("grades as it decides, on thousands of cases", () => {
    let seed = 7;
    const pick = (list) => list[(seed = (seed * 1103515245 + 12345) & 0x7fffffff) % list.length];
    for (let round = 0; round < 3000; round++) {
      const facts = {
        age: pick([0, 17, 18, 120, null, undefined, "16", -1]),
        height: pick([0.5, 2, 2.1, 2.5, null, undefined, 2.55]),
        missing: pick([true, false, null, undefined, "no", 0]),
        area: pick(["north", "south", null, undefined, "west"]),
        signs: pick([[], ["money"], ["money", "overnight"], null, undefined, { money: true }, ["x"]]),
        reported_at: pick(["2016-03-24T21:00", "2016-03-27 01:30", "2016-10-30T01:30", null, undefined, "2016-07-01T10:00Z"]),
      };
      const now = pick([NOW, "2016-03-27 00:30", "2016-10-30T02:10", "2016-07-01 23:59", "2016-12-31T23:59Z"]);
      const grade = engine.grade(facts, now);
      const decision = engine.decide(facts, now);
      const expected = {
        now: decision.now,
        outcomes: { risk: { act: decision.outcomes.risk.act, reasons: [...decision.outcomes.risk.reasons].map(({ rule, sentence, demands, because }) => ({ rule, sentence, demands, because })) } },
        duties: decision.duties.map(({ kind, to, due, rules }) => ({ kind, to, due, rules })),
        faults: decision.faults,
      };
      const byRule = (a, b) => (a.rule < b.rule ? -1 : 1);
      const plain = JSON.parse(JSON.stringify(grade));
      plain.outcomes.risk.reasons.sort(byRule);
      expected.outcomes.risk.reasons.sort(byRule);
      assert.deepEqual(plain, expected, JSON.stringify(facts));
    }
  });

  it("is not confused by several engines, growing memory and freeing", () => {
    const many = Array.from({ length: 200 }, () => compile(RULES).engine);
    assert.equal(act(CASE), "medium");
    for (const one of many) {
      assert.equal(one.grade(CASE, NOW).outcomes.risk.act, "medium");
      one.free();
      one.free();
      assert.throws(() => one.grade(CASE, NOW), /given back/);
      assert.throws(() => one.schema(), /given back/);
    }
    assert.equal(act(CASE), "medium");
  });

  it("tells errors as values with places in UTF-16", () => {
    const { engine, diagnostics } = compile(`# 😀 é\npolicy p version 1 in force from 2016-01-01\nscale risk: low < high\nfact age: whole 0..9\nrule r "😀" when agee > 3 then risk at least high`, "u.rules");
    assert.equal(engine, null);
    const [found] = diagnostics;
    assert.deepEqual([found.code, found.severity, found.help, found.edit.text], ["SG101", "error", "did you mean `age`?", "age"]);
    assert.deepEqual([found.primary.line, found.primary.column, found.primary.end_column], [4, 17, 21]);
    assert.throws(() => compile(5), TypeError);
    assert.throws(() => format(null), TypeError);
  });

  it("compiles a policy on top of what it builds on, and names the text of each place", () => {
    const base = { name: "base.rules", source: `${RULES}setting limit = 3, overlays may lower\nrule many when count of signs at least limit then risk at least high because guide\n` };
    const over = (limit) => `policy over version 1 in force from 2016-02-01\nbuilds on small\nsetting limit = ${limit}\n`;
    assert.equal(compile(base.source, base.name).engine.grade({ ...CASE, signs: ["overnight"] }, NOW).outcomes.risk.act, "medium");
    const stricter = compile(over(1), "over.rules", [base]);
    assert.equal(stricter.engine.grade({ ...CASE, signs: ["overnight"] }, NOW).outcomes.risk.act, "high");
    const { engine, diagnostics: [found] } = compile(over(4), "over.rules", [base]);
    assert.equal(engine, null);
    assert.deepEqual([found.code, found.primary.source, found.primary.line, found.secondary[0].source], ["SG307", "over.rules", 2, "base.rules"]);
    assert.equal(compile(over(1), "over.rules").diagnostics[0].code, "SG307");
    assert.throws(() => compile(over(1), "over.rules", [{ source: "a\u0000b" }]), TypeError);
    assert.throws(() => compile(over(1), "over.rules", [{}]), TypeError);
  });

  it("formats, and formats what is formatted to itself", () => {
    const { text } = format(RULES);
    assert.deepEqual(format(text), { text, diagnostics: [] });
    assert.equal(format("rule rule").text, null);
  });

  it("survives deep and large texts", () => {
    for (const source of ["(".repeat(100000), `rule r when ${"(".repeat(64)}a`, "\u202e", "x".repeat(5e6), "", "\u0000"]) {
      assert.equal(compile(source).engine, null);
    }
    assert.equal(act(CASE), "medium");
  });
});

describe("parity", () => {
  const program = process.env.SAFEGRADE_PROGRAM;

  it("decides the cases of the demo as the terminal program does, byte for byte", { skip: program ? false : "SAFEGRADE_PROGRAM is not set" }, async () => {
    await init();
    const policy = "demo/policies/dorset.rules";
    const { engine } = compile(read(policy), policy);
    const cases = readdirSync(new URL("demo/cases/", root)).filter((name) => name.endsWith(".json"));
    assert.ok(cases.length >= 5);
    for (const name of cases) {
      for (const now of ["2016-03-24 22:00", "2016-03-27 02:15", "2016-10-30 01:45"]) {
        const args = ["grade", policy, "--case", `demo/cases/${name}`, "--now", now, "--json"];
        const said = execFileSync(program, args, { cwd: root, encoding: "utf8" });
        const ours = JSON.stringify(engine.decide(JSON.parse(read(`demo/cases/${name}`)), now), null, 2);
        assert.equal(`${ours}\n`, said, `${name} at ${now}`);
      }
    }
  });

  it("passes the own examples of every policy of the demo", async () => {
    await init();
    const policies = readdirSync(new URL("demo/policies/", root)).filter((name) => name.endsWith(".rules"));
    assert.ok(policies.includes("dorset.rules"));
    const bases = { "dorset_2015.rules": ["national_2013.rules"] };
    for (const name of policies) {
      const below = (bases[name] ?? []).map((name) => ({ name, source: read(`demo/policies/${name}`) }));
      const { engine } = compile(read(`demo/policies/${name}`), name, below);
      const results = engine.test();
      assert.ok(results.length >= 10, name);
      assert.deepEqual(results.filter((result) => !result.passed), [], name);
    }
  });
});
