// The demo page as a call handler uses it. What it shows must be what the engine, asked in Node, decides on the same facts.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { compile, init } from "@safegrade/engine";
import { openBrowser, quiet } from "./browser.mjs";
import { serve } from "./serve.mjs";

const DORSET = readFileSync(new URL("../../demo/policies/dorset.rules", import.meta.url), "utf8");

// A call as it is taken down: what is done, what the case then holds, and the grade that a person reads.
const CALL = [
  [choose("Is the person still missing?", "Missing"), { status: "missing" }, "High risk"],
  [type("How old is the person?", "1"), { age: 1 }, "High risk"],
  [type("How old is the person?", "15"), { age: 15 }, "High risk"],
  [moment("When was the person reported to the police?", "24/03/2016", "21:00"), { reported_at: "2016-03-24 21:00" }, "High risk"],
  [moment("When was the person last seen?", "24.3.2016", "1830"), { last_seen_at: "2016-03-24 18:30" }, "High risk"],
  [choose("Where does the person live?", "Poole"), { area: "poole" }, "High risk"],
  [tick("Is a council looking after the child?", "Yes"), { in_care: true }, "High risk"],
  [type("How often has the child gone missing in 90 days", "3"), { episodes_90_days: 3 }, "High risk"],
  ...Object.entries({
    "Does the person have dementia?": "dementia",
    "Does an illness or disability affect": "disability",
    "Does the person need essential medication?": "needs_medication",
    "Is it unlike the person to go off like this?": "out_of_character",
    "Does anything suggest that the person may be the victim of a crime?": "crime_suspected",
    "In your judgement, is serious harm very likely?": "serious_harm",
    "Has the person spoken of suicide": "suicidal_intent",
    "Has the person taken anything to harm themselves with?": "means_taken",
    "May the person be with somebody who is a danger to them?": "with_unsafe_adult",
    "Is the person with somebody who is graded high risk?": "companion_high",
    "Does any linked record show a risk of exploitation?": "cse_marker",
  }).map(([ask, fact]) => [tick(ask, "No"), { [fact]: false }, "High risk"]),
  [rest("Which of these were seen in the last 6 months?"), { moderate_signs: options("late_nights phone_use despair exclusion drugs alcohol") }, "High risk"],
  [rest("Which of these has the child ever lived through?"), { vulnerabilities: options("neglect physical_abuse sexual_abuse family_breakdown domestic_abuse isolated no_trusted_adult") }, "High risk"],
  [rest("Which of these happened in the last 6 months?"), { indicators: options("overnight older_partner unknown_cars unexplained_money known_places injuries") }, "Medium risk"],
  [row("Older or controlling partner", "Yes"), { indicators: { ...options("overnight unknown_cars unexplained_money known_places injuries"), older_partner: true } }, "Medium risk"],
  [row("Injuries nobody can explain", "Not known"), { indicators: { ...options("overnight unknown_cars unexplained_money known_places"), older_partner: true, injuries: null } }, "High risk"],
  [row("Injuries nobody can explain", "No"), { indicators: { ...options("overnight unknown_cars unexplained_money known_places injuries"), older_partner: true } }, "Medium risk"],
  [tick("In your judgement, is serious harm very likely?", "Not known"), { serious_harm: null }, "Medium risk"],
  [tick("In your judgement, is serious harm very likely?", "No"), { serious_harm: false }, "Medium risk"],
  [tick("Has the person spoken of suicide", "Not known"), { suicidal_intent: null }, "High risk"],
  [tick("Has the person spoken of suicide", "No"), { suicidal_intent: false }, "Medium risk"],
  [type("How old is the person?", "fifteen"), { age: "fifteen" }, "High risk"],
  [type("How old is the person?", "15"), { age: 15 }, "Medium risk"],
];

// ---- what a person does ----------------------------------------------------------------------

function tick(ask, answer) {
  return (page) => page.getByRole("group", { name: ask }).getByRole("radio", { name: answer, exact: true }).check();
}
function row(option, answer) {
  return (page) => page.getByRole("radio", { name: `${option} ${answer}`, exact: true }).check();
}
function rest(ask) {
  return (page) => page.getByRole("group", { name: ask }).getByRole("button", { name: "All others: No" }).click();
}
function choose(ask, answer) {
  return (page) => page.getByRole("combobox", { name: ask }).selectOption({ label: answer });
}
function type(ask, answer) {
  return (page) => page.getByRole("textbox", { name: ask }).fill(answer);
}
function moment(ask, date, time) {
  return async (page) => {
    await page.getByRole("textbox", { name: `${ask}: Date` }).fill(date);
    await page.getByRole("textbox", { name: `${ask}: Time` }).fill(time);
    await page.keyboard.press("Tab");
  };
}
function options(names) {
  return Object.fromEntries(names.split(" ").map((name) => [name, false]));
}

/** A whole policy in one input, which `fill` would make hundreds of. */
function paste(page, text) {
  return page.getByLabel("Policy text").evaluate((area, value) => {
    area.value = value;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }, text);
}

// ---- what a person sees, and should see ------------------------------------------------------

/** What stands in the panel, closed details included. */
function shown(page) {
  return page.evaluate(() => {
    const all = (selector, within = document) => [...within.querySelectorAll(selector)];
    const words = (node) => node.textContent.trim();
    return {
      grades: all("#panel .grade").map((grade) => [words(grade.querySelector(".level strong")), all(".ladder li:not(.out)", grade).map(words)]),
      faults: all("#panel .faults .list .because").length,
      duties: all("#panel .duties .list > li").map((duty) => [words(duty.querySelector("h4")), duty.querySelector("time")?.dateTime ?? null]).sort(),
      reasons: all("#panel .reasons .list > li > .because").map(words).sort(),
      questions: all("#panel .asks .ask > span:first-child").map(words),
      changes: all("#panel .changes h4 time").map((time) => time.dateTime),
    };
  });
}

/** The same from a decision. */
function expected(schema, decision) {
  const named = (list, name) => list.find((item) => item.name === name);
  const kinds = { alert: "Alert", refer: "Refer to", tell: "Tell" };
  return {
    grades: schema.scales.map(({ name, levels }) => {
      const { act, lowest, highest } = decision.outcomes[name];
      const at = (level) => levels.findIndex((one) => one.name === level);
      return [named(levels, act).text.en, levels.slice(at(lowest), at(highest) + 1).map(({ text }) => text.en)];
    }),
    faults: decision.faults.length,
    duties: decision.duties.map(({ kind, to, text, due }) => [kind === "do" ? text.en : `${kinds[kind]} ${named(schema.partners, to)?.text.en ?? to.replaceAll("_", " ")}`, due]).sort(),
    reasons: Object.values(decision.outcomes).flatMap(({ reasons }) => reasons.map(({ sentence }) => sentence.en)).sort(),
    questions: decision.questions.map(({ ask }) => ask.en),
    changes: decision.changes.map(({ at }) => at),
  };
}

// A policy with markup, and with an address that is a script, wherever a policy can have words of its own.
const MARK = "<img src=/x onerror=hurt()>&lt;";
const HOSTILE = `policy p title "${MARK}title" version 1 in force from 2016-01-01
source s "${MARK}source" link "javascript:hurt()"
scale risk: low "${MARK}low" < high "${MARK}high"
fact age: whole 0..120 years ask "${MARK}ask"
fact area: one of north "${MARK}option", south
fact seen_at: moment
score points "${MARK}score" add 1 if age > 3 band 0..1 few "${MARK}band" because s
partner care "${MARK}partner" by area north web "javascript:hurt()" south phone "${MARK}phone"
contact line "${MARK}line" email "${MARK}email"
rule r "${MARK}rule" when age < 18 or points >= 1 then risk at least high alert care "${MARK}duty" within 1 hour of seen_at because s "${MARK}quote"
example e "${MARK}example" given age 30 at 2016-01-01 10:00 expect risk low
`;
const PLACES = ["title", "source", "low", "high", "ask", "option", "score", "band", "partner", "phone", "line", "email", "rule", "duty", "quote", "example"];

describe("the demo page", () => {
  let browser, site, engine;
  before(async () => {
    await init();
    engine = compile(DORSET).engine;
    site = await serve();
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await site?.close();
  });

  /** Opens the page for one test. Whatever it complained of, or asked of anybody else, fails the test. */
  async function visit(act, options) {
    const { page, seen, close } = await browser.open(`${site.url}/demo/`, options);
    await page.locator("#panel .grade").first().waitFor();
    await act(page);
    await close();
    quiet(seen, site.url);
  }
  const agree = async (page, facts, now, one = engine) => assert.deepEqual(await shown(page), expected(one.schema(), one.decide(facts, now)), JSON.stringify(facts));

  it("follows a call, answer by answer", () =>
    visit(async (page) => {
      await page.getByRole("button", { name: "Clear the form" }).click();
      const facts = {};
      await agree(page, facts, "2016-03-24 21:45");
      for (const [act, answers, risk] of CALL) {
        await act(page);
        Object.assign(facts, answers);
        await agree(page, facts, "2016-03-24 21:45");
        assert.equal(await page.locator("#panel .level strong").first().textContent(), risk, JSON.stringify(answers));
      }
      assert.equal(await page.getByRole("status").textContent(), "Risk is now medium risk. It was high risk. Response is now priority, within 1 hour. It was immediate, within 15 minutes.");

      await page.getByRole("button", { name: "+1 h", exact: true }).click();
      await agree(page, facts, "2016-03-24 22:45");
      assert.ok((await page.locator("#panel .tag.late").allTextContents()).includes("Overdue by 45 min"));
      await page.locator("#panel .changes .list > li", { hasText: "Fri 25 Mar 2016, 21:00" }).getByRole("button").click();
      await agree(page, facts, "2016-03-25 21:00");
      assert.equal(await page.locator("#panel .level strong").first().textContent(), "High risk");
    }));

  it("follows the policy as it is edited", () =>
    visit(async (page) => {
      const facts = { status: "missing", age: 15 };
      await page.getByRole("button", { name: "Clear the form" }).click();
      await choose("Is the person still missing?", "Missing")(page);
      await type("How old is the person?", "15")(page);
      await page.getByRole("tab", { name: "Policy" }).click();

      const edited = DORSET.replace(/(setting young_age\s+=) 13/, "$1 16");
      assert.notEqual(edited, DORSET);
      await paste(page, edited);
      await agree(page, facts, "2016-03-24 21:45", compile(edited).engine);
      assert.match(await page.locator("#examples-state").textContent(), /\d+ of \d+ examples fail/);

      await paste(page, DORSET.replace("let child = age", "let child = agee"));
      assert.equal(await page.locator("#panel .stale").count(), 1);
      await page.getByRole("button", { name: "Make this change" }).click();
      assert.equal(await page.getByLabel("Policy text").inputValue(), DORSET);
      assert.equal(await page.locator("#panel .stale").count(), 0);
      await agree(page, facts, "2016-03-24 21:45");
    }));

  it("shows markup as text, wherever it stands", () =>
    visit(async (page) => {
      await page.evaluate(() => (globalThis.hurt = () => (globalThis.hurtful = true)));
      await page.locator("#policy-file").setInputFiles({ name: `${MARK}.rules`, mimeType: "text/plain", buffer: Buffer.from(HOSTILE) });
      await page.locator("#panel .about").getByText(`${MARK}title`).waitFor();
      await page.getByRole("textbox", { name: "ask" }).fill(`${MARK}answer`);
      const text = await page.locator("body").evaluate((body) => body.textContent);
      for (const place of [...PLACES, "answer", ".rules"]) assert.ok(text.includes(MARK + place), place);
      const made = await page.evaluate(() => ({
        elements: document.querySelectorAll("img, [onerror]").length,
        scripts: [...document.querySelectorAll("[href], [src]")].filter((node) => /^\s*javascript:/i.test(node.getAttribute("href") ?? node.getAttribute("src"))).length,
        hurtful: Boolean(globalThis.hurtful),
      }));
      assert.deepEqual(made, { elements: 0, scripts: 0, hurtful: false });
    }));

  for (const view of ["Record", "Policy"]) {
    it(`is walked through by keyboard: ${view}`, () =>
      visit(async (page) => {
        await page.getByRole("tab", { name: view }).click();
        // From the top of the page.
        await page.evaluate(() => {
          document.activeElement.blur();
          getSelection().setPosition(document.body, 0);
        });
        // Everything that takes part: one radio button stands for its group.
        const all = await page.evaluate(() => {
          const list = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter((node) => node.tabIndex >= 0 && node.checkVisibility({ visibilityProperty: true }));
          list.forEach((node, at) => (node.dataset.stop = node.type === "radio" ? `radio ${node.name}` : `${at}`));
          return [...new Set(list.map((node) => node.dataset.stop))];
        });
        const step = async (key) => {
          await page.keyboard.press(key);
          return page.evaluate(() => {
            const node = document.activeElement;
            const marked = node.closest(".choice, .check, .matrix label, .editor") ?? node;
            return { stop: node.dataset.stop ?? node.id, ring: getComputedStyle(marked).outlineStyle !== "none" };
          });
        };
        const walk = async (key) => {
          const stops = new Set();
          for (let count = 0; count < all.length + 20; count++) {
            const { stop, ring } = await step(key);
            if (stop && stop !== "panel-body") {
              stops.add(stop);
              assert.ok(ring, `no ring around ${stop}`);
            }
          }
          return all.filter((stop) => !stops.has(stop));
        };
        assert.ok(all.length > (view === "Record" ? 80 : 60));
        assert.deepEqual(await walk("Tab"), []);
        assert.deepEqual(await walk("Shift+Tab"), []);
      }));
  }

  it("is filled in by keyboard, and the focus stays where it was", () =>
    visit(async (page) => {
      const focused = (ask) => page.evaluate((name) => document.activeElement.closest(".field")?.textContent.startsWith(name) ?? false, ask);
      const reach = async (found) => {
        for (let count = 0; count < 300; count++) {
          if (await found()) return;
          await page.keyboard.press("Tab");
        }
        assert.fail("not reached");
      };
      const facts = { reported_at: "2016-03-24 21:00", status: "missing", age: 15 };
      await page.getByRole("button", { name: "Clear the form" }).focus();
      await page.keyboard.press("Enter");
      await reach(() => focused("When was the person reported to the police?"));
      await page.keyboard.type("24/03/2016");
      await page.keyboard.press("Tab");
      await page.keyboard.type("21:00");
      await reach(() => focused("Is the person still missing?"));
      await page.keyboard.type("Missing");
      await reach(() => focused("How old is the person?"));
      await page.keyboard.type("15");
      await reach(() => focused("Is a council looking after the child?"));
      await page.keyboard.press("Space");
      await agree(page, { ...facts, in_care: true }, "2016-03-24 21:45");
      await page.keyboard.press("ArrowRight");
      await agree(page, { ...facts, in_care: false }, "2016-03-24 21:45");
      // From the panel's question to its field.
      const question = page.locator("#panel .ask").first();
      await reach(() => question.evaluate((node) => node === document.activeElement));
      const ask = await question.locator("span").first().textContent();
      await page.keyboard.press("Enter");
      assert.ok(await focused(ask), ask);
      // The panel is drawn anew under the one who uses it.
      await page.locator("#panel").getByRole("button", { name: /^Go to this time/ }).first().focus();
      await page.keyboard.press("Enter");
      assert.ok(await page.evaluate(() => document.getElementById("panel").contains(document.activeElement)));
    }));

  for (const width of [320, 360, 1280]) {
    it(`fits into ${width} pixels, in both languages and views`, () =>
      visit(
        async (page) => {
          const cases = await page.locator("#case option").count();
          for (const language of ["cy", "en"]) {
            await page.locator(`#lang-${language}`).click();
            for (const view of ["record", "policy"]) {
              await page.locator(`#tab-${view}`).click();
              for (let at = 0; at < cases; at++) {
                await page.locator("#case").selectOption(`${at}`);
                await page.locator("#case-open").click();
                const beyond = await page.evaluate(() => {
                  document.querySelectorAll("#panel details").forEach((node) => (node.open = true));
                  const wide = [...document.querySelectorAll("body *")].filter((node) => !node.closest(".unseen, .skip, .why, .editor") && node.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5);
                  const inner = [...document.querySelectorAll("#panel-body, .field, .ladder, .ladder li")].filter((node) => node.scrollWidth > node.clientWidth + 1);
                  return [...wide, ...inner].map((node) => `${node.tagName} ${node.className}: ${node.textContent.slice(0, 40)}`);
                });
                assert.deepEqual(beyond, [], `${language} ${view} ${at}`);
              }
            }
          }
        },
        { viewport: { width, height: 800 } },
      ));
  }
});
