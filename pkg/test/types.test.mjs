// The contract `index.d.ts` against what the engine really gives, as the TypeScript compiler sees both.
//
// Every document becomes a literal of its type: a field that the type lacks and one that the document lacks are both
// errors. And every field, null and member of a union in the types must occur in some document, or nothing was proved.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { compile, compileHistory, format, init } from "@safegrade/engine";

const read = (name) => readFileSync(new URL(name, import.meta.url), "utf8");
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const [CONTRACT, USAGE, DOCUMENTS] = ["../index.d.ts", "usage.mts", "documents.mts"].map(path);
// As `tsc --noEmit --strict --module nodenext --target es2022` would; only its own libraries it need not check.
const ASKED = { noEmit: true, strict: true, module: "nodenext", target: "es2022", types: [], skipDefaultLibCheck: true };
const { options: OPTIONS } = ts.convertCompilerOptionsFromJson(ASKED, ".");

const MOMENTS = ["2016-03-24 22:00", "2016-03-27 09:00", "2016-06-11 00:05"];
const DORSET_FAULTS = { status: "mising", age: 400, area: null, last_seen_at: "2016-02-31 22:00", weather: NaN, hair_colour: "brown", cse_marker: 1 };
// For `kinds.rules`, each at `KINDS_NOW`.
const KINDS_NOW = "2020-01-02 10:00";
const KINDS = [
  { alone: true, age: 40, fever: 36.5, area: "south", signs: [], delay: "2 hours", born: "2000-01-01", seen_at: "2020-01-01 12:00" },
  { alone: true, age: 12, fever: 39.5, area: "north", signs: ["money"], delay: "1 hour", born: "1999-12-31", seen_at: "2020-01-01 10:00" },
  { alone: false, age: null, area: null, signs: { overnight: null }, seen_at: null },
  { alone: true, age: 12, seen_at: "2020-01-01 08:00" },
];
const BROKEN = ["", "rule rule", "rule", "policy p version 1 in force from 2020-01-01\nscale s: a < b\nfact age: yes/no\nfact age: yes/no\nrule r when agee then s at least b"];
// More turning points than one decision tells.
const LONG = `policy long version 1 in force from 2020-01-01\nfact seen_at: moment\nscale risk: low < high\n${Array.from({ length: 40 }, (_, hour) => `escalate e${hour} always after ${hour} hours since seen_at then tell t${hour}`).join("\n")}`;
const VERSIONS = [1, 2].map((number) => `policy p title "P" cy "P" version ${number} in force from ${2019 + number}-01-01\nscale risk: low < high\nfact a: yes/no\nrule r when a then risk at least high`);
// Some mistakes that the contract could hold, each with what makes it one.
const MISTAKES = {
  "a field is missing": ["  certain: boolean;\n  /** How", "  /** How"],
  "a field is too many": ["changes_until: string | null;", "$& changes_from: string;"],
  "a name is another": ["overdue:", "late:"],
  "a null is missing": ["/** In words, such as \"1 hour\". */\n  within: string | null;", "within: string;"],
  "a member of a union is missing": ['"not_asked" | "unknown" | "fault"', '"not_asked" | "unknown"'],
  "a list is of something else": ["assumed: string[]", "assumed: number[]"],
  "what may be null is said not to be": ["engine: Engine | null", "engine: Engine"],
  "an argument may be left out": ["grade(facts: Case, now: Moment)", "grade(facts: Case, now?: Moment)"],
};

/** Real documents, each with the name of its type. */
function documents() {
  const found = [];
  const add = (type, value) => found.push({ type, value });
  const compiled = (text, name) => {
    const { engine, diagnostics } = compile(text, name);
    add("Diagnostic[]", diagnostics);
    add("ReturnType<typeof format>", format(text, name));
    if (!engine) return () => assert.fail(`${name} does not compile`);
    add("{ [name in keyof Engine]: string }", Object.fromEntries(Object.entries(engine).map(([name, value]) => [name, typeof value])));
    add("Schema", engine.schema());
    add("ExampleResult[]", engine.test());
    return (facts, now) => {
      add("Grade", engine.grade(facts, now));
      add("Decision", engine.decide(facts, now));
    };
  };

  const dorset = compiled(read("../../demo/policies/dorset.rules"), "dorset.rules");
  const folder = new URL("../../demo/cases/", import.meta.url);
  const cases = readdirSync(folder).filter((name) => name.endsWith(".json"));
  for (const facts of [...cases.map((name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"))), {}, DORSET_FAULTS]) {
    for (const now of MOMENTS) dorset(facts, now);
  }
  const kinds = compiled(read("kinds.rules"), "kinds.rules");
  for (const facts of KINDS) kinds(facts, KINDS_NOW);
  compiled(LONG, "long.rules")({ seen_at: "2020-01-01 10:00" }, "2020-01-01 09:00");
  for (const text of BROKEN) compiled(text, "broken.rules");
  for (const sources of [VERSIONS, [VERSIONS[0], ...VERSIONS]]) {
    const { history, diagnostics } = compileHistory(sources);
    add("Diagnostic[]", diagnostics);
    if (!history) continue;
    add("{ [name in keyof PolicyHistory]: string }", Object.fromEntries(Object.entries(history).map(([name, value]) => [name, typeof value])));
    for (const now of ["2019-12-31 10:00", "2020-01-01 10:00", "2021-01-01 10:00"]) {
      add("HistoryGrade", history.grade({}, now));
      add("HistoryDecision", history.decide({}, now));
    }
  }
  return found;
}

/** The documents as a program. `Type[]` and the like need no import of their own. */
function written(found) {
  const names = [...read("../index.d.ts").matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name]) => name);
  const lines = found.map(({ type, value }, at) => `export const d${at} = ${JSON.stringify(value)} satisfies ${type};`);
  return `import type { format, ${names.join(", ")} } from "@safegrade/engine";\n${lines.join("\n")}\n`;
}

/** What TypeScript makes of some files, `texts` standing for what is on the disk. */
function check(files, texts) {
  const host = ts.createCompilerHost(OPTIONS);
  const { readFile, fileExists, getSourceFile } = host;
  host.fileExists = (name) => texts.has(name) || fileExists(name);
  host.readFile = (name) => texts.get(name) ?? readFile(name);
  // The libraries are the same each time.
  host.getSourceFile = (name, ...rest) => {
    if (!name.includes("node_modules")) return getSourceFile(name, ...rest);
    if (!libraries.has(name)) libraries.set(name, getSourceFile(name, ...rest));
    return libraries.get(name);
  };
  const program = ts.createProgram(files, OPTIONS, host);
  const complaints = ts.getPreEmitDiagnostics(program).map((complaint) => ts.formatDiagnostic(complaint, host));
  return { program, complaints };
}
const libraries = new Map();

/** Notes under `wanted` all that a type can be, and under `seen` what a value of it is. */
function cover(checker, { wanted, seen }) {
  const words = (type) => checker.typeToString(type);
  const compound = ts.TypeFlags.Object | ts.TypeFlags.Intersection;
  const fits = (type, value) => {
    if (value === null || typeof value !== "object") return [JSON.stringify(value), typeof value].includes(words(type));
    if (!Array.isArray(value)) return (type.flags & compound) !== 0 && !checker.isArrayType(type);
    const item = checker.isArrayType(type) && checker.getIndexTypeOfType(type, ts.IndexKind.Number);
    return item && value.every((one) => (item.isUnion() ? item.types : [item]).some((member) => fits(member, one)));
  };

  return function walk(type, value, place) {
    const members = type.isUnion() ? type.types : [type];
    const member = members.find((one) => fits(one, value));
    for (const one of members) wanted.add(`${place}: ${words(one)}`);
    seen.add(`${place}: ${words(member)}`);
    if (value === null || typeof value !== "object") return;

    const item = checker.getIndexTypeOfType(member, ts.IndexKind.Number) ?? checker.getIndexTypeOfType(member, ts.IndexKind.String);
    if (item) {
      wanted.add(`${place}: not empty`);
      for (const one of Object.values(value)) {
        seen.add(`${place}: not empty`);
        walk(item, one, `${place} each`);
      }
      return;
    }
    // A field is known by the interface that declares it, wherever that is used.
    for (const field of checker.getPropertiesOfType(member)) {
      const owner = field.parent?.name ?? "__type";
      walk(checker.getTypeOfSymbol(field), value[field.name], `${owner === "__type" ? place : owner}.${field.name}`);
    }
  };
}

describe("the contract in TypeScript", () => {
  let found, text, sound;
  before(async () => {
    await init();
    found = documents();
    text = written(found);
    sound = check([DOCUMENTS, USAGE], new Map([[DOCUMENTS, text]]));
  });

  it("fits every document, neither with a field too many nor with one too few, and serves a host", () => {
    assert.deepEqual(sound.complaints, []);
  });

  it("promises nothing that no document holds", () => {
    const checker = sound.program.getTypeChecker();
    const notes = { wanted: new Set(), seen: new Set() };
    const walk = cover(checker, notes);
    const lines = sound.program.getSourceFile(DOCUMENTS).statements.filter(ts.isVariableStatement);
    lines.forEach((line, at) => {
      const { type } = line.declarationList.declarations[0].initializer;
      walk(checker.getTypeFromTypeNode(type), found[at].value, found[at].type);
    });
    assert.ok(notes.wanted.size > 200);
    assert.deepEqual([...notes.wanted].filter((note) => !notes.seen.has(note)), []);
  });

  for (const [what, [from, to]] of Object.entries(MISTAKES)) {
    it(`is held to it: refused where ${what}`, () => {
      const contract = read("../index.d.ts");
      const wrong = contract.replace(from, to);
      assert.notEqual(wrong, contract);
      const { complaints } = check([DOCUMENTS, USAGE], new Map([[DOCUMENTS, text], [CONTRACT, wrong]]));
      assert.notDeepEqual(complaints, []);
    });
  }
});
