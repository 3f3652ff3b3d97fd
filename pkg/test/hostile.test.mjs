// Whatever is given as a policy, the module says what is wrong with it and lives on.
//
// In WebAssembly a stack run over or memory run out is a trap, after which the module is never used again:
// the native tests cannot show that it does not happen.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { compile, format, init } from "@safegrade/engine";

const DORSET = readFileSync(new URL("../../demo/policies/dorset.rules", import.meta.url), "utf8");
const HEAD = "policy p version 1 in force from 2016-01-01\nscale risk: low < high\nfact a: yes/no\nfact n: whole 0..10\n";
const rule = (condition) => `${HEAD}rule r when ${condition} then risk at least high\n`;
const GOOD = rule("a");
const NOW = "2016-03-24 22:00";
const nest = (open, inner, close, depth) => open.repeat(depth) + inner + close.repeat(depth);
const times = (count, line) => Array.from({ length: count }, (_, index) => line(index)).join("\n");

// Each text with the code that it must give, or none where it compiles.
const TEXTS = {
  "nothing": ["", "SG008"],
  "a byte order mark alone": ["\ufeff", "SG008"],
  "a byte order mark before a policy": [`\ufeff${GOOD}`, null],
  "line ends of Windows": [GOOD.replaceAll("\n", "\r\n"), null],
  "line ends of old": [GOOD.replaceAll("\n", "\r"), null],
  "no line ends": [GOOD.replaceAll("\n", " "), null],
  "a control that reorders": [rule("a \u202e"), "SG004"],
  "controls that reorder, within words": [`${GOOD}rule s "\u2066\u202e\u2069" when a then risk at least high`, "SG004"],
  "nothing but controls that reorder": ["\u202e".repeat(100_000), "SG004"],
  "a null character": [rule("a\0"), "SG004"],
  "half of a surrogate pair": [rule("\ud800"), "SG005"],
  "half of a surrogate pair, within words": [`${GOOD}rule s "\udc00" when a then risk at least high`, null],
  "letters that only look like ours": ["а".repeat(100_000), "SG005"],
  "words never closed": [`${GOOD}rule s "never closed\n`, "SG001"],
  "words never closed, to the end of a long file": [`${GOOD}rule s "${"x".repeat(3_000_000)}`, "SG001"],
  "nothing but quotation marks": ['"'.repeat(1_000_000), "SG001"],
  "nothing but backslashes in words": [`${GOOD}rule s "${"\\".repeat(1_000_000)}`, "SG001"],
  "64 brackets": [rule(nest("(", "a", ")", 64)), null],
  "65 brackets": [rule(nest("(", "a", ")", 65)), "SG002"],
  "5,000 brackets": [rule(nest("(", "a", ")", 5_000)), "SG002"],
  "brackets never closed": [rule("(".repeat(64)), "SG001"],
  "brackets never opened": [rule(")".repeat(100_000)), "SG001"],
  "64 brackets, each after not": [rule(nest("not (", "a", ")", 64)), null],
  "5,000 brackets, each after not": [rule(nest("not (", "a", ")", 5_000)), "SG002"],
  "64 counts within counts": [rule(nest("at least 1 of (a, ", "a", ")", 64)), null],
  "64 bounds within bounds": [rule(`${nest("at least (count of (a, ", "a", "))", 32)} >= 1`), "SG001"],
  "64 brackets of sums": [rule(`${nest("(n + ", "n", ")", 64)} >= 1`), null],
  "5,000 nots in a row": [rule(`${"not ".repeat(5_000)}a`), "SG001"],
  "100,000 nots in a row": [rule(`${"not ".repeat(100_000)}a`), "SG001"],
  "100,000 minus signs": [rule(`n ${"- ".repeat(100_000)} 1 > 0`), "SG001"],
  "a chain of 100,000": [rule(Array(100_000).fill("a").join(" and ")), null],
  "a sum of 100,000": [rule(`${Array(100_000).fill("n").join(" + ")} > 3`), null],
  "5,000 definitions, each of the last": [`${HEAD}let l0 = a\n${times(5_000, (index) => `let l${index + 1} = not l${index}`)}\nrule r when l5000 then risk at least high`, null],
  "a circle of 5,000 definitions": [`${GOOD}${times(5_000, (index) => `let l${index} = not l${(index + 1) % 5_000}`)}`, "SG104"],
  "100,000 items": [`${HEAD}${times(100_000, (index) => `let l${index} = a`)}`, null],
  "100,000 items of one name": [`${HEAD}${times(100_000, () => "let l = a")}`, "SG102"],
  "100,000 items that are none": [times(100_000, () => "rule"), "SG001"],
  "a name of a million letters, and one like it": [`${rule(`${"x".repeat(1_000_000)}y`)}fact ${"x".repeat(1_000_000)}: yes/no`, "SG101"],
  "10,000 levels": [`policy p version 1 in force from 2016-01-01\nscale risk: ${times(10_000, (index) => `${index ? "< " : ""}l${index}`)}`, "SG303"],
  "10,000 options": [`${HEAD}fact o: one of ${times(10_000, (index) => `${index ? ", " : ""}o${index}`)}`, "SG303"],
  "10 megabytes of comments": ["# x\n".repeat(2_600_000), "SG003"],
  "10 megabytes of one name": ["x".repeat(10_000_000), "SG003"],
  "10 megabytes of brackets": ["(".repeat(10_000_000), "SG003"],
};

/** Compiles and lays out a text and uses what comes of it. Gives the codes of the errors. */
function survive(text) {
  const { engine, diagnostics } = compile(text, "hostile.rules");
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  assert.equal(engine === null, errors.length > 0);
  for (const { primary, edit } of diagnostics) {
    for (const place of edit ? [primary, edit] : [primary]) {
      assert.ok(0 <= place.start && place.start <= place.end && place.end <= text.length, JSON.stringify(place));
    }
  }
  if (engine) {
    engine.grade({}, NOW);
    engine.decide({}, NOW);
    engine.schema();
    engine.test();
    engine.free();
  }
  const laid = format(text, "hostile.rules");
  if (laid.text === null) assert.ok(laid.diagnostics.some(({ severity }) => severity === "error"));
  else assert.equal(format(laid.text).text, laid.text, "the layout is not its own layout");
  return errors.map(({ code }) => code);
}

/** The module still does its work. */
function lives() {
  const { engine } = compile(GOOD);
  assert.equal(engine.grade({ a: true }, NOW).outcomes.risk.act, "high");
  assert.equal(engine.grade({ a: false }, NOW).outcomes.risk.act, "low");
  engine.free();
}

/** Whole numbers below a limit, the same in each run. */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const TOKEN = /"[^"\n]*"|#.*|[A-Za-z_]\w*|[\d.:-]+|\s+|./g;
const CHANGES = {
  "left out": (tokens, at) => tokens.splice(at, 1),
  "doubled": (tokens, at) => tokens.splice(at, 0, tokens[at]),
  "changed for another": (tokens, at, other) => ([tokens[at], tokens[other]] = [tokens[other], tokens[at]]),
};

describe("a hostile policy", () => {
  before(() => init());

  for (const [what, [text, code]] of Object.entries(TEXTS)) {
    it(`${what}: ${code ?? "compiles"}`, () => {
      const codes = survive(text);
      if (code === null) assert.deepEqual(codes, []);
      else assert.ok(codes.includes(code), `${codes}`);
      lives();
    });
  }

  it("cut off before, at and after the beginning of each item", () => {
    const items = [...DORSET.matchAll(/^[a-z]/gm)].map(({ index }) => index);
    assert.ok(items.length > 150);
    for (const at of [...items, DORSET.length]) {
      for (const end of [at - 1, at, at + 1]) survive(DORSET.slice(0, Math.max(end, 0)));
    }
    lives();
  });

  for (const [what, change] of Object.entries(CHANGES)) {
    it(`with a token ${what}`, () => {
      const next = numbers(1);
      const tokens = DORSET.match(TOKEN);
      assert.equal(tokens.join(""), DORSET);
      for (let round = 0; round < 70; round++) {
        const changed = [...tokens];
        change(changed, next(tokens.length), next(tokens.length));
        survive(changed.join(""));
      }
      lives();
    });
  }

  it("of random bytes, and of random words of the language", () => {
    const next = numbers(2);
    const decoder = new TextDecoder();
    const words = [...new Set(DORSET.match(TOKEN))];
    for (let round = 0; round < 100; round++) {
      survive(decoder.decode(Uint8Array.from({ length: next(2000) }, () => next(256))));
      survive(String.fromCharCode(...Array.from({ length: next(2000) }, () => next(128))));
      survive(String.fromCharCode(...Array.from({ length: next(2000) }, () => next(65536))));
      survive(HEAD + Array.from({ length: next(300) }, () => words[next(words.length)]).join(" "));
    }
    lives();
  });
});
