// The same policy as a polars program: a grade a case, then how many cases have each level and how many each rule applied to.
//
// What was tried and was slower is left out: categories instead of text, moments parsed by format, zones by the zone database,
// the engine that holds every column in memory.

import { sentenceOf } from "./text.mjs";

/** How each kind of fact is read. A yes/no stays text: comparing it costs less than making it a category. */
const READ_AS = { "yes/no": "pl.String", whole: "pl.Int32", "one of": "pl.String", moment: 'pl.Datetime("ms")' };

const plain = (name) => `plain_${name}`;
const reached = (scale, level) => `${scale}_${level}`;

function expression(node, seen) {
  const inner = (part) => expression(part, seen);
  switch (node.kind) {
    case "yes": return `yes("${node.fact}")`;
    case "derived": return `col("${node.name}")`;
    case "not": return node.of.kind === "is" ? `(col("${node.of.fact}") != "${node.of.option}")` : `~${inner(node.of)}`;
    case "compare": return `(col("${node.fact}") ${node.relation} ${node.setting ? node.setting.toUpperCase() : node.number})`;
    case "range": return `col("${node.fact}").is_between(${node.low}, ${node.high})`;
    case "is": return `(col("${node.fact}") == "${node.option}")`;
    case "among": return `(${node.options.map((option) => `(col("${node.fact}") == "${option}")`).join(" | ")})`;
    case "since": return `(since("${node.fact}") ${node.least ? ">=" : "<"} minutes(${node.minutes}))`;
    case "count": return `(pl.sum_horizontal(${node.of.map((part) => `${inner(part)}.cast(pl.UInt8)`).join(", ")}) >= ${node.least})`;
    case "level": {
      const at = (level) => `col("${seen(reached(node.scale, level))}")`;
      return node.exactly ? `(${at(node.level)} & ~${at(node.level + 1)})` : at(node.level);
    }
    case "and": return `(${node.of.map(inner).join(" & ")})`;
    case "or": return `(${node.of.map(inner).join(" | ")})`;
  }
}

function applies(rule) {
  // An escalation looks at the level that the plain rules gave.
  const seen = rule.after ? plain : (name) => name;
  const parts = [expression(rule.when, seen)];
  if (rule.unless) parts.push(`~${expression(rule.unless, seen)}`);
  if (rule.after) parts.push(`(since("${rule.after.from}") >= minutes(${rule.after.minutes}))`);
  return parts.join(" & ");
}

function stage(model, name, rules) {
  return [
    `${name} = [`,
    ...rules.flatMap((rule) => [`    # ${sentenceOf(model, rule)}`, `    (${applies(rule)}).alias("${rule.name}"),`]),
    "]",
  ];
}

/** For each level above the lowest: whether any of the rules demands at least it. */
function levels(name, scales, rules, also = () => []) {
  const lines = [`${name} = [`];
  for (const scale of scales) {
    scale.levels.forEach((_, level) => {
      if (level === 0) return;
      const demanding = rules.filter((rule) => rule.raises.some((raise) => raise.scale === scale.name && raise.level >= level));
      const columns = [...also(scale, level), ...demanding.map((rule) => rule.name)].map((column) => `"${column}"`);
      const any = columns.length === 0 ? "pl.lit(False)" : `pl.any_horizontal(${columns.join(", ")})`;
      lines.push(`    ${any}.alias("${name === "PLAIN_LEVELS" ? plain(reached(scale.name, level)) : reached(scale.name, level)}"),`);
    });
  }
  return [...lines, "]"];
}

const HELPERS = `
def yes(fact):
    return col(fact) == "yes"


def minutes(count):
    return pl.lit(timedelta(minutes=count), dtype=pl.Duration("ms"))


def since(fact):
    return col("now") - col(fact)


def elapsed(fact):
    """London's clocks are an hour ahead in summer; taking it off makes differences elapsed time.

    Of the hour that comes twice a fact is the first, which is summer, and now the second, which is not.
    """
    less = timedelta(hours=1 if fact == "now" else 0)
    summer = pl.any_horizontal(*(col(fact).is_between(begins, ends - less, closed="left") for begins, ends in SUMMERS))
    return (col(fact) - pl.when(summer).then(minutes(60)).otherwise(minutes(0))).alias(fact)
`;

const ENDING = `
def graded(path):
    query = pl.scan_csv(path, schema=SCHEMA).with_columns(TIMES).with_columns(DERIVED)
    query = query.with_columns(RULES).with_columns(PLAIN_LEVELS)
    query = query.with_columns(ESCALATIONS).with_columns(RISK)
    return query.with_columns(READERS).with_columns(REST)


def counts(path):
    """How many cases have each level, and how many each rule applied to."""
    wanted = [pl.len().alias("cases"), *(col(rule).sum() for rule in NAMES)]
    for scale, levels in SCALES.items():
        above = [None, *(col(f"{scale}_{level}") for level in range(1, len(levels))), None]
        for level, name in enumerate(levels):
            this, higher = above[level], above[level + 1]
            held = ~higher if this is None else this if higher is None else this & ~higher
            wanted.append(held.sum().alias(f"{scale} {name}"))
    row = graded(path).select(wanted).collect(engine="streaming").row(0, named=True)
    return {
        "cases": row["cases"],
        "outcomes": {scale: {name: row[f"{scale} {name}"] for name in levels} for scale, levels in SCALES.items()},
        "rules": {rule: row[rule] for rule in NAMES},
    }


def each(path):
    """For every case the level of each scale and the rules that applied."""
    reached = [f"{scale}_{level}" for scale, levels in SCALES.items() for level in range(1, len(levels))]
    rows = graded(path).select([*NAMES, *reached]).collect().rows(named=True)
    return [
        {
            "outcomes": {s: levels[sum(row[f"{s}_{n}"] for n in range(1, len(levels)))] for s, levels in SCALES.items()},
            "rules": [rule for rule in NAMES if row[rule]],
        }
        for row in rows
    ]


path, what = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "counts"
before = process_time()
answer = each(path) if what == "each" else counts(path)
if what == "counts":
    answer["query_cpu_s"] = process_time() - before
json.dump(answer, sys.stdout)
`;

/** `summers` are the spans of summer time, on the wall clock, of every year that the cases fall in. */
export function columns(model, summers) {
  const scales = model.scales;
  const moments = model.facts.filter((fact) => fact.type === "moment");
  const { rules } = model;
  const firstEscalation = rules.findIndex((rule) => rule.kind === "escalate");
  const plainRules = rules.slice(0, firstEscalation);
  const escalations = rules.filter((rule) => rule.kind === "escalate");
  const readers = rules.slice(firstEscalation + escalations.length);
  const [risk, ...rest] = scales;
  return [
    "import json",
    "import sys",
    "from datetime import datetime, timedelta",
    "from time import process_time",
    "",
    "import polars as pl",
    "from polars import col",
    "",
    `SCALES = ${JSON.stringify(Object.fromEntries(scales.map(({ name, levels: list }) => [name, list])))}`,
    ...model.settings.filter(({ number }) => number !== undefined).map(({ name, number }) => `${name.toUpperCase()} = ${number}`),
    "SCHEMA = {",
    ...model.facts.map((fact) => `    "${fact.name}": ${READ_AS[fact.type]},`),
    `    "now": ${READ_AS.moment},`,
    "}",
    "SUMMERS = [",
    ...summers.map(([begins, ends]) => `    (datetime.fromisoformat("${begins}"), datetime.fromisoformat("${ends}")),`),
    "]",
    "",
    HELPERS,
    "",
    `TIMES = [elapsed(fact) for fact in ${JSON.stringify([...moments.map(({ name }) => name), "now"])}]`,
    "DERIVED = [",
    ...model.derived.map(({ name, of }) => `    ${expression(of)}.alias("${name}"),`),
    "]",
    ...stage(model, "RULES", plainRules),
    ...levels("PLAIN_LEVELS", scales, plainRules),
    ...stage(model, "ESCALATIONS", escalations),
    ...levels("RISK", [risk], escalations, (scale, level) => [plain(reached(scale.name, level))]),
    ...stage(model, "READERS", readers),
    ...levels("REST", rest, readers, (scale, level) => [plain(reached(scale.name, level))]),
    `NAMES = ${JSON.stringify(rules.map(({ name }) => name))}`,
    "",
    ENDING,
  ].join("\n");
}
