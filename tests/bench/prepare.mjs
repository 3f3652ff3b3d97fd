// Puts everything a run needs into one folder: policies, the hand-written modules, the polars program and the cases.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { someCases, writeCsv } from "./cases.mjs";
import { makePolicy, makePolicyOfLines } from "./policy.mjs";

const POLARS = "polars==2.1.0";
const AGREEMENT_SEED = 11;
const TIMING_SEED = 23;
const BLANKS = { blanks: 0.2 };
const NIGHTS = { nights: true };

/** Fewer cases where one has hundreds of facts, so that the cases themselves stay out of the way. */
const POOL = { 30: 2000, 300: 1000, 3000: 500 };

/** One line a case, as JSON text. */
const jsonLines = (cases) => `${cases.map((one) => JSON.stringify(one)).join("\n")}\n`;

/** The files of a policy of that many rules, and the 2,000 cases to agree on. */
export function preparePolicy(folder, rules) {
  const at = (name) => join(folder, name);
  const { model, text, byHand, columns } = makePolicy(rules);
  const files = {
    rules,
    policy: at(`rules-${rules}.policy`),
    hand: at(`hand-${rules}.mjs`),
    polars: at(`polars-${rules}.py`),
    cases: at(`cases-${rules}.jsonl`),
    blanks: at(`blanks-${rules}.jsonl`),
    fewCsv: at(`few-${rules}.csv`),
    model,
    agreement: someCases(model, 2000, AGREEMENT_SEED, NIGHTS),
  };
  copyFileSync(fileURLToPath(new URL("clock.mjs", import.meta.url)), at("clock.mjs"));
  writeFileSync(files.policy, text);
  writeFileSync(files.hand, byHand());
  writeFileSync(files.polars, columns());
  writeFileSync(files.cases, jsonLines(someCases(model, POOL[rules], TIMING_SEED)));
  writeFileSync(files.blanks, jsonLines(someCases(model, POOL[rules], TIMING_SEED, BLANKS)));
  writeCsv(files.fewCsv, model, 2000, AGREEMENT_SEED, NIGHTS);
  return files;
}

/** A policy of that many rules, the same with one rule that demands less, and cases with every fact known. */
export function prepareExact(folder, rules) {
  const at = (name) => join(folder, name);
  const { model, text } = makePolicy(rules);
  const files = { policy: at(`exact-${rules}.policy`), edited: at(`exact-${rules}-edited.policy`), cases: at(`exact-${rules}.jsonl`) };
  writeFileSync(files.policy, text);
  writeFileSync(files.edited, text.replace("risk at least high", "risk at least medium"));
  writeFileSync(files.cases, jsonLines(someCases(model, 100, TIMING_SEED)));
  return files;
}

/** The large files of cases; a kept folder keeps them until the generator makes others. */
export function prepareCsv(folder, { model }, count) {
  const taste = createHash("sha256").update(jsonLines(someCases(model, 100, TIMING_SEED, BLANKS))).digest("hex").slice(0, 8);
  const all = join(folder, `many-${count}-${taste}.csv`);
  const blanks = join(folder, `many-blanks-${count}-${taste}.csv`);
  if (!existsSync(all)) writeCsv(all, model, count, TIMING_SEED);
  if (!existsSync(blanks)) writeCsv(blanks, model, count, TIMING_SEED, BLANKS);
  return { all, blanks };
}

export function prepareLines(folder, lines) {
  const path = join(folder, `lines-${lines}.policy`);
  const { rules, text } = makePolicyOfLines(lines);
  writeFileSync(path, text);
  return { path, rules };
}

/** A Python that has polars: the one named in the environment, or a new virtual environment in the folder. */
export function preparePython(folder) {
  const given = process.env.SAFEGRADE_BENCH_PYTHON;
  if (given) return given;
  const venv = join(folder, "venv");
  const python = join(venv, "bin", "python");
  if (!existsSync(python)) {
    mkdirSync(folder, { recursive: true });
    execFileSync("python3", ["-m", "venv", venv], { stdio: "inherit" });
    execFileSync(python, ["-m", "pip", "install", "--quiet", POLARS], { stdio: "inherit" });
  }
  return python;
}
