// The interface of `index.d.ts` around the raw exports of the module, shared by the ES module and the classic script.
//
// A case crosses the border as a row of integers in linear memory and its grade comes back as another.
// The encoder writes only what is plainly right; whatever else a case may hold goes, as a plain document,
// to the one decoder inside the module, so that there is one truth about what is wrong and why.

export function wrap(raw) {
  const time = clock(raw);
  let stopped = null;

  // After a trap the module's memory may hold anything: nothing is asked of it again.
  function ready() {
    if (stopped) throw new Error("safegrade: the engine stopped after an internal fault; load the page again", { cause: stopped });
  }

  function seen(error) {
    if (typeof WebAssembly !== "undefined" && error instanceof WebAssembly.RuntimeError) stopped = error;
    return error;
  }

  function guard(call) {
    ready();
    try {
      return call();
    } catch (error) {
      throw seen(error);
    }
  }

  // Texts cross the border in one, with a character between them that none of them may hold.
  function compile(source, name = "policy", bases = []) {
    const texts = [...bases, { source, name }];
    const names = texts.map((one) => apart(text(one.name ?? "policy", "the name")));
    const sources = texts.map((one, index) => (index < bases.length ? apart : String)(text(one.source, "the policy")));
    return guard(() => {
      const compilation = raw.compile(names.join(BETWEEN), sources.join(BETWEEN));
      const diagnostics = compilation.diagnostics();
      const inner = compilation.engine();
      compilation.free();
      return { engine: inner ? engine(raw, inner, time, { ready, seen, guard }) : null, diagnostics };
    });
  }

  return {
    compile,
    format: (source, name = "policy") => guard(() => raw.format(text(name, "the name"), text(source, "the policy"))),
    version: () => guard(() => raw.version()),
    time, // For `history.js`; no part of the interface.
  };
}

const BETWEEN = "\u0000";

function apart(text) {
  if (text.includes(BETWEEN)) throw new TypeError("safegrade: a character U+0000 stands in a policy built on, or in a name");
  return text;
}

function text(value, what) {
  if (typeof value !== "string") throw new TypeError(`safegrade: ${what} must be a string`);
  return value;
}

// ---- one engine ----------------------------------------------------------------------------------

function engine(raw, inner, time, { ready, seen, guard }) {
  const tables = named(inner.schema(), inner.tables());
  const encode = encoder(tables, time);
  const decode = decoder(tables, time);
  const rowAt = inner.row() / 4;
  const packedAt = inner.packed() / 4;
  let memory = new Int32Array(raw.linear_memory().buffer);
  let free = false;

  // Memory that grows gets a new buffer, and the old view is empty then.
  function view() {
    if (memory.length === 0) memory = new Int32Array(raw.linear_memory().buffer);
    return memory;
  }

  function use(call) {
    if (free) throw new Error("safegrade: this engine was given back by free()");
    return guard(call);
  }

  // The module leaves the row empty after each use, also where the encoder gave up half-way.
  function grade(facts, now) {
    if (free) throw new Error("safegrade: this engine was given back by free()");
    ready();
    try {
      const minutes = time.minutes(now);
      let faults = null;
      if (encode(facts, view(), rowAt)) inner.grade(minutes);
      else faults = inner.grade_document(plain(facts), minutes);
      return decode(view(), packedAt, minutes, faults);
    } catch (error) {
      throw seen(error);
    }
  }

  return {
    grade,
    decide: (facts, now) => use(() => inner.decide(plain(facts), time.minutes(now))),
    schema: () => use(() => inner.schema()),
    test: () => use(() => inner.test()),
    free() {
      if (!free) inner.free();
      free = true;
    },
  };
}

// The module's tables speak of facts, scales, levels and rules by their places in the schema.
function named(schema, tables) {
  const names = (list) => list.map(({ name }) => name);
  const scales = schema.scales.map(({ name, levels }) => ({ name, levels: names(levels) }));
  return {
    facts: schema.facts.map(({ name, type, options }, index) => {
      const [slot, low, high] = tables.facts[index];
      return { name, type, slot, low, high, options: names(options) };
    }),
    scales,
    rules: names(schema.rules),
    reasons: tables.reasons.map(([scale, rule, level]) => {
      const { name, sentence, because } = schema.rules[rule];
      return { rule: name, sentence, demands: scales[scale].levels[level], because };
    }),
    duties: tables.duties.map(([kind, to]) => ({ kind, to })),
    unknown: tables.unknown,
    no_deadlines: tables.no_deadlines,
  };
}

// ---- in --------------------------------------------------------------------------------------------

// Writes a plain case into the row. False where anything in it is not plainly right: an unknown name, another type,
// a value outside its range, a getter that threw. The row then holds nothing that may be used.
function encoder(tables, time) {
  const facts = tables.facts.map(({ type, name, slot, low, high, options }) => ({
    name: interned(name), slot, low, high,
    kind: KINDS.indexOf(type),
    width: options.length,
    options: options.map(interned),
    next: null,
  }));
  const byName = new Map(facts.map((fact) => [fact.name, fact]));
  // Cases mostly name their facts in the order of the case before: each fact remembers which came after it.
  const first = { ...facts[0], name: null, next: facts[0] ?? null };
  facts.forEach((fact, index) => (fact.next = facts[index + 1] ?? first));

  function options(fact, list, row, at) {
    // A list longer than all the options names one twice, or is no list for a quick look.
    if (!Array.isArray(list) || list.length > fact.width) return false;
    row.fill(0, at, at + fact.width);
    for (let index = 0; index < list.length; index++) {
      const option = fact.options.indexOf(list[index]);
      if (option < 0) return false;
      row[at + option] = 1;
    }
    return true;
  }

  return (answers, row, at) => {
    try {
      if (answers === null || typeof answers !== "object") return false;
      // Read as a property, as that is looked up once for all cases of one shape. Where it lies, a name that is no fact stands there.
      if (answers.__proto__ !== Object.prototype) return false;
      // A page that adds names to all objects: they cannot be told from the case's own here.
      for (const name in Object.prototype) return false;
      let fact = first;
      // The one way of reading all of an object that looks no name up.
      for (const name in answers) {
        const before = fact;
        fact = before.next;
        if (fact === null || fact.name !== name) {
          fact = byName.get(name);
          if (fact === undefined) return false;
          before.next = fact;
        }
        const answer = answers[name];
        const slot = at + fact.slot;
        if (answer === undefined) continue;
        if (answer === null) {
          row[slot] = tables.unknown;
          if (fact.kind === ANY_OF) row.fill(tables.unknown, slot, slot + fact.width);
          continue;
        }
        switch (fact.kind) {
          case YES_NO:
            if (answer === true) row[slot] = 1;
            else if (answer === false) row[slot] = 0;
            else return false;
            break;
          case WHOLE:
            if ((answer | 0) !== answer || answer < fact.low || answer > fact.high) return false;
            row[slot] = answer;
            break;
          case ONE_OF: {
            const index = fact.options.indexOf(answer);
            if (index < 0) return false;
            row[slot] = index;
            break;
          }
          case MOMENT: {
            const minutes = typeof answer === "string" ? time.wall(answer) : NaN;
            if (minutes !== minutes) return false;
            row[slot] = minutes;
            break;
          }
          case ANY_OF:
            if (!options(fact, answer, row, slot)) return false;
            break;
          default:
            return false;
        }
      }
      return true;
    } catch {
      return false;
    }
  };
}

// The types that the encoder writes; numbers are quicker to tell apart than texts.
const KINDS = ["yes_no", "whole", "one_of", "moment", "any_of"];
const [YES_NO, WHOLE, ONE_OF, MOMENT, ANY_OF] = KINDS.keys();

// The same text as names of properties are kept: two of those are told apart by where they stand, others letter by letter.
function interned(text) {
  return Object.keys({ [text]: null })[0];
}

const UNUSABLE = "\u0000unusable";

// A copy that holds nothing but plain values, whatever was given: getters that throw, cycles, functions and the rest
// become a note that the decoder turns into a fault. It never throws.
function plain(value, depth = 0) {
  const unusable = (words) => ({ [UNUSABLE]: words });
  try {
    switch (typeof value) {
      case "boolean":
      case "string":
        return value;
      case "number":
        return Number.isFinite(value) ? value : unusable(String(value));
      case "bigint":
        return String(value);
      case "object":
        break;
      default:
        return unusable(`a value of type ${typeof value}`);
    }
    if (value === null) return null;
    if (Object.prototype.toString.call(value) === "[object Date]") {
      const at = Date.prototype.getTime.call(value);
      return Number.isFinite(at) ? new Date(at).toISOString() : unusable("an invalid date");
    }
    if (depth > 3) return unusable("something nested too deep");
    if (Array.isArray(value)) {
      if (value.length > 10000) return unusable("a list too long");
      return Array.from({ length: value.length }, (_, index) => read(value, index, depth));
    }
    const copy = Object.create(null);
    for (const key of Object.keys(value)) {
      const item = read(value, key, depth);
      if (item !== undefined) copy[key] = item;
    }
    return copy;
  } catch {
    return unusable("something that cannot be read");
  }

  function read(from, key) {
    let item;
    try {
      item = from[key];
    } catch {
      return unusable("something that cannot be read");
    }
    // What is undefined was not asked; a hole in a list is no option.
    if (item === undefined) return Array.isArray(from) ? unusable("a hole in a list") : undefined;
    return plain(item, depth + 1);
  }
}

// ---- out -------------------------------------------------------------------------------------------

function decoder(tables, time) {
  const { scales, reasons, duties, rules } = tables;
  reasons.forEach(freeze);
  const [none, unknown] = tables.no_deadlines;

  return (row, at, minutes, faults) => {
    const outcomes = {};
    for (let index = 0; index < scales.length; index++) {
      const { name, levels } = scales[index];
      const act = levels[row[at]];
      const list = new Array(row[at + 1]);
      at += 2;
      for (let place = 0; place < list.length; place++) list[place] = reasons[row[at++]];
      outcomes[name] = { act, reasons: list };
    }
    const demanded = new Array(row[at++]);
    for (let index = 0; index < demanded.length; index++) {
      const { kind, to } = duties[row[at]];
      const due = row[at + 1];
      const by = new Array(row[at + 2]);
      at += 3;
      for (let place = 0; place < by.length; place++) by[place] = rules[row[at++]];
      demanded[index] = { kind, to, due: due === none || due === unknown ? null : time.text(due), rules: by };
    }
    return { now: time.text(minutes), outcomes, duties: demanded, faults: faults ?? [] };
  };
}

// Reasons are shared between grades, so nobody may change them.
function freeze(value) {
  if (value !== null && typeof value === "object") {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
}

// ---- time ------------------------------------------------------------------------------------------

// Moments as text and as minutes. The calendar lives in the module; what it says of a day is remembered here,
// until another day comes to the same place. Days of two years and more have places of their own.
const DAYS = 1024;
// Hours of days on which the clocks change that are remembered: those of some eighty years.
const HOURS = 4096;

function clock(raw) {
  const dates = new Int32Array(DAYS).fill(-1);
  const midnights = new Float64Array(DAYS);
  const texts = new Array(DAYS).fill({ day: NaN });
  // By what clocks are ahead of UTC, the text of each minute of a day.
  const zones = new Map();
  // Of days on which the clocks change, the minutes at which an hour begins: for a fact and, as it may differ, for now.
  const hours = { fact: new Map(), now: new Map() };

  // `YYYY-MM-DDTHH:MM` or with a space, in London; not a number for any other text, which the decoder may still know.
  function wall(moment, kind = "fact") {
    if (moment.length !== 16 || moment.charCodeAt(4) !== 45 || moment.charCodeAt(7) !== 45 || moment.charCodeAt(13) !== 58) return NaN;
    const between = moment.charCodeAt(10);
    if (between !== 84 && between !== 32) return NaN;
    const century = two(moment, 0);
    const year = two(moment, 2);
    const month = two(moment, 5);
    const day = two(moment, 8);
    const hour = two(moment, 11);
    const minute = two(moment, 14);
    if ((century | year | month | day | hour | minute) < 0 || hour > 23 || minute > 59) return NaN;
    const date = ((century * 100 + year) * 100 + month) * 100 + day;
    const place = (year * 384 + month * 32 + day) % DAYS;
    if (dates[place] !== date) {
      midnights[place] = raw.midnight(moment.slice(0, 10));
      dates[place] = date;
    }
    const midnight = midnights[place];
    return midnight === midnight ? midnight + hour * 60 + minute : unusual(moment.slice(0, 13), kind) + minute;
  }

  // On a day on which the clocks change, or on none, only the module knows; they change when an hour is full.
  function unusual(hour, kind) {
    const known = hours[kind];
    let begins = known.get(hour);
    if (begins === undefined) {
      begins = (kind === "now" ? raw.now_minutes : raw.minutes)(`${hour}:00`);
      if (known.size < HOURS) known.set(hour, begins);
    }
    return begins;
  }

  function minutes(now) {
    let moment = now;
    if (typeof now !== "string" && Object.prototype.toString.call(now) === "[object Date]") {
      const at = Date.prototype.getTime.call(now);
      moment = Number.isFinite(at) ? new Date(at).toISOString() : "";
    }
    if (typeof moment === "string") {
      const quick = wall(moment, "now");
      const found = quick === quick ? quick : raw.now_minutes(moment);
      if (found === found) return found;
    }
    throw new TypeError("safegrade: now must be a moment such as '2016-03-24 22:00', or a Date, from 1900 to 2199");
  }

  // Of a day only the time differs from moment to moment, and where the clocks change, what they are ahead of UTC.
  function text(at) {
    const day = ((at < 0 ? at - 1439 : at) / 1440) | 0;
    const place = day & (DAYS - 1);
    let known = texts[place];
    if (known.day !== day) texts[place] = known = learn(day);
    const zone = at < known.change ? known.zone : known.later;
    const local = at - day * 1440 + zone.ahead;
    return local < 1440 ? known.date + zone.times[local] : known.next + zone.times[local - 1440];
  }

  function learn(day) {
    const start = day * 1440;
    const first = raw.moment(start);
    const last = raw.moment(start + 1439);
    // The first minute of the day at which clocks show what they do at its end.
    let [before, change] = [start, start + 1439];
    while (first.slice(16) !== last.slice(16) && change - before > 1) {
      const middle = (before + change) >> 1;
      if (raw.moment(middle).slice(16) === last.slice(16)) change = middle;
      else before = middle;
    }
    return { day, change, date: first.slice(0, 11), next: last.slice(0, 11), zone: zoned(first), later: zoned(last) };
  }

  function zoned(moment) {
    const offset = moment.slice(16);
    if (!zones.has(offset)) zones.set(offset, { ahead: Number(offset.slice(1, 3)) * 60, times: CLOCK.map((time) => time + offset) });
    return zones.get(offset);
  }

  return { minutes, wall, text };
}

// Two digits as a number, negative where there are not.
function two(text, at) {
  const a = text.charCodeAt(at) - 48;
  const b = text.charCodeAt(at + 1) - 48;
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : -1;
}

const CLOCK = Array.from({ length: 1440 }, (_, minute) =>
  [Math.floor(minute / 60), minute % 60].map((number) => String(number).padStart(2, "0")).join(":"));
