// The README says what the code says: its tables are the code's tables, and its links lead somewhere.
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { tables, withTables } from "../../../tools/docs/tables.ts";

const root = new URL("../../../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");

test("P19 the tables in the README are the tables of the code: otherwise run `npm run docs`", () => {
  for (const name of Object.keys(tables())) expect(readme).toContain(`<!-- table ${name} -->`);
  expect(withTables(readme)).toBe(readme);
});

test("every file that the README links to is there", () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => String(path));
  expect(links.length).toBeGreaterThan(2);
  expect(links.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});

test("every promise that the README names is held by a test of that name", async () => {
  const named = new Set(readme.match(/\bP\d+\b/g));
  const { globSync } = await import("node:fs");
  const tests = globSync("test/**/*.test.ts", { cwd: root.pathname }).map((path) =>
    readFileSync(new URL(path, root), "utf8"),
  );
  const held = new Set(tests.flatMap((text) => text.match(/\bP\d+\b/g) ?? []));
  expect([...named].filter((promise) => !held.has(promise))).toEqual([]);
});
