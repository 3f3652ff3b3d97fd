// One contestant in its own process: node contestant.mjs hand|engine POLICY MODULE CASES
//
// Every thread's CPU time counts, so collecting garbage does too. Prints nanoseconds a decision as JSON.

import { readFileSync, statSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [who, policyPath, modulePath, casesPath, quick] = process.argv.slice(2);

const cpuNs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

async function load() {
  const module = await import(pathToFileURL(modulePath).href);
  if (who === "hand") return { grade: module.grade, loadMs: 0 };
  const source = readFileSync(policyPath, "utf8");
  await module.init();
  const before = cpuNs();
  const { engine, diagnostics } = module.compile(source, "bench");
  if (engine === null) throw new Error(`the policy does not compile: ${JSON.stringify(diagnostics.slice(0, 3))}`);
  return { grade: (facts, now) => engine.grade(facts, now), loadMs: (cpuNs() - before) / 1e6 };
}

const { grade, loadMs } = await load();
// Parsed one by one, as a host gets them.
const cases = readFileSync(casesPath, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));

let next = 0;
let read = 0;
function run(count) {
  for (let i = 0; i < count; i++) {
    const { facts, now } = cases[next];
    if (++next === cases.length) next = 0;
    const decision = grade(facts, now);
    read += decision.outcomes.risk.reasons.length + decision.outcomes.response.reasons.length + decision.duties.length;
  }
}

const SAMPLE_NS = quick ? 50e6 : 200e6;
const WARM_NS = quick ? 1e9 : 2e9;
// Compiling thousands of rules goes on in the background for seconds, so warming up scales with the text.
const warm = WARM_NS * (1 + statSync(policyPath).size / 200_000);

run(cases.length);
const digest = read;
let count = 16;
const begun = cpuNs();
for (;;) {
  const before = cpuNs();
  run(count);
  const took = cpuNs() - before;
  if (took < SAMPLE_NS / 2) count *= 2;
  else if (cpuNs() - begun > warm) break;
}

// Then until five samples in a row agree, or for a while at most.
const samples = [];
const steady = (five) => Math.max(...five) < 1.15 * Math.min(...five);
while (samples.length < 5 || (samples.length < 30 && !steady(samples.slice(-5)))) {
  const before = cpuNs();
  run(count);
  samples.push((cpuNs() - before) / count);
}
const last = samples.slice(-5).sort((a, b) => a - b);
console.log(JSON.stringify({ ns: last[2], loadMs, digest, peakMb: process.resourceUsage().maxRSS / 1024 }));
