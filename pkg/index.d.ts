/**
 * safegrade: a risk-rules engine for safeguarding.
 *
 * Mistakes in rules and cases are values, never exceptions. An exception means misuse of this interface
 * (a call before `init`, an engine used after `free`).
 * Moments in documents are `YYYY-MM-DDTHH:MM±HH:MM` in Europe/London time, to the minute.
 * Positions are zero-based and count UTF-16 code units, as JavaScript strings do.
 */

/** Words shown to people. `cy` is null where the policy has no Welsh. */
export interface Text { en: string; cy: string | null }

/** Loads the module once; later calls return the same promise. Without an argument it loads `safegrade_bg.wasm` beside this file. */
export function init(source?: URL | string | Response | BufferSource | WebAssembly.Module): Promise<void>;

/** The engine's version, as in `package.json`. */
export function version(): string;

/**
 * Compiles a policy. `engine` is null exactly when a diagnostic is an error; warnings survive success.
 * Where the policy `builds on` another, `bases` has that one; where that builds on one too, the lowest comes first.
 * A diagnostic names in `source` of each place the text that it is in.
 */
export function compile(source: string, name?: string, bases?: { source: string; name?: string }[]): Compiled;

/** The policy in the standard layout, or null where it has syntax errors. */
export function format(source: string, name?: string): { text: string | null; diagnostics: Diagnostic[] };

/**
 * Compiles the versions of one policy, in any order. `history` is null exactly when a diagnostic is an error: one in a
 * version, or versions that make no history (`SG306`: other names, one day for two, numbers that run backwards).
 * A version that `builds on` another policy has that in its `bases`, as for `compile`.
 */
export function compileHistory(sources: (string | { source: string; name?: string; bases?: { source: string; name?: string }[] })[]): CompiledHistory;

export interface Compiled { engine: Engine | null; diagnostics: Diagnostic[] }

export interface CompiledHistory { history: PolicyHistory | null; diagnostics: Diagnostic[] }

/** Where something stands in a policy text. */
export interface Place {
  source: string;
  start: number; end: number;
  line: number; column: number; end_line: number; end_column: number;
}
export interface Label extends Place { message: string }
export interface Diagnostic {
  /** Stable code, explained in `grammar/codes.md`. */
  code: string;
  severity: "error" | "warning";
  message: string;
  primary: Label;
  secondary: Label[];
  help: string | null;
  /** A replacement that is certain to mend it. */
  edit: (Place & { text: string }) | null;
}

/** What a host may give for a fact. A fact left out was not asked; null means asked and not known. */
export type Answer = boolean | number | string | Date | null
  /** any of: exactly these, or each with yes, no or not known (null) */
  | string[] | { [option: string]: boolean | null };
export type Case = { [fact: string]: Answer };
/** `YYYY-MM-DD HH:MM` (London time), the same with an offset or `Z`, or a Date. */
export type Moment = string | Date;

export interface Engine {
  /** The cheap parts: what to do now and why. Fast enough for every key stroke and for millions of cases. */
  grade(facts: Case, now: Moment): Grade;
  /** The whole decision, the same document as `safegrade grade --json`. */
  decide(facts: Case, now: Moment): Decision;
  /** What the policy asks, grades and whom it tells: enough to draw a form. */
  schema(): Schema;
  /** Runs the policy's own examples. */
  test(): ExampleResult[];
  /** Gives the memory back. The engine cannot be used afterwards. */
  free(): void;
}

export interface Grade {
  now: string;
  /** By scale. */
  outcomes: { [scale: string]: { act: string; reasons: GradeReason[] } };
  duties: GradeDuty[];
  faults: Fault[];
}
export interface GradeReason {
  rule: string;
  sentence: Text;
  /** The level this rule demands. */
  demands: string;
  because: Citation[];
}
export interface GradeDuty {
  kind: DutyKind; to: string;
  /** Null: no deadline, or the moment it counts from is not known (then do it at once). */
  due: string | null;
  rules: string[];
}

export interface Decision {
  policy: { name: string; title: Text; version: number; in_force_from: string };
  now: string;
  outcomes: { [scale: string]: Outcome };
  scores: { [score: string]: ScoreOutcome };
  duties: Duty[];
  /** Unknown facts whose answer can still change something, the most useful first. */
  questions: Question[];
  /** Coming moments at which the decision changes if the facts stay as they are. */
  changes: Change[];
  /** Up to where changes were looked for; null where there can be no more. */
  changes_until: string | null;
  /** What is refused until its needs are met, in the order of the policy. */
  gates: Gate[];
  /** What was wrong with the case. A fault never lowers an outcome and never opens a gate. */
  faults: Fault[];
}
export interface Outcome {
  /** The level to act on now. */
  act: string;
  /** The least and the most that is still possible over everything not known. */
  lowest: string; highest: string;
  /** True: `lowest` and `highest` are both reached by some completion. False: what is possible lies within them. */
  exact: boolean;
  /** The retired level that the rules come to, in whose place `act` is; null: none. */
  instead_of: string | null;
  reasons: Reason[];
}
export interface Reason extends GradeReason {
  /** The rule demands the very level acted on, or a retired one in whose place that is. */
  decides: boolean;
  /** The rule applies whatever the facts not known turn out to be. */
  certain: boolean;
  /** The known facts that were enough for it. */
  facts: { fact: string; value: string }[];
  /** The facts not known, presumed or taken at their worst for it. */
  assumed: string[];
}
export interface ScoreOutcome {
  act: Points; lowest: Points; highest: Points; exact: boolean;
}
export interface Points { points: number; band: string | null }
export type DutyKind = "alert" | "refer" | "do" | "tell";
export interface Duty extends GradeDuty {
  text: Text;
  /** The fact whose moment the deadline counts from; null: no deadline. */
  from: string | null;
  /** In words, such as "1 hour". */
  within: string | null;
  /** Null where there is no deadline or it is not known. */
  overdue: boolean | null;
  certain: boolean;
  /** How to reach the addressee: every route of the day that is still possible. */
  contacts: Contact[];
  /** All that may be said to the addressee, by the names of its `may see`; null where the policy does not say. Nothing else may leave with it. */
  shared: { [name: string]: string | number | string[] | Text[] | null } | null;
}
/**
 * A route: `when` is the answer that it is for, `from` the day since when it holds; null is always.
 * `hours` names the calendar of a channel's hours, `open` says whether that is open at the decision's moment; null is always, and in the schema.
 */
export interface Contact {
  when: string | null;
  from: string | null;
  channels: { by: "phone" | "web" | "email"; address: string; hours: string | null; open: boolean | null }[];
}
export interface Question { fact: string; ask: Text; state: "not_asked" | "unknown" | "fault"; rules: string[]; gates: string[] }
export interface Change {
  at: string;
  outcomes: { [scale: string]: { from: string; to: string } };
  /** Duties that are added at that moment. */
  duties: { kind: DutyKind; to: string; due: string | null }[];
  /** The rules that begin or cease to apply then. */
  begins: string[]; ceases: string[];
  /** The gates that open or shut then. */
  opens: string[]; shuts: string[];
}
/** Something that may only be done once all it needs is certainly so; what is presumed or not known does not count. */
export interface Gate {
  gate: string; text: Text;
  open: boolean;
  /** What the policy says to whoever tries; null where it is open or has no words. */
  refuse: Text | null;
  /** What does not certainly hold; empty exactly where it is open. */
  missing: { need: string; text: Text; state: "no" | "not_known" }[];
  because: Citation[];
}
export interface Citation { source: string; title: Text; quote: string | null; link: string | null }
export interface Fault {
  code: "unknown_fact" | "wrong_type" | "unknown_option" | "out_of_range" | "impossible_date" | "not_readable"
    /** Only of a history: the case is from before its first version. */
    | "not_in_force";
  /** The name as the case gave it; `now` where no version was in force yet. */
  fact: string;
  message: string;
  help: string | null;
}

/**
 * The versions of a policy. For each case the version decides whose day `in force from` is the latest not after the case's
 * London date. A case from before the first version is decided by that one, with a fault `not_in_force`.
 */
export interface PolicyHistory {
  /** The earliest first. */
  readonly versions: readonly PolicyVersion[];
  /** The version that decides at that moment: its schema draws the form. */
  at(now: Moment): PolicyVersion;
  /** As `Engine.grade` of that version. */
  grade(facts: Case, now: Moment): HistoryGrade;
  /** As `Engine.decide` of that version; changes from the next version's day on are left out, as they will not come. */
  decide(facts: Case, now: Moment): HistoryDecision;
  /** Gives all its engines back; it must not be used afterwards. */
  free(): void;
}
export interface PolicyVersion { readonly policy: Decision["policy"]; readonly engine: Engine }
export interface HistoryGrade extends Grade {
  /** The version that decided. */
  policy: Decision["policy"];
}
export interface HistoryDecision extends Decision {
  /** The version that takes over, when, and what it then makes of the case if the facts stay as they are; null: none is known. */
  next_version: { policy: Decision["policy"]; at: string; outcomes: { [scale: string]: string } } | null;
}

export interface Schema {
  policy: Decision["policy"];
  facts: SchemaFact[];
  /** From `retired_from` on (YYYY-MM-DD) no case is graded so. */
  scales: { name: string; levels: (SchemaName & { retired_from: string | null })[] }[];
  scores: { name: string; text: Text; bands: (SchemaName & { from: number; to: number | null })[] }[];
  rules: { name: string; kind: "rule" | "escalate"; sentence: Text; condition: string; facts: string[]; because: Citation[] }[];
  gates: { name: string; text: Text; needs: { condition: string; text: Text }[]; refuse: Text | null; because: Citation[] }[];
  partners: { name: string; kind: "partner" | "contact"; text: Text; routes: Contact[]; may_see: string[] | null; by: string | null }[];
}
export interface SchemaName { name: string; text: Text }
export interface SchemaFact {
  name: string;
  type: "yes_no" | "whole" | "decimal" | "one_of" | "any_of" | "duration" | "date" | "moment";
  ask: Text;
  /** Numbers and durations (minutes). As text, so that decimals stay exact. */
  lowest: string | null; highest: string | null;
  unit: string | null;
  options: SchemaName[];
  /** What is presumed while it is not known, in words; null: the worst case is. */
  presume: string | null;
  /** Recorded only: no rule, score or gate depends on it. */
  protected: boolean;
}
export interface ExampleResult { name: string; text: Text; passed: boolean; failures: string[]; place: Place }
