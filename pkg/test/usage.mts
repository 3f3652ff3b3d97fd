// What a host writes, held against `index.d.ts` by `types.test.mjs`. It is checked and never run.
// Each `@ts-expect-error` is a mistake that the contract must refuse: where it does not, the check fails.

import { compile, compileHistory, format, init, version } from "@safegrade/engine";
import type { Answer, Case, Change, Decision, Duty, DutyKind, Engine, Grade, Moment, Place, Schema, SchemaFact } from "@safegrade/engine";

const policy: string = "policy text";

// ---- loading ---------------------------------------------------------------------------------

await init();
await init("https://example.org/safegrade_bg.wasm");
await init(new URL("safegrade_bg.wasm", "https://example.org"));
await init(new Uint8Array(8));
await init(await fetch("safegrade_bg.wasm"));
await init(await WebAssembly.compile(new Uint8Array(8)));
const loaded: string = version();
// @ts-expect-error null is no module
await init(null);

// ---- compiling -------------------------------------------------------------------------------

const { engine, diagnostics } = compile(policy, "file.rules");
compile(policy);
for (const { severity, primary, secondary, help, edit } of diagnostics) {
  const label: string = severity === "error" ? "Error" : "Warning";
  const places: Place[] = [primary, ...secondary];
  const hint: string = help ?? "";
  if (edit) policy.slice(0, edit.start).concat(edit.text, policy.slice(edit.end));
  // @ts-expect-error there are two severities
  if (severity === "info") throw new Error(label + hint + places.length);
  // @ts-expect-error not every mistake has a certain mend
  edit.text;
}
// @ts-expect-error a policy is a text
compile(null);
// @ts-expect-error a policy with errors has no engine
engine.grade({}, new Date());
if (!engine) throw new Error("the policy has errors");

const laidOut = format(policy);
// @ts-expect-error a policy with syntax errors has no layout
laidOut.text.length;

// ---- versions --------------------------------------------------------------------------------

const { history } = compileHistory([policy, { source: policy, name: "second.rules" }, { source: policy }]);
// @ts-expect-error versions that make no history have none
history.grade({}, new Date());
// @ts-expect-error the versions are a list
compileHistory(policy);
if (!history) throw new Error("the versions have errors");
const decidedBy: number = history.grade({ age: 15 }, new Date()).policy.version;
const takesOver: string | undefined = history.decide({}, new Date()).next_version?.at;
const form: Schema = history.at(new Date()).engine.schema();
// @ts-expect-error a grade tells no coming change
history.grade({}, new Date()).next_version;
history.free();

// ---- cases -----------------------------------------------------------------------------------

const answers: Answer[] = [true, 15, 1.5, "poole", null, new Date(), ["overnight"], { overnight: true, injuries: null }];
const facts: Case = { age: 15, missing: true, area: null, signs: { overnight: true, money: false, injuries: null } };
const moments: Moment[] = ["2016-03-24 22:00", new Date()];
engine.grade(facts, "2016-03-24 22:00");
engine.grade({ age: 15, signs: ["overnight"] }, new Date());
engine.decide({}, new Date());
// @ts-expect-error the engine has no clock of its own
engine.grade(facts);
// @ts-expect-error a moment is a text or a Date
engine.grade(facts, Date.now());
// @ts-expect-error a list holds the names of options
engine.grade({ signs: [1, 2] }, new Date());
// @ts-expect-error an option is yes, no or not known
engine.grade({ signs: { overnight: "yes" } }, new Date());
// @ts-expect-error a case is an object
engine.grade("age 15", new Date());

// ---- answers ---------------------------------------------------------------------------------

const grade: Grade = engine.grade(facts, new Date());
const level: string | undefined = grade.outcomes["risk"]?.act;
// @ts-expect-error what is still possible stands in the decision only
grade.outcomes["risk"]?.lowest;
// @ts-expect-error so do the questions
grade.questions;

const decision: Decision = engine.decide(facts, new Date());
const asGrade: Grade = decision;
const risk = decision.outcomes["risk"];
if (risk && !risk.exact) risk.reasons.filter((reason) => reason.decides && reason.certain).map((reason) => reason.sentence.cy ?? reason.sentence.en);
const wording: { [kind in DutyKind]: string } = { alert: "Alert", refer: "Refer to", do: "Do", tell: "Tell" };
const late = (duty: Duty): string | null => (duty.overdue ? wording[duty.kind] : duty.due);
decision.duties.map(late);
decision.questions.filter(({ state }) => state === "not_asked").map(({ ask }) => ask.en);
const next: Change | undefined = decision.changes[0];
// @ts-expect-error a duty may have no deadline
decision.duties[0]?.due.slice(0, 10);
// @ts-expect-error the policy may have no Welsh
decision.policy.title.cy.length;
// @ts-expect-error there is no such duty
wording.ring = "Ring";

// ---- a form ----------------------------------------------------------------------------------

const schema: Schema = engine.schema();
function control({ type, options, lowest, highest }: SchemaFact): string {
  switch (type) {
    case "yes_no": return "radio";
    case "one_of": case "any_of": return options.map(({ text }) => text.en).join();
    case "whole": case "decimal": case "duration": return `${lowest ?? ""}..${highest ?? ""}`;
    case "date": case "moment": return "text";
    default: {
      const none: never = type;
      return none;
    }
  }
}
schema.facts.map(control);
// @ts-expect-error bounds are texts, so that decimals stay exact
const bound: number | null = schema.facts[0]!.lowest;

const failed: string[] = engine.test().filter(({ passed }) => !passed).flatMap(({ failures }) => failures);
const give: (one: Engine) => void = (one) => one.free();
give(engine);
void [decidedBy, takesOver, form, loaded, answers, moments, level, asGrade, next, bound, failed];
