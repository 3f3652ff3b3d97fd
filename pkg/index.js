// The ES module, for browsers and Node. It loads the one WebAssembly module and puts `engine.js` around it.
// The contract is `index.d.ts`; the same interface for pages with a plain <script> is `classic.js`.

import load, * as raw from "./dist/glue.js";
import { wrap } from "./engine.js";
import { histories } from "./history.js";

let loading;
let api;
let history;

export function init(source) {
  loading ??= start(source).catch((error) => {
    loading = undefined; // A host may try again with another source.
    throw error;
  });
  return loading;
}

export function version() {
  return loaded("version").version();
}

export function compile(source, name, bases) {
  return loaded("compile").compile(source, name, bases);
}

export function compileHistory(sources) {
  loaded("compileHistory");
  return history(sources);
}

export function format(source, name) {
  return loaded("format").format(source, name);
}

async function start(source = new URL("./dist/safegrade_bg.wasm", import.meta.url)) {
  await load({ module_or_path: fileBytes(source) ?? source });
  api = wrap(raw);
  history = histories(api);
}

function loaded(name) {
  if (!api) throw new Error(`safegrade: ${name}() was called before init() had finished; wait for the promise it returns`);
  return api;
}

// Node's `fetch` does not read `file:` addresses. Asking the process for `fs`, rather than importing it, keeps
// bundlers for the browser from looking for it.
function fileBytes(source) {
  const address = source instanceof URL ? source.href : source;
  if (typeof address !== "string" || !address.startsWith("file:")) return null;
  const fs = globalThis.process?.getBuiltinModule?.("node:fs");
  return fs ? fs.readFileSync(new URL(address)) : null;
}
