// The policy in the rule language, and its sentences, which the hand-written function shares.

const RELATION_WORDS = { "<": "under", "<=": "at most", ">": "over", ">=": "at least" };

export const plainName = (name) => name.replaceAll("_", " ");

export function duration(minutes) {
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, "hour"] : [minutes, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

const levelName = (model, node) => model.scales.find((scale) => scale.name === node.scale).levels[node.level];

function condition(model, node, nested = false) {
  const join = (word) => {
    const text = node.of.map((part) => condition(model, part, true)).join(` ${word} `);
    return nested ? `(${text})` : text;
  };
  switch (node.kind) {
    case "yes": return node.fact;
    case "derived": return node.name;
    case "not":
      return node.of.kind === "is" ? `${node.of.fact} is not ${node.of.option}` : `not ${condition(model, node.of, true)}`;
    case "compare": return `${node.fact} ${node.relation} ${node.setting ?? node.number}`;
    case "range": return `${node.fact} is ${node.low}..${node.high}`;
    case "is": return `${node.fact} is ${node.option}`;
    case "among": return `${node.fact} is one of ${node.options.join(", ")}`;
    case "since": return `${node.least ? "at least" : "less than"} ${duration(node.minutes)} since ${node.fact}`;
    case "count": return `at least ${node.least} of (${node.of.map((part) => condition(model, part)).join(", ")})`;
    case "level": return `${node.scale} ${node.exactly ? "is" : "at least"} ${levelName(model, node)}`;
    case "and": return join("and");
    case "or": return join("or");
  }
}

function words(model, node) {
  switch (node.kind) {
    case "yes": return plainName(node.fact);
    case "derived": return plainName(node.name);
    case "not": return `not ${words(model, node.of)}`;
    case "compare": return `${plainName(node.fact)} ${RELATION_WORDS[node.relation]} ${node.number}`;
    case "range": return `${plainName(node.fact)} ${node.low} to ${node.high}`;
    case "is": return `${plainName(node.fact)} ${plainName(node.option)}`;
    case "among": return `${plainName(node.fact)} ${node.options.map(plainName).join(" or ")}`;
    case "since": return `${plainName(node.fact)} ${node.least ? "at least" : "less than"} ${duration(node.minutes)} ago`;
    case "count": return `at least ${node.least} of ${node.of.map((part) => words(model, part)).join(", ")}`;
    case "level": return `${plainName(node.scale)} ${levelName(model, node)}`;
    case "and": return node.of.map((part) => words(model, part)).join(", ");
    case "or": return node.of.map((part) => words(model, part)).join(" or ");
  }
}

/** What the rule says in English; decisions carry it. */
export function sentenceOf(model, rule) {
  const text = words(model, rule.when);
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

function factLines(fact) {
  const type = {
    "yes/no": () => "yes/no",
    whole: () => `whole ${fact.low}..${fact.high} ${fact.unit}`,
    "one of": () => `one of ${fact.options.join(", ")}`,
    moment: () => "moment",
  }[fact.type]();
  const lines = [`fact ${fact.name}: ${type}`, `  ask "${fact.ask}"`];
  if (fact.presume !== null) lines.push(`  if unknown presume ${fact.presume}`);
  return lines;
}

function outcomeLines(model, rule) {
  const outcomes = rule.raises.map((raise) => `${raise.scale} at least ${levelName(model, raise)}`);
  for (const duty of rule.duties) {
    const kind = duty.kind === "refer" ? "refer to" : duty.kind;
    const within = duty.minutes === null ? "" : ` within ${duty.setting ?? duration(duty.minutes)}`;
    outcomes.push(`${kind} ${duty.to}${within}${duty.from === null ? "" : ` of ${duty.from}`}`);
  }
  return outcomes.map((outcome, i) => (i === 0 ? `  then ${outcome}` : `       ${outcome}`));
}

function ruleLines(model, rule) {
  const lines = [`${rule.kind} ${rule.name} "${sentenceOf(model, rule)}"`, `  when ${condition(model, rule.when)}`];
  if (rule.unless) lines.push(`  unless ${condition(model, rule.unless)}`);
  if (rule.after) lines.push(`  after ${duration(rule.after.minutes)} since ${rule.after.from}`);
  lines.push(...outcomeLines(model, rule));
  for (const { source, quote } of rule.because) lines.push(`  because ${source}${quote === null ? "" : ` "${quote}"`}`);
  return lines;
}

function partnerLines(model, partner, i) {
  const phone = (n) => `phone "01632 960${String(n).padStart(3, "0")}"`;
  const title = `"${plainName(partner)[0].toUpperCase()}${plainName(partner).slice(1)}"`;
  if (i > 0) return [`partner ${partner} ${title} ${phone(10 + i)}`];
  const area = model.facts.find((fact) => fact.name === "area");
  return [`partner ${partner} ${title} by area`, ...area.options.map((option, n) => `  ${option} ${phone(n)}`)];
}

export function policyText(model) {
  const lines = [
    "# A generated policy for measuring speed. It is illustrative: nobody works by it.",
    `policy ${model.name}`,
    '  title "Missing people: a policy for measuring speed"',
    "  version 1",
    "  in force from 2015-01-01",
    "",
  ];
  for (const source of model.sources) {
    lines.push(`source ${source.name} "${source.title}"${source.link === null ? "" : ` link "${source.link}"`}`);
  }
  lines.push("");
  for (const scale of model.scales) lines.push(`scale ${scale.name}: ${scale.levels.join(" < ")}`);
  lines.push("");
  for (const setting of model.settings) lines.push(`setting ${setting.name} = ${setting.number ?? duration(setting.minutes)}`);
  lines.push("");
  for (const fact of model.facts) lines.push(...factLines(fact));
  lines.push("");
  for (const derived of model.derived) lines.push(`let ${derived.name} = ${condition(model, derived.of)}`);
  lines.push("");
  for (const rule of model.rules) lines.push(...ruleLines(model, rule), "");
  model.partners.forEach((partner, i) => lines.push(...partnerLines(model, partner, i)));
  return `${lines.join("\n")}\n`;
}
