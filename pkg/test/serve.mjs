// A server for tests: the repository's `demo/` and `pkg/`, and pages made up by a test, under any security policy.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".rules": "text/plain; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** What the README asks of a site, and `cargo demo` serves with. */
export const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

/**
 * `pages` maps paths such as `/page.html` to texts. `policy` null: no Content-Security-Policy at all.
 * `types` overrides the media type of a file's ending; null: none is sent.
 */
export async function serve({ policy = POLICY, pages = {}, types = {} } = {}) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    const body = await content(path, pages);
    const type = { ...TYPES, ...types }[extname(path) || ".html"];
    if (policy) response.setHeader("Content-Security-Policy", policy);
    if (body !== null && type) response.setHeader("Content-Type", type);
    response.writeHead(body === null ? 404 : 200);
    response.end(body ?? "not found");
  });
  await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    url: `http://localhost:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

async function content(path, pages) {
  if (Object.hasOwn(pages, path)) return pages[path];
  if (path === "/favicon.ico") return "";
  if (!/^\/(demo|pkg)\//.test(normalize(path))) return null;
  const file = join(ROOT, path.endsWith("/") ? `${path}index.html` : path);
  return readFile(file).catch(() => null);
}
