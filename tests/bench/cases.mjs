// Random cases for a generated policy, as objects for JavaScript and as CSV lines for replay and polars.

import { openSync, writeSync, closeSync } from "node:fs";

import { londonTime } from "./clock.mjs";
import { Chance } from "./random.mjs";

const YEAR_BEGINS = 24_192_000 - 960; // 2015-12-30 08:00; the span runs over two clock changes
const SPAN = 366 * 1440;
const CLOCKS_GO_BACK = 24_629_820; // 2016-10-30 02:00 in summer time, 01:00 after

const wall = (minutes) => londonTime(minutes).slice(0, 16);

function wholeOf(fact, chance) {
  // Mostly small, with a tail, as counts and ages of missing people are.
  const spread = -Math.log(1 - chance.unit() * 0.999);
  const value = fact.name === "age" && chance.odds(0.7) ? chance.between(8, 17) : Math.floor(spread * fact.mean);
  const shifted = fact.low < 0 ? value - 4 : value;
  return Math.max(fact.low, Math.min(fact.high, shifted));
}

/** `minutes` is the moment decided for; a few moments lie after it, as clocks and typists are wrong at times. */
function answer(fact, minutes, chance) {
  switch (fact.type) {
    case "yes/no": return chance.odds(fact.odds);
    case "whole": return wholeOf(fact, chance);
    case "one of": return fact.options[chance.weighted(fact.weights)];
    case "moment": return wall(minutes - (chance.odds(0.02) ? -chance.between(1, 300) : chance.between(0, fact.back)));
  }
}

/**
 * An endless stream of `{ facts, now }`. A blank is null, or left out of the object.
 * With `nights` one case in a hundred is of the night when an hour comes twice, so that few cases meet it too.
 */
export function* casesOf(model, seed, { blanks = 0, nights = false } = {}) {
  const chance = new Chance(seed);
  for (;;) {
    const drawn = chance.between(0, SPAN);
    const minutes = nights && drawn % 100 === 0 ? CLOCKS_GO_BACK - 60 + ((drawn / 100) % 120) : YEAR_BEGINS + drawn;
    const facts = {};
    for (const fact of model.facts) {
      const value = answer(fact, minutes, chance);
      if (blanks === 0 || !chance.odds(blanks)) facts[fact.name] = value;
      else if (chance.odds(0.5)) facts[fact.name] = null;
    }
    yield { facts, now: wall(minutes) };
  }
}

export function someCases(model, count, seed, kinds) {
  const stream = casesOf(model, seed, kinds);
  return Array.from({ length: count }, () => stream.next().value);
}

function field(value) {
  if (value === undefined || value === null) return "";
  return value === true ? "yes" : value === false ? "no" : String(value);
}

/** Columns are the facts in the policy's order, then `now`. */
export function writeCsv(path, model, count, seed, kinds) {
  const names = model.facts.map((fact) => fact.name);
  const file = openSync(path, "w");
  let lines = [[...names, "now"].join(",")];
  const stream = casesOf(model, seed, kinds);
  for (let i = 0; i < count; i++) {
    const { facts, now } = stream.next().value;
    let line = "";
    for (const name of names) line += `${field(facts[name])},`;
    lines.push(line + now);
    if (lines.length === 10_000) {
      writeSync(file, `${lines.join("\n")}\n`);
      lines = [];
    }
  }
  if (lines.length > 0) writeSync(file, `${lines.join("\n")}\n`);
  closeSync(file);
}
