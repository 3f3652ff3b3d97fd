// The last part of `dist/safegrade.js`, the one file for a plain <script> or a worker's `importScripts`.
//
// `cargo pkg` sets the parts one after another inside one function (see pkg/build/src/classic.rs):
//   1. the generated glue       defines `wasm_bindgen`
//   2. engine.js, `export` off  defines `wrap`
//   3. history.js, likewise     defines `histories`
//   4. the module as base64     defines `wasmBase64`
//   5. this file                defines `globalThis.safegrade`
// Nothing is fetched, so it also works from a `file:` page and where `connect-src` is closed.

let api = null;

function loaded(name) {
  if (!api) throw new Error(`safegrade: ${name}() was called before safegrade.ready had resolved`);
  return api;
}

async function start() {
  if (typeof WebAssembly === "undefined") {
    throw new Error("safegrade: this browser has WebAssembly switched off (it goes with the just-in-time compiler)");
  }
  const bytes = Uint8Array.from(atob(wasmBase64), (character) => character.charCodeAt(0));
  let module;
  try {
    module = await WebAssembly.compile(bytes);
  } catch (error) {
    // Browsers word the refusal in their own ways, and some name `unsafe-eval`, which is far more than is needed.
    if (!/content security policy|CSP|unsafe-eval/i.test(String(error))) throw error;
    const hint = "the page's Content-Security-Policy does not allow WebAssembly; add 'wasm-unsafe-eval' to its script-src";
    throw new Error(`safegrade: ${hint}`, { cause: error });
  }
  await wasm_bindgen({ module_or_path: module });
  api = wrap(wasm_bindgen);
  return globalThis.safegrade;
}

globalThis.safegrade = {
  ready: start(),
  compile: (source, name, bases) => loaded("compile").compile(source, name, bases),
  compileHistory: (sources) => histories(loaded("compileHistory"))(sources),
  format: (source, name) => loaded("format").format(source, name),
  version: () => loaded("version").version(),
};
