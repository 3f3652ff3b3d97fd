// The ES module in Node, under the name that a host imports.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import * as safegrade from "@safegrade/engine";

const here = (name) => new URL(`../${name}`, import.meta.url);
const manifest = JSON.parse(await readFile(here("package.json"), "utf8"));

describe("loading in Node", () => {
  it("refuses calls before init, and says what to do", () => {
    for (const name of ["version", "compile", "compileHistory", "format"]) {
      assert.throws(() => safegrade[name](""), { message: new RegExp(`^safegrade: ${name}\\(\\) was called before init`) });
    }
  });

  it("can try again after a source that is no module", async () => {
    await assert.rejects(safegrade.init(new Uint8Array([1, 2, 3])));
    await assert.rejects(safegrade.init(new URL("absent.wasm", import.meta.url)), { code: "ENOENT" });
  });

  it("loads the module beside it, once", async () => {
    const first = safegrade.init();
    assert.equal(safegrade.init(), first);
    assert.equal(await first, undefined);
    assert.equal(safegrade.version(), manifest.version);
  });

  it("takes bytes, an address or a compiled module", () => {
    // Each in a process of its own: once loaded, the module stays.
    const wasm = JSON.stringify(here("dist/safegrade_bg.wasm").href);
    const bytes = `readFileSync(new URL(${wasm}))`;
    for (const source of [bytes, wasm, `new URL(${wasm})`, `new WebAssembly.Module(${bytes})`]) {
      const program = `import { readFileSync } from "node:fs";
        import { init, version } from ${JSON.stringify(here("index.js").href)};
        await init(${source});
        process.stdout.write(version());`;
      assert.equal(execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" }), manifest.version);
    }
  });

  it("exports what its description says, and no file is missing", async () => {
    const contract = await readFile(here("index.d.ts"), "utf8");
    const declared = [...contract.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
    assert.deepEqual(Object.keys(safegrade).sort(), declared.sort());
    const named = Object.values(manifest.exports).flatMap((entry) => (typeof entry === "string" ? entry : Object.values(entry)));
    await Promise.all(named.map((name) => readFile(here(name))));
  });

  it("the classic script is one file of plain ASCII that defines one name", async () => {
    const text = await readFile(here("dist/safegrade.js"), "utf8");
    assert.match(text, /^[\x00-\x7f]*$/);
    const before = new Set(Object.getOwnPropertyNames(globalThis));
    (0, eval)(text);
    const added = Object.getOwnPropertyNames(globalThis).filter((name) => !before.has(name));
    assert.deepEqual(added, ["safegrade"]);
    const early = { message: /^safegrade: version\(\) was called before safegrade\.ready/ };
    assert.throws(() => globalThis.safegrade.version(), early);
    const api = await globalThis.safegrade.ready;
    assert.equal(api, globalThis.safegrade);
    assert.equal(api.version(), manifest.version);
    const policy = "policy p version 1 in force from 2020-01-01 scale risk: low < high";
    const { history } = api.compileHistory([policy]);
    assert.equal(history.grade({}, "2020-01-01 00:00").policy.version, 1);
    assert.deepEqual(Object.keys(api).sort(), ["compile", "compileHistory", "format", "ready", "version"]);
  });
});
