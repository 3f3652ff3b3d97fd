// Several versions of one policy, each in force from a day of its own: the one in force at a case's moment decides it.
//
// Each version is compiled by the one module and the choice is made here, so it adds nothing to the module.
// The terminal program does the same (`src/history.rs`); tests hold the two to the same documents.

export function histories({ compile, time }) {
  return function compileHistory(sources) {
    if (!Array.isArray(sources) || sources.length === 0) throw new TypeError("safegrade: the versions of a policy are a list with at least one");
    const versions = sources.map((given) => {
      const { source, name = "policy", bases } = typeof given === "string" ? { source: given } : given ?? {};
      const { engine, diagnostics } = compile(source, name, bases);
      const policy = engine && deepFreeze(engine.schema().policy);
      return { source, name, engine, diagnostics, policy, begins: policy && time.minutes(`${policy.in_force_from} 00:00`) };
    });
    const compiled = versions.every(({ engine }) => engine);
    const found = versions.map((version, index) => (compiled ? misfit(version, versions.slice(0, index)) : []));
    const diagnostics = versions.flatMap((version, index) => [...version.diagnostics, ...found[index]]);
    if (!compiled || found.some(({ length }) => length > 0)) {
      versions.forEach(({ engine }) => engine?.free());
      return { history: null, diagnostics };
    }
    return { history: history([...versions].sort((a, b) => a.begins - b.begins), time), diagnostics };
  };
}

function history(versions, time) {
  // The latest that began by then; where none had, the earliest stands in.
  function choose(minutes) {
    let index = versions.length - 1;
    while (index > 0 && versions[index].begins > minutes) index--;
    return { version: versions[index], next: versions[index + 1] ?? null };
  }

  function early(version, minutes, faults) {
    if (version.begins <= minutes) return faults;
    const message = `the case is of ${time.text(minutes).slice(0, 10)}, and the first version came into force on ${version.policy.in_force_from}`;
    const help = `it was decided by version ${version.policy.version}, whose rules need not be those of that day`;
    return [...faults, { code: "not_in_force", fact: "now", message, help }];
  }

  function grade(facts, now) {
    const minutes = time.minutes(now);
    const { version } = choose(minutes);
    const found = version.engine.grade(facts, now);
    found.faults = early(version, minutes, found.faults);
    found.policy = version.policy;
    return found;
  }

  function decide(facts, now) {
    const minutes = time.minutes(now);
    const { version, next } = choose(minutes);
    const decision = version.engine.decide(facts, now);
    decision.faults = early(version, minutes, decision.faults);
    decision.next_version = null;
    if (next) {
      // From then on these rules decide nothing, so what they would change is no change that comes.
      const at = time.text(next.begins);
      const before = (moment) => time.minutes(moment) < next.begins;
      decision.changes = decision.changes.filter((change) => before(change.at));
      if (decision.changes_until === null || !before(decision.changes_until)) decision.changes_until = at;
      const outcomes = Object.entries(next.engine.grade(facts, at).outcomes).map(([scale, { act }]) => [scale, act]);
      decision.next_version = { policy: next.policy, at, outcomes: Object.fromEntries(outcomes) };
    }
    return decision;
  }

  const shown = versions.map(({ policy, engine }) => Object.freeze({ policy, engine }));
  return {
    versions: Object.freeze(shown),
    at: (now) => shown[versions.indexOf(choose(time.minutes(now)).version)],
    grade,
    decide,
    free: () => versions.forEach(({ engine }) => engine.free()),
  };
}

// What keeps a version from standing beside those given before it.
function misfit(version, earlier) {
  const { policy, begins } = version;
  const tell = (part, message, help) => [{
    code: "SG306", severity: "error", message,
    primary: { ...place(version, part), message: "" }, secondary: [], help, edit: null,
  }];
  const where = (other, part) => `in ${other.name}, line ${place(other, part).line + 1}`;
  if (earlier.length > 0 && earlier[0].policy.name !== policy.name) {
    const message = `\`${policy.name}\` is another policy than \`${earlier[0].policy.name}\` ${where(earlier[0], NAME)}`;
    return tell(NAME, message, "the versions of one policy have one name");
  }
  // Policies of another name are no versions that this one could stand beside or not.
  const others = earlier.filter((other) => other.policy.name === policy.name);
  const same = others.find((other) => other.begins === begins);
  if (same) {
    const message = `version ${policy.version} is in force from ${policy.in_force_from}, as is version ${same.policy.version} ${where(same, IN_FORCE)}`;
    return tell(IN_FORCE, message, "give each version a day of its own, so that one of them decides");
  }
  const back = others.find((other) => (other.begins < begins ? other.policy.version >= policy.version : other.policy.version <= policy.version));
  if (back) {
    const order = back.begins < begins ? "after" : "before";
    const message = `version ${policy.version} comes into force ${order} version ${back.policy.version} ${where(back, NUMBER)}`;
    return tell(NUMBER, message, "number versions in the order in which they come into force, or mend a date");
  }
  return [];
}

// The parts of a header. Its words stand nowhere else in a policy that compiles but in texts and comments.
const NAME = /\bpolicy\s+(\w+)/;
const NUMBER = /\bversion\s+(\d+)/;
const IN_FORCE = /\bin\s+force\s+from\s+([\d-]+)/;

function place({ source, name }, part) {
  const bare = source.replace(/"(?:[^"\\\r\n]|\\.)*"|#[^\r\n]*/g, (hidden) => " ".repeat(hidden.length));
  const found = part.exec(bare);
  const end = found ? found.index + found[0].length : 0;
  const start = found ? end - found[1].length : 0;
  const position = (at) => {
    const before = source.slice(0, at).split("\n");
    return [before.length - 1, before[before.length - 1].length];
  };
  const [line, column] = position(start);
  const [end_line, end_column] = position(end);
  return { source: name, start, end, line, column, end_line, end_column };
}

function deepFreeze(value) {
  if (value !== null && typeof value === "object") Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
