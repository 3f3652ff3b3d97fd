// The same policy as a good programmer would write it by hand in JavaScript: direct reads, ifs, shared constants, no unknowns.

import { sentenceOf } from "./text.mjs";

const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const shout = (name) => name.toUpperCase();
const quoted = (text) => JSON.stringify(text);

const levelConstant = (model, scale, level) =>
  level === 0 ? "0" : shout(`${scale}_${model.scales.find((s) => s.name === scale).levels[level]}`);

/**
 * How each style reaches a fact, a derived fact or moment, and the state that rules write.
 * Past some thousand rules one function is too large for V8 to compile well, and a plain object of hundreds of keys is slow to read from:
 * then the quickest that a programmer would still write copies the facts once and goes chapter by chapter.
 */
const STYLES = {
  whole: { fact: (name) => `facts.${name}`, local: camel, state: camel },
  chapters: { fact: (name) => `known.${camel(name)}`, local: (name) => `known.${camel(name)}`, state: (name) => `draft.${camel(name)}` },
};
const CHAPTER = 20;

/** The quicker style at a size, as measured. */
export const styleFor = (rules) => (rules > 1000 ? "chapters" : "whole");

function expression(model, style, node, nested = false) {
  const join = (operator) => {
    const text = node.of.map((part) => expression(model, style, part, true)).join(` ${operator} `);
    return nested ? `(${text})` : text;
  };
  switch (node.kind) {
    case "yes": return style.fact(node.fact);
    case "derived": return style.local(node.name);
    case "not":
      return node.of.kind === "is"
        ? `${style.fact(node.of.fact)} !== ${quoted(node.of.option)}`
        : `!${expression(model, style, node.of, true)}`;
    case "compare": return `${style.fact(node.fact)} ${node.relation} ${node.setting ? shout(node.setting) : node.number}`;
    case "range": {
      const text = `${style.fact(node.fact)} >= ${node.low} && ${style.fact(node.fact)} <= ${node.high}`;
      return nested ? `(${text})` : text;
    }
    case "is": return `${style.fact(node.fact)} === ${quoted(node.option)}`;
    case "among": {
      const text = node.options.map((option) => `${style.fact(node.fact)} === ${quoted(option)}`).join(" || ");
      return nested ? `(${text})` : text;
    }
    case "since": return `${style.local("now")} - ${style.local(node.fact)} ${node.least ? ">=" : "<"} ${node.minutes / 60} * 60`;
    case "count":
      return `${node.of.map((part) => `(${expression(model, style, part)} ? 1 : 0)`).join(" + ")} >= ${node.least}`;
    case "level":
      return `${style.state(node.scale)} ${node.exactly ? "===" : ">="} ${levelConstant(model, node.scale, node.level)}`;
    case "and": return join("&&");
    case "or": return join("||");
  }
}

const reasonName = (rule, raise) => shout(`${rule.name}_${raise.scale}`);
const dutyKey = (duty) => `${duty.kind}_${duty.to}`;

function citationText(model, { source, quote }) {
  const { title, link } = model.sources.find((known) => known.name === source);
  return JSON.stringify({ source, title: { en: title, cy: null }, quote, link });
}

function constants(model) {
  const lines = [];
  for (const scale of model.scales) {
    lines.push(`const ${shout(scale.name)} = ${JSON.stringify(scale.levels)};`);
    scale.levels.forEach((_, level) => level > 0 && lines.push(`const ${levelConstant(model, scale.name, level)} = ${level};`));
  }
  for (const { name, number, minutes } of model.settings) lines.push(`const ${shout(name)} = ${number ?? `${minutes / 60} * 60`};`);
  for (const rule of model.rules) {
    const sentence = JSON.stringify({ en: sentenceOf(model, rule), cy: null });
    const because = rule.because.map((citation) => citationText(model, citation)).join(", ");
    for (const raise of rule.raises) {
      const demands = quoted(model.scales.find((scale) => scale.name === raise.scale).levels[raise.level]);
      lines.push(
        `const ${reasonName(rule, raise)} = { rule: ${quoted(rule.name)}, sentence: ${sentence}, demands: ${demands}, because: [${because}] };`,
      );
    }
  }
  return lines;
}

function dueText(style, rule, duty) {
  if (duty.minutes === null) return "NEVER";
  const within = duty.setting ? shout(duty.setting) : `${duty.minutes}`;
  if (duty.from !== null) return `${style.local(duty.from)} + ${within}`;
  return `${style.local(rule.after.from)} + ${rule.after.minutes / 60} * 60 + ${within}`;
}

function ruleLines(model, style, rule) {
  // An escalation looks at the level that the plain rules gave.
  const seen = rule.after ? { ...style, state: (name) => style.state(`plain_${name}`) } : style;
  const tests = rule.when.of.map((part) => expression(model, seen, part, true));
  if (rule.unless) tests.push(`!(${expression(model, seen, rule.unless)})`);
  if (rule.after) tests.push(`${style.local("now")} - ${style.local(rule.after.from)} >= ${rule.after.minutes / 60} * 60`);
  const lines = [`  if (${tests.join(" && ")}) {`];
  for (const raise of rule.raises) {
    const level = levelConstant(model, raise.scale, raise.level);
    lines.push(`    if (${style.state(raise.scale)} < ${level}) ${style.state(raise.scale)} = ${level};`);
    lines.push(`    ${style.state(`${raise.scale}_reasons`)}.push(${reasonName(rule, raise)});`);
  }
  for (const duty of rule.duties) {
    const held = style.state(dutyKey(duty));
    lines.push(
      `    ${held} = owe(${held}, ${quoted(duty.kind)}, ${quoted(duty.to)}, ${dueText(style, rule, duty)}, ${quoted(rule.name)});`,
    );
  }
  return [...lines, "  }"];
}

const HELPERS = `
const NEVER = 2147483647;

// The same duty from several rules is one duty, at the earliest of their deadlines.
function owe(duty, kind, to, due, rule) {
  if (duty === null) return { kind, to, due, rules: [rule] };
  if (due < duty.due) duty.due = due;
  duty.rules.push(rule);
  return duty;
}

function dated({ kind, to, due, rules }) {
  return { kind, to, due: due === NEVER ? null : londonTime(due), rules };
}
`;

function ending(model, style, duties) {
  const outcomes = model.scales.map(({ name }) =>
    `      ${name}: { act: ${shout(name)}[${style.state(name)}], reasons: ${style.state(`${name}_reasons`)} },`);
  return [
    "  const duties = [];",
    ...duties.map((key) => `  if (${style.state(key)} !== null) duties.push(dated(${style.state(key)}));`),
    "  return {",
    `    now: londonTime(${style.local("now")}),`,
    "    outcomes: {",
    ...outcomes,
    "    },",
    "    duties,",
    "    faults: [],",
    "  };",
    "}",
  ];
}

/** Module source that exports `grade(facts, now)` with the documents of `engine.grade`. Imports `./clock.mjs`. */
export function byHand(model, styleName = styleFor(model.rules.length)) {
  const style = STYLES[styleName];
  const moments = model.facts.filter((fact) => fact.type === "moment");
  const duties = [...new Set(model.rules.flatMap((rule) => rule.duties.map(dutyKey)))];
  const derived = model.derived.map(({ name, of }) => [camel(name), expression(model, STYLES.whole, of)]);
  const times = [["now", "nowOf(now)"], ...moments.map(({ name }) => [camel(name), `minutesOf(facts.${name})`])];
  const state = [
    ...model.scales.flatMap(({ name }) => [[camel(name), "0"], [camel(`${name}_reasons`), "[]"]]),
    ["plainRisk", "0"],
    ...duties.map((key) => [camel(key), "null"]),
  ];
  const firstEscalation = model.rules.findIndex((rule) => rule.kind === "escalate");
  const head = ['import { londonTime, minutesOf, nowOf } from "./clock.mjs";', "", ...constants(model), HELPERS];

  if (styleName === "whole") {
    const body = model.rules.flatMap((rule, i) => [
      ...(i === firstEscalation ? ["  plainRisk = risk;"] : []),
      ...ruleLines(model, style, rule),
    ]);
    return [
      ...head,
      "export function grade(facts, at) {",
      ...times.map(([name, value]) => `  const ${name} = ${value.replace("(now)", "(at)")};`),
      ...derived.map(([name, value]) => `  const ${name} = ${value};`),
      ...state.map(([name, value]) => `  ${value === "[]" ? "const" : "let"} ${name} = ${value};`),
      ...body,
      ...ending(model, style, duties),
      "",
    ].join("\n");
  }

  const chapters = [];
  for (const [from, to, plain] of [[0, firstEscalation, false], [firstEscalation, model.rules.length, true]]) {
    for (let i = from; i < to; i += CHAPTER) chapters.push({ rules: model.rules.slice(i, Math.min(i + CHAPTER, to)), plain });
  }
  const copies = model.facts.filter((fact) => fact.type !== "moment");
  return [
    ...head,
    "class Known {",
    "  constructor(facts, now) {",
    ...times.map(([name, value]) => `    this.${name} = ${value};`),
    ...copies.map(({ name }) => `    this.${camel(name)} = facts.${name};`),
    ...derived.map(([name, value]) => `    this.${name} = ${value};`),
    "  }",
    "}",
    "",
    "class Draft {",
    ...state.map(([name, value]) => `  ${name} = ${value};`),
    "}",
    "",
    ...chapters.flatMap(({ rules }, i) => [
      `function chapter${i + 1}(known, draft) {`,
      ...rules.flatMap((rule) => ruleLines(model, style, rule)),
      "}",
      "",
    ]),
    "export function grade(facts, now) {",
    "  const known = new Known(facts, now);",
    "  const draft = new Draft();",
    ...chapters.flatMap(({ plain }, i) => [
      ...(plain && !chapters[i - 1].plain ? ["  draft.plainRisk = draft.risk;"] : []),
      `  chapter${i + 1}(known, draft);`,
    ]),
    ...ending(model, style, duties),
    "",
  ].join("\n");
}
