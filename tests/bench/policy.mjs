// One model, three spellings: from a number of rules and of facts come, at once, a policy in the rule language,
// a hand-written-style JavaScript function and a polars program that do the same work, and random cases.

import { byHand } from "./byhand.mjs";
import { someCases } from "./cases.mjs";
import { minutesOf, summers } from "./clock.mjs";
import { columns } from "./columns.mjs";
import { Chance } from "./random.mjs";
import { policyText } from "./text.mjs";
import { ACTIONS, factsOf, PARTNERS, QUOTES, ROLES, SOURCES } from "./words.mjs";

const HOUR = 60;

const SCALES = [
  { name: "risk", levels: ["absent", "low", "medium", "high"] },
  { name: "response", levels: ["planned", "prompt", "priority", "immediate"] },
];

/** How many facts go with a number of rules: 25, 80 and 400 at 30, 300 and 3,000, between them on a curve. */
export function factsFor(rules) {
  const [low, high, a, b] = rules <= 300 ? [30, 300, 25, 80] : [300, 3000, 80, 400];
  const share = Math.log(rules / low) / Math.log(high / low);
  return Math.max(25, Math.min(400, Math.round(a * (b / a) ** share)));
}

// ---- conditions -----------------------------------------------------------------------------

function testOf(fact, chance) {
  switch (fact.type) {
    case "yes/no": {
      const yes = { kind: "yes", fact: fact.name };
      // Most rules ask whether something is so, few whether it is not.
      return fact.odds > 0.6 || chance.odds(0.12) ? { kind: "not", of: yes } : yes;
    }
    case "whole": {
      const cut = chance.pick(fact.cuts);
      if (fact.name === "age") return { kind: "compare", fact: "age", relation: chance.pick(["<", "<", ">="]), number: cut };
      if (fact.name === "missing_before" && cut === 3) {
        return { kind: "compare", fact: fact.name, relation: ">=", number: 3, setting: "repeat_count" };
      }
      if (chance.odds(0.2)) return { kind: "range", fact: fact.name, low: cut, high: cut + 2 };
      return { kind: "compare", fact: fact.name, relation: chance.pick([">=", ">=", ">", "<", "<="]), number: cut };
    }
    case "one of": {
      if (fact.options.length > 2 && chance.odds(0.3)) {
        return { kind: "among", fact: fact.name, options: chance.shuffled(fact.options).slice(0, 2) };
      }
      const test = { kind: "is", fact: fact.name, option: chance.pick(fact.options.slice(0, -1)) };
      return chance.odds(0.1) ? { kind: "not", of: test } : test;
    }
    case "moment": {
      const hours = chance.pick([1, 2, 6, 12, 24, 36]);
      return { kind: "since", fact: fact.name, least: chance.odds(0.8), minutes: hours * HOUR };
    }
  }
}

const CHILD = { kind: "derived", name: "child" };
const REPEAT = { kind: "derived", name: "repeat_missing" };
const MISSING = { kind: "is", fact: "status", option: "missing" };

/** Deals facts in rounds, so that every one is asked about before any is asked about again. */
function dealer(facts, chance) {
  let deck = [];
  return (taken) => {
    for (;;) {
      if (deck.length === 0) deck = chance.shuffled(facts);
      const at = deck.findIndex((fact) => !taken.has(fact.name));
      if (at < 0) {
        deck = [];
        continue;
      }
      const [fact] = deck.splice(at, 1);
      taken.add(fact.name);
      return fact;
    }
  };
}

function conjunction(deal, chance) {
  const taken = new Set();
  const tests = [];
  const size = [2, 3, 4][chance.weighted([35, 45, 20])];
  if (chance.odds(0.3)) {
    tests.push(CHILD);
    taken.add("age");
  } else if (chance.odds(0.12)) {
    tests.push(REPEAT);
    taken.add("missing_before");
  }
  if (chance.odds(0.3)) {
    tests.push(MISSING);
    taken.add("status");
  }
  while (tests.length < size) tests.push(testOf(deal(taken), chance));
  if (chance.odds(0.25)) {
    const last = tests.pop();
    tests.push({ kind: "or", of: [last, testOf(deal(taken), chance)] });
  }
  const exception = chance.odds(0.15) ? testOf(deal(taken), chance) : null;
  const unless = exception?.kind === "not" ? exception.of : exception;
  return { when: { kind: "and", of: tests }, unless };
}

/** Whether a condition holds of a case; only for conditions that read no scale. */
function holds(node, facts, now, derived) {
  const inner = (part) => holds(part, facts, now, derived);
  const value = facts[node.fact];
  switch (node.kind) {
    case "yes": return value;
    case "derived": return inner(derived.find(({ name }) => name === node.name).of);
    case "not": return !inner(node.of);
    case "compare":
      return { "<": value < node.number, "<=": value <= node.number, ">": value > node.number, ">=": value >= node.number }[node.relation];
    case "range": return value >= node.low && value <= node.high;
    case "is": return value === node.option;
    case "among": return node.options.includes(value);
    case "since": return (minutesOf(now) - minutesOf(value) >= node.minutes) === node.least;
    case "count": return node.of.filter(inner).length >= node.least;
    case "and": return node.of.every(inner);
    case "or": return node.of.some(inner);
  }
}

const SAMPLE = 300;

/** How often a rule applies, in a sample; a rule that hardly ever or mostly applies is nothing a policy would hold. */
function rateOf({ when, unless }, sample, derived) {
  const applies = ({ facts, now }) => holds(when, facts, now, derived) && !(unless && holds(unless, facts, now, derived));
  return sample.filter(applies).length / sample.length;
}

// ---- outcomes -------------------------------------------------------------------------------

const DEADLINES = [30, HOUR, 2 * HOUR, 4 * HOUR, 12 * HOUR, 24 * HOUR, 48 * HOUR, 72 * HOUR];

function offices(rules) {
  const some = (list, count) => list.slice(0, Math.min(list.length, count));
  return {
    partners: some(PARTNERS, 4 + Math.floor(rules / 100)),
    actions: some(ACTIONS, 5 + Math.floor(rules / 100)),
    roles: some(ROLES, 2 + Math.floor(rules / 300)),
  };
}

function dutyOf({ partners, actions, roles }, moments, chance) {
  const kind = ["alert", "refer", "do", "tell"][chance.weighted([35, 20, 30, 15])];
  const to = chance.pick(kind === "do" ? actions : kind === "tell" ? roles : partners);
  // Some kinds of work carry no deadline in any rule, such as a note for the next shift.
  if (kind === "do" && actions.indexOf(to) % 3 === 1) return { kind, to, minutes: null, from: null };
  const from = chance.odds(0.7) ? "reported_at" : chance.pick(moments);
  const minutes = chance.pick(DEADLINES);
  const setting = minutes === 12 * HOUR ? "first_review" : null;
  return { kind, to, minutes, setting, from };
}

/** The rarer a rule applies the higher it demands, so that the outcomes stay mixed however many rules there are. */
function levelsOf(plain) {
  const level = new Map();
  let sum = 0;
  for (const rule of plain.toSorted((a, b) => a.rate - b.rate)) {
    sum += rule.rate;
    level.set(rule, sum < 0.4 ? 3 : sum < 1.2 ? 2 : 1);
  }
  return level;
}

function outcomesOf(level, chance, duty) {
  const raises = [];
  if (!chance.odds(0.1)) raises.push({ scale: "risk", level });
  if (raises.length === 0 || chance.odds(0.2)) raises.push({ scale: "response", level });
  const duties = [];
  for (let left = [0, 1, 2][chance.weighted([55, 33, 12])]; left > 0; left--) {
    const next = duty();
    if (!duties.some((known) => known.kind === next.kind && known.to === next.to)) duties.push(next);
  }
  return { raises, duties };
}

// ---- rules ----------------------------------------------------------------------------------

function namer() {
  const used = new Map();
  return (stem) => {
    const count = (used.get(stem) ?? 0) + 1;
    used.set(stem, count);
    return count === 1 ? stem : `${stem}_${count}`;
  };
}

function stemOf(condition) {
  const words = [];
  const walk = (node) => {
    if (node.fact) words.push(node.fact);
    else if (node.name) words.push(node.name);
    else if (node.scale) words.push(`${node.scale}_${SCALES.find(({ name }) => name === node.scale).levels[node.level]}`);
    else (Array.isArray(node.of) ? node.of : [node.of]).forEach(walk);
  };
  walk(condition);
  return words.slice(0, 2).join("_and_");
}

function citation(chance) {
  const source = chance.pick(SOURCES).name;
  return { source, quote: chance.odds(0.6) ? chance.pick(QUOTES) : null };
}

/**
 * @param {number} rules of every 30, one counts, one escalates and one reads the risk
 * @param {number} facts 25 to 400
 * @param {number} seed
 */
export function makePolicy(rules, facts = factsFor(rules), seed = 1) {
  const chance = new Chance(seed * 1000003 + rules);
  const list = factsOf(facts, chance);
  const moments = list.filter((fact) => fact.type === "moment").map((fact) => fact.name);
  const yesNo = list.filter((fact) => fact.type === "yes/no" && fact.odds < 0.3);
  const deal = dealer(list, chance);
  const name = namer();
  const duty = () => dutyOf(staff, moments, chance);
  const staff = offices(rules);
  const share = Math.max(1, Math.round(rules / 30));
  const derived = [
    { name: "child", of: { kind: "compare", fact: "age", relation: "<", number: 18 } },
    { name: "repeat_missing", of: { kind: "compare", fact: "missing_before", relation: ">=", number: 3, setting: "repeat_count" } },
  ];
  const sample = someCases({ facts: list }, SAMPLE, seed + 7);
  const plain = [];
  const escalations = [];
  const readers = [];

  const drafts = [];
  while (drafts.length < rules - 2 * share) {
    const draft = conjunction(deal, chance);
    if (drafts.length % 28 === 14) {
      const counted = chance.shuffled(yesNo).slice(0, 5).map((fact) => ({ kind: "yes", fact: fact.name }));
      draft.when = { kind: "and", of: [CHILD, { kind: "count", least: 2, of: counted }] };
    }
    draft.rate = rateOf(draft, sample, derived);
    if (draft.rate > 0 && draft.rate < 0.25) drafts.push(draft);
  }
  const levels = levelsOf(drafts);
  for (const draft of drafts) {
    const { when, unless } = draft;
    const outcomes = outcomesOf(levels.get(draft), chance, duty);
    plain.push({ kind: "rule", name: name(stemOf(when)), when, unless, ...outcomes, because: [citation(chance)] });
  }
  for (let i = 0; i < share; i++) {
    const medium = { kind: "level", scale: "risk", level: 2, exactly: true };
    const rest = i === 0 ? [] : [testOf(deal(new Set(["age", "status"])), chance)];
    const when = { kind: "and", of: [i % 2 === 0 ? CHILD : MISSING, medium, ...rest] };
    const from = i === 0 ? "reported_at" : chance.pick(moments);
    escalations.push({
      kind: "escalate", name: name(`still_${stemOf(when)}`), when, unless: null,
      after: { minutes: chance.pick([12, 24, 36]) * HOUR, from },
      raises: [{ scale: "risk", level: 3 }],
      duties: [{ kind: "tell", to: chance.pick(staff.roles), minutes: chance.pick([30, 60]), setting: null, from: null }],
      because: [citation(chance)],
    });
  }
  for (let i = 0; i < share; i++) {
    const level = { kind: "level", scale: "risk", level: 3 - (i % 2), exactly: false };
    const taken = new Set(["status"]);
    const rest = i === 0 ? [MISSING] : [testOf(deal(taken), chance), testOf(deal(taken), chance)];
    const when = { kind: "and", of: [level, ...rest] };
    readers.push({
      kind: "rule", name: name(`respond_to_${stemOf(when)}`), when, unless: null,
      raises: [{ scale: "response", level: 3 - (i % 2) }], duties: i % 3 === 0 ? [duty()] : [], because: [citation(chance)],
    });
  }

  const model = {
    name: `bench_missing_${rules}`,
    scales: SCALES,
    settings: [{ name: "first_review", minutes: 12 * HOUR }, { name: "repeat_count", number: 3 }],
    facts: list,
    derived,
    sources: SOURCES,
    partners: staff.partners,
    // Plain rules, then escalations, then rules that read the risk: the order in which they can be worked out.
    rules: [...plain, ...escalations, ...readers],
  };
  return { model, text: policyText(model), byHand: () => byHand(model), columns: () => columns(model, summers(2015, 2017)) };
}

/** A policy of just that many lines: as many rules as fit, then comments. */
export function makePolicyOfLines(lines, seed = 1) {
  const count = (text) => text.split("\n").length - 1;
  let low = 30;
  let high = lines;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (count(makePolicy(middle, factsFor(middle), seed).text) <= lines) low = middle;
    else high = middle;
  }
  const made = makePolicy(low, factsFor(low), seed);
  return { rules: low, text: made.text + "# The rest of the page is left free.\n".repeat(lines - count(made.text)) };
}
