// After a fault of the engine's own, which in WebAssembly is a trap without words, a page gets a clear error for every call.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { wrap } from "../engine.js";
import * as raw from "../dist/glue.js";

const memory = raw.initSync({ module: readFileSync(new URL("../dist/safegrade_bg.wasm", import.meta.url)) });
const POLICY = "policy p version 1 in force from 2016-01-01\nscale risk: low < high\nfact a: yes/no\nrule r when a then risk at least high\n";
const NOW = "2016-03-24 22:00";

describe("after a trap", () => {
  // Nothing that a page can pass is known to bring the module to a trap: more memory than there can be is asked of it.
  const trap = () => memory.__wbindgen_malloc(2 ** 31 - 1, 1) && memory.__wbindgen_malloc(2 ** 31 - 1, 1);
  const stopped = (error) =>
    error.message === "safegrade: the engine stopped after an internal fault; load the page again"
    && error.cause instanceof WebAssembly.RuntimeError;

  it("nothing is asked of the module again, and the error says what to do", () => {
    const api = wrap({ ...raw, version: trap });
    const { engine } = api.compile(POLICY);
    assert.equal(engine.grade({ a: true }, NOW).outcomes.risk.act, "high");
    assert.throws(() => api.version(), WebAssembly.RuntimeError);
    for (const call of [
      () => api.version(),
      () => api.compile(POLICY),
      () => api.format(POLICY),
      () => engine.grade({ a: true }, NOW),
      () => engine.decide({ a: true }, NOW),
      () => engine.schema(),
      () => engine.test(),
    ]) {
      assert.throws(call, stopped);
    }
  });
});
