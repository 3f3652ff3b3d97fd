// The benchmark. See README.md for how to run it and what the figures mean.

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { agreeOnCounts, agreeOnDocuments, agreeOnRows } from "./agree.mjs";
import { prepareCsv, prepareExact, prepareLines, preparePolicy, preparePython } from "./prepare.mjs";

const { values: options } = parseArgs({
  options: {
    gate: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "js,replay,check,exact" },
    rounds: { type: "string" },
  },
});
const parts = options.only.split(",");
const unknown = parts.filter((part) => !["js", "replay", "check", "exact"].includes(part));
if (unknown.length > 0) throw new Error(`--only takes js, replay, check and exact, not ${unknown.join(", ")}`);
const rounds = Number(options.rounds ?? (options.quick ? 1 : 5));
const CASES = options.quick ? 100_000 : 1_000_000;
const LINES = 5000;
const SIZES = [30, 300, 3000];
const GROWTH = [30, 100, 300, 1000, 3000];

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const root = here("../../");
const packagePath = join(root, "pkg", "index.js");
const exactBinary = join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "release", "examples", "exact");
const binary = process.env.SAFEGRADE_BENCH_BINARY ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "release", "safegrade");

/** Most that a target allows; `undefined` is a figure without a target. */
const TARGETS = {
  "js 30": 3, "js 3000": 1, replay: 1, check: 100,
  "prove 1000": 1000, "prove 3000": 5000, "possible 300": 0.5, "possible 3000": 3, "question 300": 50,
};

const kept = process.env.SAFEGRADE_BENCH_DIR;
const folder = kept ? resolve(kept) : mkdtempSync(join(tmpdir(), "safegrade-bench-"));
mkdirSync(folder, { recursive: true });

const say = (text) => process.stderr.write(`${text}\n`);
const missing = [];
const results = [];

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Runs every contestant once a round, each round beginning with another. By contestant, the list of its figures. */
function roundRobin(contestants) {
  const figures = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const names = Object.keys(contestants);
    const turned = [...names.slice(round % names.length), ...names.slice(0, round % names.length)];
    for (const name of turned) figures[name].push(contestants[name]());
  }
  return figures;
}

/** The median over rounds of one contestant's figure divided by another's of the same round. */
const paired = (figures, name, base, key) => median(figures[name].map((figure, i) => figure[key] / figures[base][i][key]));

// ---- what is built --------------------------------------------------------------------------

async function loadPackage() {
  try {
    const api = await import(pathToFileURL(packagePath).href);
    await api.init();
    return api;
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND" && error.code !== "ENOENT") throw error;
    missing.push("the package in pkg/ is not built");
    return null;
  }
}

function compiled(api, files) {
  const { engine, diagnostics } = api.compile(readFileSync(files.policy, "utf8"), `rules-${files.rules}`);
  if (engine !== null) return engine;
  const errors = diagnostics.filter(({ severity }) => severity === "error").slice(0, 3);
  throw new Error(`the policy of ${files.rules} rules does not compile:\n${JSON.stringify(errors, null, 2)}`);
}

/** Runs a command in its own process: its cost, and its output as text. */
function measured(command) {
  const output = join(folder, "output");
  const cost = JSON.parse(execFileSync("python3", [here("measure.py"), output, ...command], { encoding: "utf8" }));
  const text = readFileSync(output, "utf8");
  if (cost.status !== 0) throw new Error(`${command.join(" ")} ended with ${cost.status}\n${text.slice(0, 2000)}`);
  return { ...cost, text };
}

// ---- one decision in JavaScript -------------------------------------------------------------

async function agreeOnDecisions(api) {
  for (const rules of SIZES) {
    const files = preparePolicy(folder, rules);
    const { grade: hand } = await import(pathToFileURL(files.hand).href);
    const engine = compiled(api, files);
    agreeOnDocuments(`${rules} rules`, hand, (facts, now) => engine.grade(facts, now), files.agreement);
    engine.free();
    say(`${rules} rules: engine and hand-written function agree on ${files.agreement.length} cases`);
  }
}

function timeDecisions(api) {
  for (const rules of SIZES) {
    const files = preparePolicy(folder, rules);
    const contestant = (who, module, cases) => () => {
      const command = [here("contestant.mjs"), who, files.policy, module, cases, ...(options.quick ? ["quick"] : [])];
      return JSON.parse(execFileSync(process.execPath, command, { encoding: "utf8" }));
    };
    const figures = roundRobin({
      hand: contestant("hand", files.hand, files.cases),
      ...(api && {
        engine: contestant("engine", packagePath, files.cases),
        blanks: contestant("engine", packagePath, files.blanks),
      }),
    });
    const row = (name, title, rest) => {
      const ns = median(figures[name].map((figure) => figure.ns));
      const peak = median(figures[name].map((figure) => figure.peakMb));
      results.push({ title: `${rules} rules: ${title}`, figure: nanoseconds(ns), memory: peak, ...rest });
    };
    row("hand", "hand-written JavaScript", {});
    if (!api) continue;
    if (figures.engine[0].digest !== figures.hand[0].digest) throw new Error(`${rules} rules: the timed cases gave different answers`);
    row("engine", "engine.grade", { ratio: paired(figures, "engine", "hand", "ns"), target: TARGETS[`js ${rules}`] });
    row("blanks", "engine.grade, a fifth of the answers blank", { ratio: paired(figures, "blanks", "hand", "ns") });
    const load = median(figures.engine.map((figure) => figure.loadMs));
    results.push({ title: `${rules} rules: compile, once`, figure: `${load.toFixed(1)} ms` });
  }
}

// ---- replay ---------------------------------------------------------------------------------

const answered = (command) => {
  const cost = measured(command);
  return { ...cost, answer: JSON.parse(cost.text) };
};
const replaying = (files, csv) => [binary, "replay", files.policy, "--cases", csv, "--json"];

async function agreeOnReplay(native, python) {
  const files = preparePolicy(folder, 30);
  const { grade: hand } = await import(pathToFileURL(files.hand).href);
  agreeOnRows("polars", hand, answered([python, files.polars, files.fewCsv, "each"]).answer, files.agreement);
  say(`30 rules: polars and hand-written function agree on ${files.agreement.length} cases`);
  if (!native) return;
  const expected = answered([python, files.polars, files.fewCsv]).answer;
  agreeOnCounts("replay against polars", answered(replaying(files, files.fewCsv)).answer, expected);
  say(`30 rules: replay and polars agree on ${files.agreement.length} cases`);
}

function timeReplay(native, python) {
  const files = preparePolicy(folder, 30);
  say(`writing ${CASES} cases, twice`);
  const csv = prepareCsv(folder, files, CASES);
  const figures = roundRobin({
    polars: () => answered([python, files.polars, csv.all]),
    ...(native && { engine: () => answered(replaying(files, csv.all)), blanks: () => answered(replaying(files, csv.blanks)) }),
  });
  for (const figure of figures.polars) figure.query_cpu_s = figure.answer.query_cpu_s;
  const row = (name, title, key, rest) => results.push({
    title: `${CASES.toLocaleString("en-GB")} cases: ${title}`,
    figure: `${median(figures[name].map((figure) => figure[key])).toFixed(2)} s`,
    memory: median(figures[name].map((figure) => figure.peak_mb)),
    ...rest,
  });
  row("polars", "polars, whole process", "cpu_s", {});
  row("polars", "polars, the query alone", "query_cpu_s", {});
  if (!native) return;
  agreeOnCounts("replay against polars, all cases", figures.engine[0].answer, figures.polars[0].answer);
  row("engine", "safegrade replay", "cpu_s", { ratio: paired(figures, "engine", "polars", "cpu_s"), target: TARGETS.replay });
  const againstQuery = median(figures.engine.map((figure, i) => figure.cpu_s / figures.polars[i].query_cpu_s));
  row("engine", "safegrade replay, against the query alone", "cpu_s", { ratio: againstQuery });
  row("blanks", "safegrade replay, a fifth of the answers blank", "cpu_s", { ratio: paired(figures, "blanks", "polars", "cpu_s") });
}

// ---- check ----------------------------------------------------------------------------------

function timeCheck(native) {
  const { path, rules } = prepareLines(folder, LINES);
  if (!native) return;
  const figures = roundRobin({ check: () => measured([binary, "check", path]) }).check;
  const ms = median(figures.map((figure) => figure.cpu_s)) * 1000;
  results.push({
    title: `check of ${LINES.toLocaleString("en-GB")} lines, ${rules} rules`,
    figure: `${ms.toFixed(0)} ms (wall ${(median(figures.map((figure) => figure.wall_s)) * 1000).toFixed(0)} ms)`,
    memory: median(figures.map((figure) => figure.peak_mb)),
    absolute: ms,
    target: TARGETS.check,
  });
}

// ---- exact ----------------------------------------------------------------------------------

/** How `prove`, `diff` and exact answers grow with the policy. The ratio is against the size before. */
function timeExact(native) {
  if (!native || !existsSync(exactBinary)) {
    missing.push("the measurement of exact answers is not built: cargo build --release --example exact");
    return;
  }
  const before = {};
  const row = (rules, title, ms, rest) => {
    const ratio = before[title] && ms / before[title];
    before[title] = ms;
    const target = TARGETS[`${title.split(" ")[0]} ${rules}`];
    const told = ms < 10 ? ms.toFixed(2) : ms.toFixed(0);
    results.push({ title: `${rules} rules: ${title}`, figure: `${told} ms`, grows: ratio, ...(target && { absolute: ms, target }), ...rest });
  };
  for (const rules of GROWTH) {
    const files = prepareExact(folder, rules);
    // Interviews of many facts take long and say little more.
    const interviews = rules > 1000 ? 1 : rules > 300 ? 5 : 20;
    const figures = roundRobin({
      prove: () => measured([binary, "prove", files.policy, "--json"]),
      diff: () => measured([binary, "diff", files.policy, files.edited, "--json"]),
      exact: () => answered([exactBinary, files.policy, files.cases, String(interviews)]).answer,
    });
    const middle = (name, of) => median(figures[name].map(of));
    const memory = (name) => ({ memory: middle(name, (figure) => figure.peak_mb) });
    row(rules, "prove, every rule, level, gate and cliff", middle("prove", (figure) => figure.cpu_s * 1000), memory("prove"));
    row(rules, "diff, one level lowered", middle("diff", (figure) => figure.cpu_s * 1000), memory("diff"));
    const exact = (key, of) => middle("exact", (figure) => of(figure[key]));
    row(rules, "clauses of the policy, once", exact("encode_ms", (ms) => ms));
    for (const [tenths, known] of [[0, "nothing"], [5, "half"], [9, "nine tenths"]]) {
      row(rules, `possible outcomes with ${known} known`, exact(`possible_${tenths}`, (figure) => figure.median_ms));
    }
    row(rules, "question that comes next", exact("question", (figure) => figure.median_ms));
    const [first] = figures.exact;
    const asked = ["ranked", "rules", "file"].map((order) => {
      const { mean, worst } = first[`asked_${order}`];
      return `${mean.toFixed(1)} (at most ${worst})`;
    });
    results.push({
      title: `${rules} rules: questions until settled: ranked, by open rules, in the file's order, of ${first.facts}`,
      figure: asked.join(", "),
    });
  }
}

// ---- report ---------------------------------------------------------------------------------

function nanoseconds(ns) {
  return ns < 1000 ? `${ns.toFixed(0)} ns` : ns < 1e6 ? `${(ns / 1000).toFixed(2)} µs` : `${(ns / 1e6).toFixed(2)} ms`;
}

const holds = ({ ratio, absolute, target }) => (ratio ?? absolute) <= target;

function table() {
  const lines = [
    `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${rounds} rounds, CPU time, medians.`,
    "",
    "| what | CPU | peak MB | ratio | target | met |",
    "|---|---|---|---|---|---|",
  ];
  for (const result of results) {
    const { title, figure, memory, ratio, grows, absolute, target } = result;
    const goal = target === undefined ? "" : absolute === undefined ? `≤ ${target}×` : `< ${target} ms`;
    const met = target === undefined ? "" : holds(result) ? "yes" : "no";
    const shown = ratio ?? grows;
    const cells = [title, figure, memory?.toFixed(0) ?? "", shown === undefined ? "" : `${shown.toFixed(2)}×`, goal, met];
    lines.push(`| ${cells.join(" | ")} |`);
  }
  return lines.join("\n");
}

try {
  const api = parts.includes("js") ? await loadPackage() : null;
  const native = existsSync(binary);
  if (!native && (parts.includes("replay") || parts.includes("check") || parts.includes("exact"))) missing.push("the command line tool is not built in release mode");
  const python = parts.includes("replay") ? preparePython(folder) : null;
  // Everything agrees before anything is timed.
  if (api) await agreeOnDecisions(api);
  if (python) await agreeOnReplay(native, python);
  if (parts.includes("js")) timeDecisions(api);
  if (python) timeReplay(native, python);
  if (parts.includes("check")) timeCheck(native);
  if (parts.includes("exact")) timeExact(native);
  console.log(table());
  for (const what of missing) console.log(`\nNot measured: ${what}.`);
  const failed = results.filter((result) => result.target !== undefined && !holds(result));
  if (options.gate && (failed.length > 0 || missing.length > 0)) {
    for (const { title } of failed) say(`target missed: ${title}`);
    process.exitCode = 1;
  }
} finally {
  if (!kept) rmSync(folder, { recursive: true, force: true });
}
