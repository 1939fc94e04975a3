// Every sentence of the guarantee that names a promise links to a file that holds a test of that name.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = new URL("../../../docs/exactly-one-store.md", import.meta.url);
const links = [...readFileSync(page, "utf8").matchAll(/\[(P\d+)\]\(([^)]+)\)/g)].map(([, promise, path]) => ({
  promise: String(promise),
  path: String(path),
}));

test("the page links to tests", () => {
  expect(links.length).toBeGreaterThan(10);
});

test.each(links)("$promise is held in $path", ({ promise, path }) => {
  const tests = readFileSync(new URL(path, page), "utf8");
  expect(tests).toMatch(new RegExp(`["\`][^"\`]*\\b${promise}\\b[^"\`]*["\`]`));
});
