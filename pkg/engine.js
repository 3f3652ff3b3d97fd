// The interface of `index.d.ts` around the raw exports of the module, shared by the ES module and the classic script.
//
// A case crosses the border as a row of integers in linear memory and its grade comes back as another.
// The encoder writes only what is plainly right; whatever else a case may hold goes, as a plain document,
// to the one decoder inside the module, so that there is one truth about what is wrong and why.

export function wrap(raw) {
  const time = clock(raw);
  let stopped = null;

  // After a trap the module's memory may hold anything: nothing is asked of it again.
  function guard(call) {
    if (stopped) throw new Error("safegrade: the engine stopped after an internal fault; load the page again", { cause: stopped });
    try {
      return call();
    } catch (error) {
      if (typeof WebAssembly !== "undefined" && error instanceof WebAssembly.RuntimeError) stopped = error;
      throw error;
    }
  }

  function compile(source, name = "policy") {
    return guard(() => {
      const compilation = raw.compile(text(name, "the name"), text(source, "the policy"));
      const diagnostics = compilation.diagnostics();
      const inner = compilation.engine();
      compilation.free();
      return { engine: inner ? engine(raw, inner, time, guard) : null, diagnostics };
    });
  }

  return {
    compile,
    format: (source, name = "policy") => guard(() => raw.format(text(name, "the name"), text(source, "the policy"))),
    version: () => guard(() => raw.version()),
  };
}

function text(value, what) {
  if (typeof value !== "string") throw new TypeError(`safegrade: ${what} must be a string`);
  return value;
}

// ---- one engine ----------------------------------------------------------------------------------

function engine(raw, inner, time, guard) {
  const tables = inner.tables();
  const encode = encoder(tables, time);
  const decode = decoder(tables, time);
  const rowAt = inner.row() / 4;
  const rowEnd = rowAt + inner.row_length();
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

  function grade(facts, now) {
    if (free) throw new Error("safegrade: this engine was given back by free()");
    const minutes = time.minutes(now);
    return guard(() => {
      const row = view();
      row.fill(tables.not_asked, rowAt, rowEnd);
      row[rowAt] = minutes;
      if (encode(facts, row, rowAt + 1)) {
        inner.grade();
        return decode(view(), packedAt, minutes, []);
      }
      const faults = inner.grade_document(plain(facts), minutes);
      return decode(view(), packedAt, minutes, faults);
    });
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

// ---- in --------------------------------------------------------------------------------------------

// Writes a plain case into the row. False where anything in it is not plainly right: an unknown name, another type,
// a value outside its range, a getter that threw. The row then holds nothing that may be used.
function encoder(tables, time) {
  const facts = tables.facts.map((fact) => ({ ...fact, indices: new Map(fact.options.map((option, index) => [option, index])) }));
  const count = facts.length;
  // Names that every object has by inheritance cannot be told from a case's own by reading them.
  const plainNames = facts.every((fact) => !(fact.name in Object.prototype));

  function value(fact, answer) {
    switch (fact.type) {
      case "yes_no":
        return answer === true ? 1 : answer === false ? 0 : NaN;
      case "whole":
        return typeof answer === "number" && answer >= fact.low && answer <= fact.high && answer % 1 === 0 ? answer : NaN;
      case "one_of": {
        const index = fact.indices.get(answer);
        return index === undefined ? NaN : index;
      }
      case "moment":
        return typeof answer === "string" ? time.wall(answer) : NaN;
      default:
        return NaN;
    }
  }

  function options(fact, list, row, at) {
    if (!Array.isArray(list)) return false;
    row.fill(0, at, at + fact.options.length);
    for (let index = 0; index < list.length; index++) {
      const option = fact.indices.get(list[index]);
      if (option === undefined) return false;
      row[at + option] = 1;
    }
    return true;
  }

  return (answers, row, at) => {
    try {
      if (!plainNames || answers === null || typeof answers !== "object") return false;
      const parent = Object.getPrototypeOf(answers);
      if (parent !== Object.prototype && parent !== null) return false;
      let seen = 0;
      for (let index = 0; index < count; index++) {
        const fact = facts[index];
        const answer = answers[fact.name];
        if (answer === undefined) continue;
        seen++;
        const slot = at + fact.slot;
        if (fact.type === "any_of") {
          if (answer === null) row.fill(tables.unknown, slot, slot + fact.options.length);
          else if (!options(fact, answer, row, slot)) return false;
        } else if (answer === null) {
          row[slot] = tables.unknown;
        } else {
          const number = value(fact, answer);
          if (number !== number) return false;
          row[slot] = number;
        }
      }
      return Object.keys(answers).length === seen;
    } catch {
      return false;
    }
  };
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
  const scales = tables.scales.map((scale) => ({ name: scale.name, levels: scale.levels.map((level) => level.name) }));
  const { reasons, duties, rules } = tables;
  reasons.forEach(freeze);
  const [none, unknown] = tables.no_deadlines;

  return (row, at, minutes, faults) => {
    const outcomes = {};
    for (let index = 0; index < scales.length; index++) {
      const scale = scales[index];
      const act = scale.levels[row[at++]];
      let left = row[at++];
      const list = [];
      while (left-- > 0) list.push(reasons[row[at++]]);
      outcomes[scale.name] = { act, reasons: list };
    }
    let left = row[at++];
    const demanded = [];
    while (left-- > 0) {
      const duty = duties[row[at++]];
      const due = row[at++];
      let count = row[at++];
      const by = [];
      while (count-- > 0) by.push(rules[row[at++]]);
      demanded.push({ kind: duty.kind, to: duty.to, due: due === none || due === unknown ? null : time.text(due), rules: by });
    }
    return { now: time.text(minutes), outcomes, duties: demanded, faults };
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

// Moments as text and as minutes. The calendar lives in the module; what it says of a day is remembered here.
function clock(raw) {
  const days = new Map();
  const texts = new Map();

  function midnight(date) {
    let start = days.get(date);
    if (start === undefined) {
      if (days.size > 20000) days.clear();
      start = raw.midnight(date);
      days.set(date, start);
    }
    return start;
  }

  // `YYYY-MM-DDTHH:MM` or with a space, in London; not a number for any other text, which the module may still know.
  function wall(moment) {
    if (moment.length !== 16 || moment.charCodeAt(13) !== 58) return NaN;
    const between = moment.charCodeAt(10);
    if (between !== 84 && between !== 32) return NaN;
    const a = moment.charCodeAt(11) - 48;
    const b = moment.charCodeAt(12) - 48;
    const c = moment.charCodeAt(14) - 48;
    const d = moment.charCodeAt(15) - 48;
    if (a < 0 || b < 0 || c < 0 || d < 0 || b > 9 || c > 5 || d > 9) return NaN;
    const hour = a * 10 + b;
    if (hour > 23) return NaN;
    return midnight(moment.slice(0, 10)) + hour * 60 + c * 10 + d;
  }

  function minutes(now) {
    let moment = now;
    if (Object.prototype.toString.call(now) === "[object Date]") {
      const at = Date.prototype.getTime.call(now);
      moment = Number.isFinite(at) ? new Date(at).toISOString() : "";
    }
    if (typeof moment === "string") {
      const quick = wall(moment);
      const found = quick === quick ? quick : raw.minutes(moment);
      if (found === found) return found;
    }
    throw new TypeError("safegrade: now must be a moment such as '2016-03-24 22:00', or a Date, from 1900 to 2199");
  }

  // Of a day on which the clocks stand still only the time differs from moment to moment.
  function text(at) {
    const day = Math.floor(at / 1440);
    let known = texts.get(day);
    if (known === undefined) {
      if (texts.size > 20000) texts.clear();
      const first = raw.moment(day * 1440);
      const last = raw.moment(day * 1440 + 1439);
      const same = first.slice(16) === last.slice(16);
      known = same ? { ahead: Number(first.slice(17, 19)) * 60, dates: [first.slice(0, 11), last.slice(0, 11)], zone: first.slice(16) } : null;
      texts.set(day, known);
    }
    if (known === null) return raw.moment(at);
    const local = at - day * 1440 + known.ahead;
    const minute = local % 60;
    const hour = ((local - minute) / 60) % 24;
    return known.dates[local >= 1440 ? 1 : 0] + TWO[hour] + ":" + TWO[minute] + known.zone;
  }

  return { minutes, wall, text };
}

const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));
