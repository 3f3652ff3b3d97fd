// The package in a real browser: the one classic script, and the ES module, on the pages it must bear.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { openBrowser, quiet } from "./browser.mjs";
import { POLICY, serve } from "./serve.mjs";

const RULES = `
policy small title "Small" version 1 in force from 2020-01-01
scale risk: low < high
fact alone: yes/no
rule alone_is_high when alone then risk at least high
`;

// Runs in the page or worker, with `sg` the interface, and gives what the tests look at.
const USE = `
function use(sg) {
  const { engine, diagnostics } = sg.compile(${JSON.stringify(RULES)}, "small.rules");
  const act = engine.grade({ alone: true }, "2026-01-05 09:00").outcomes.risk.act;
  const { history } = sg.compileHistory([${JSON.stringify(RULES)}]);
  const decided = history.decide({ alone: true }, "2026-01-05 09:00").policy.version;
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  return JSON.stringify({ act, decided, errors, version: sg.version() });
}
function show(text) {
  document.querySelector("output").textContent = text;
}`;
const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
const EXPECTED = { act: "high", decided: 1, errors: [], version };

const page = (scripts) => `<!doctype html><html lang="en"><title>test</title><output></output>${scripts}</html>`;
const CLASSIC = '<script src="/pkg/dist/safegrade.js"></script><script src="/classic.js"></script>';
const PAGES = {
  "/classic.html": page(CLASSIC),
  "/classic.js": `${USE}
    safegrade.ready.then((sg) => show(use(sg)), (error) => show(error.message));`,
  "/module.html": page('<script type="module" src="/module.js"></script>'),
  "/module.js": `import * as sg from "/pkg/index.js";
    ${USE}
    sg.init().then(() => show(use(sg)), (error) => show(error.message));`,
  "/worker.html": page('<script src="/start.js"></script>'),
  "/start.js": `${USE}
    new Worker("/worker.js").onmessage = (event) => show(event.data);`,
  "/worker.js": `importScripts("/pkg/dist/safegrade.js");
    ${USE}
    safegrade.ready.then((sg) => postMessage(use(sg)), (error) => postMessage(error.message));`,
};

describe("the package in a browser", () => {
  let browser;
  const sites = [];
  const site = async (options) => {
    sites.push(await serve({ pages: PAGES, ...options }));
    return sites.at(-1).url;
  };
  const shown = async (tab) => {
    const output = tab.locator("output:not(:empty)");
    await output.waitFor({ state: "attached", timeout: 20_000 });
    return output.textContent();
  };

  before(async () => {
    browser = await openBrowser();
  });
  after(async () => {
    await browser?.close();
    await Promise.all(sites.map((one) => one.close()));
  });

  for (const kind of ["classic", "module", "worker"]) {
    it(`${kind}: grades under the policy of the README, and asks nobody else for anything`, async () => {
      const origin = await site();
      const { page, seen } = await browser.open(`${origin}/${kind}.html`);
      assert.deepEqual(JSON.parse(await shown(page)), EXPECTED);
      quiet(seen, origin);
    });
  }

  it("classic: fetches nothing after its script", async () => {
    const origin = await site({ policy: `${POLICY}; connect-src 'none'` });
    const { page, seen } = await browser.open(`${origin}/classic.html`);
    assert.deepEqual(JSON.parse(await shown(page)), EXPECTED);
    assert.ok(!seen.requests.some((address) => address.endsWith(".wasm")));
    quiet(seen, origin);
  });

  it("classic: works on a page opened from the disk", async () => {
    const folder = await mkdtemp(join(tmpdir(), "safegrade-"));
    const script = new URL("../dist/safegrade.js", import.meta.url).href;
    const text = page(`<script src="${script}"></script><script>${PAGES["/classic.js"]}</script>`);
    await writeFile(join(folder, "page.html"), text);
    const { page: tab, seen } = await browser.open(pathToFileURL(join(folder, "page.html")).href);
    assert.deepEqual(JSON.parse(await shown(tab)), EXPECTED);
    quiet(seen, "file://");
    await rm(folder, { recursive: true });
  });

  it("classic: a policy without WebAssembly is met with the words that mend it", async () => {
    const { page, seen } = await browser.open(`${await site({ policy: "default-src 'self'" })}/classic.html`);
    assert.match(await shown(page), /^safegrade: the page's Content-Security-Policy .* add 'wasm-unsafe-eval'/);
    assert.deepEqual(seen.violations, ["script-src: wasm-eval"]);
  });

  it("classic: a browser without WebAssembly is told of", async () => {
    const bare = await openBrowser({ flags: ["--js-flags=--jitless"] });
    try {
      const { page } = await bare.open(`${await site()}/classic.html`);
      assert.match(await shown(page), /^safegrade: this browser has WebAssembly switched off/);
    } finally {
      await bare.close();
    }
  });

  it("module: loads where the server does not know the type of .wasm", async () => {
    const origin = await site({ types: { ".wasm": "application/octet-stream" } });
    const { page } = await browser.open(`${origin}/module.html`);
    assert.deepEqual(JSON.parse(await shown(page)), EXPECTED);
  });
});
