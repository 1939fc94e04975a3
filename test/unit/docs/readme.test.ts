// The README has the tables of the code, and its links and guarantees exist.
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { testsByGuarantee } from "../../../tools/docs/guarantees-page.ts";
import { tables } from "../../../tools/docs/tables.ts";

const root = new URL("../../../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");

test("every table of the code has its place in the README", () => {
  for (const name of Object.keys(tables())) expect(readme).toContain(`<!-- table ${name} -->`);
});

test("every file that the README links to is there", () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => String(path));
  expect(links.length).toBeGreaterThan(2);
  expect(links.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});

test("every guarantee that the README names has tests of that name", () => {
  const held = testsByGuarantee(root);
  const named = new Set(readme.match(/\bP\d+\b/g));
  expect([...named].filter((id) => !held.has(id))).toEqual([]);
});
