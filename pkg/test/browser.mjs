// A real browser for tests. `cargo prove` names it in SAFEGRADE_BROWSER; without that the usual places are tried.
//
//   const browser = await openBrowser();
//   const { page, seen } = await browser.open(`${site.url}/demo/`);
//   await page.getByLabel("Age").fill("15");
//   quiet(seen, site.url);
//   await browser.close();

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
// The browser of a test talks to nobody but the test.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the browser with a fresh profile. `flags` are added, such as `--js-flags=--jitless`. */
export async function openBrowser({ flags = [] } = {}) {
  const executablePath = process.env.SAFEGRADE_BROWSER || PLACES.find((place) => existsSync(place));
  if (!executablePath) throw new Error("no browser: install Chromium, or set SAFEGRADE_BROWSER to its path");
  const browser = await chromium.launch({ executablePath, headless: true, args: [...FLAGS, ...flags] });
  return { open: (address, options) => open(browser, address, options), close: () => browser.close() };
}

/**
 * Opens an address in a context of its own. `options` are those of a context, such as `locale` or `forcedColors`.
 * `seen` fills up as the page lives; the addresses of all its requests are in it, data and blob addresses too.
 */
async function open(browser, address, options = {}) {
  const context = await browser.newContext({ locale: "en-GB", timezoneId: "Europe/London", ...options });
  const page = await context.newPage();
  const seen = { console: [], errors: [], violations: [], requests: [], failures: [] };
  context.on("request", (request) => seen.requests.push(request.url()));
  context.on("requestfailed", (request) => seen.failures.push(request.url()));
  context.on("response", (response) => {
    if (response.status() >= 400) seen.failures.push(response.url());
  });
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) seen.console.push(message.text());
  });
  context.on("weberror", (failure) => seen.errors.push(String(failure.error())));
  await page.exposeBinding("__violation", (_, what) => seen.violations.push(what));
  await page.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      globalThis.__violation(`${event.effectiveDirective}: ${event.blockedURI}`);
    });
  });
  await page.goto(address);
  return { page, seen, close: () => context.close() };
}

/** Asserts that a page complained of nothing and asked nobody but `origin` for anything. */
export function quiet(seen, origin) {
  const { requests, ...complaints } = seen;
  assert.deepEqual(complaints, { console: [], errors: [], violations: [], failures: [] });
  assert.deepEqual(requests.filter((address) => !address.startsWith(`${origin}/`)), []);
}
