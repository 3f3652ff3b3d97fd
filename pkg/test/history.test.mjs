// Versions of a policy: the one in force decides, and the terminal program says the same, byte for byte.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { compile, compileHistory, init } from "@safegrade/engine";

const root = new URL("../../", import.meta.url);
const read = (name) => readFileSync(new URL(name, root), "utf8");
const CLUBS = ["tests/cli/club.rules", "tests/cli/club_2018.rules"];
const files = (names) => names.map((name) => ({ source: read(name), name }));
const program = process.env.SAFEGRADE_PROGRAM;
const skip = program ? false : "SAFEGRADE_PROGRAM is not set";

// One that alarms after so many hours.
const version = (number, from, hours) => `# policy no, version 7
policy p version ${number} title "policy q version 8 in force from 1999-01-01 \\" #" in force from ${from}
scale risk: low < high
fact m: moment
rule late when at least ${hours} hours since m then risk at least high`;

describe("a history", () => {
  before(() => init());

  it("is decided by the version in force on the day in London", () => {
    const { history, diagnostics } = compileHistory([version(5, "2017-01-01", 40), version(1, "2016-01-01", 10), version(2, "2016-07-01", 20)]);
    assert.deepEqual(diagnostics.map(({ code }) => code), Array(3).fill("SG902"));
    assert.deepEqual(history.versions.map(({ policy }) => policy.version), [1, 2, 5]);
    for (const [now, expected, faults] of [
      ["2015-12-31 23:59", 1, ["not_in_force now"]],
      ["2016-01-01 00:00", 1, []],
      ["2016-06-30T22:59Z", 1, []],
      ["2016-06-30T23:00Z", 2, []],
      [new Date("2016-12-31T23:59Z"), 2, []],
      ["2017-01-01 00:00", 5, []],
      ["2199-12-31 23:59", 5, []],
    ]) {
      const grade = history.grade({}, now);
      const decision = history.decide({}, now);
      assert.deepEqual([grade.policy, grade.faults], [decision.policy, decision.faults]);
      assert.deepEqual([grade.policy.version, grade.faults.map(({ code, fact }) => `${code} ${fact}`)], [expected, faults]);
      assert.equal(history.at(now).policy.version, expected);
    }
    assert.throws(() => history.grade({}, "2016-02-30 10:00"), TypeError);
    assert.throws(() => history.at(5), TypeError);
    history.free();
    assert.throws(() => history.grade({}, "2017-01-01 00:00"), /given back/);
  });

  it("tells only changes that come, and what takes over", () => {
    const { history } = compileHistory([version(1, "2016-01-01", 10), version(2, "2016-07-01", 20)]);
    const told = (m, now) => {
      const { changes, changes_until, next_version } = history.decide({ m }, now);
      return [changes.map(({ at }) => at), changes_until, next_version && [next_version.policy.version, next_version.at, next_version.outcomes]];
    };
    const next = (risk) => [2, "2016-07-01T00:00+01:00", { risk }];
    assert.deepEqual(told("2016-06-30 10:00", "2016-06-30 11:00"), [["2016-06-30T20:00+01:00"], "2016-07-01T00:00+01:00", next("low")]);
    assert.deepEqual(told("2016-06-30 18:00", "2016-06-30 19:00"), [[], "2016-07-01T00:00+01:00", next("low")]);
    assert.deepEqual(told("2016-06-30 18:00", "2016-07-01 00:00"), [["2016-07-01T14:00+01:00"], null, null]);
    assert.deepEqual(told("2016-06-29 18:00", "2016-06-30 19:00"), [[], "2016-07-01T00:00+01:00", next("high")]);
  });

  it("decides as its version alone, whatever it is given", () => {
    const { history } = compileHistory([version(1, "2016-01-01", 10)]);
    const { engine } = compile(version(1, "2016-01-01", 10));
    for (const facts of [{}, { m: null }, { m: "x" }, { n: 1 }, null, [], { get m() { throw new Error("no"); } }]) {
      const { policy, ...grade } = history.grade(facts, "2016-03-24 22:00");
      assert.deepEqual(grade, engine.grade(facts, "2016-03-24 22:00"));
      const { next_version, ...decision } = history.decide(facts, "2016-03-24 22:00");
      assert.deepEqual([decision, next_version, policy], [engine.decide(facts, "2016-03-24 22:00"), null, decision.policy]);
    }
  });

  it("takes versions that build on another policy", () => {
    const bases = [{ source: version(1, "2016-01-01", 10), name: "base.rules" }];
    const over = (number, from, items) => ({ source: `policy over version ${number} in force from ${from}\nbuilds on p\n${items}`, bases });
    const stricter = "rule later when at least 5 hours since m then risk at least high";
    const { history, diagnostics } = compileHistory([over(1, "2016-02-01", ""), over(2, "2017-01-01", stricter)]);
    assert.ok(history, JSON.stringify(diagnostics));
    const act = (m, now) => history.grade({ m }, now).outcomes.risk.act;
    assert.equal(act("2016-12-31 10:00", "2016-12-31 17:00"), "low");
    assert.equal(act("2017-01-01 10:00", "2017-01-01 17:00"), "high");
    assert.equal(compileHistory([{ ...over(1, "2016-02-01", ""), bases: [] }]).history, null);
  });

  it("has no history where a version has errors or versions do not fit", () => {
    const codes = (sources) => {
      const { history, diagnostics } = compileHistory(sources);
      assert.equal(history, null);
      return diagnostics.filter(({ severity }) => severity === "error").map(({ code, primary }) => `${code} ${primary.source}`);
    };
    const first = { source: version(1, "2016-01-01", 1), name: "first" };
    assert.deepEqual(codes([first, "rule"]), ["SG001 policy"]);
    assert.deepEqual(codes([first, first]), ["SG306 first"]);
    for (const none of [undefined, null, "policy", [], {}]) assert.throws(() => compileHistory(none), TypeError);
    for (const none of [null, 5, {}, { source: 5 }]) assert.throws(() => compileHistory([none]), TypeError);
  });
});

describe("a history and the terminal program", { skip }, () => {
  before(() => init());

  it("decide alike", () => {
    const { history } = compileHistory(files(CLUBS));
    for (const name of ["porter", "late", "waiting", "half"]) {
      for (const now of ["2017-06-01 10:00", "2018-01-01 00:00", "2019-12-31 22:30", "2019-12-31 23:59", "2020-01-01 00:00", "2024-05-03 20:10"]) {
        const path = `tests/cli/${name}.json`;
        const { stdout } = spawnSync(program, ["grade", ...CLUBS, "--case", path, "--now", now, "--json"], { cwd: root, encoding: "utf8" });
        assert.equal(`${JSON.stringify(history.decide(JSON.parse(read(path)), now), null, 2)}\n`, stdout, `${name} at ${now}`);
      }
    }
  });

  it("tell alike what is no history, with the same places", () => {
    for (const [number, names] of [[0, CLUBS], [1, [CLUBS[0], CLUBS[0]]], [2, [...CLUBS, ...CLUBS]], [1, [CLUBS[1], "tests/cli/half_welsh.rules", CLUBS[0]]]]) {
      const { diagnostics } = compileHistory(files(names));
      const errors = diagnostics.filter(({ code }) => code === "SG306");
      assert.equal(errors.length, number);
      // Policies of several names are no fault to `check`, and one to whoever wants a history.
      if (new Set(names).size === names.length && number > 0) continue;
      const { stdout } = spawnSync(program, ["check", "--json", ...names], { cwd: root, encoding: "utf8" });
      assert.equal(`${JSON.stringify(diagnostics, null, 2)}\n`, stdout);
    }
  });
});
