// Generated documentation is up to date, and every guarantee has the tests that it claims.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generatedFiles, root } from "../../../tools/docs/generated.ts";
import { readGuarantees, testsByGuarantee } from "../../../tools/docs/guarantees-page.ts";

test.each(Object.entries(generatedFiles()))(
  "P19 %s is generated from the code: otherwise run `npm run docs`",
  (path, text) => {
    expect(readFileSync(new URL(path, root), "utf8")).toBe(text);
  },
);

const guarantees = readGuarantees(root).flatMap((group) => group.guarantees);
const tests = testsByGuarantee(root);

test.each(guarantees.filter(({ text }) => text !== undefined))("$id has tests", ({ id }) => {
  expect(tests.get(id) ?? []).not.toEqual([]);
});

/** The folder of each tier, the most real one last. */
const folders = { U: "test/unit/", A: "test/api/", H: "test/host/", E: "test/e2e/" };

test("every guarantee that is not planned names its tiers", () => {
  const wrong = guarantees.filter(({ text, tiers }) => text !== undefined && !/^[UAHE](,[UAHE])*$/.test(tiers));
  expect(wrong).toEqual([]);
});

test.each(guarantees.filter(({ text }) => text !== undefined))(
  "$id has a test of its most real tier",
  ({ id, tiers }) => {
    const highest = Object.entries(folders).findLast(([tier]) => tiers.includes(tier));
    expect((tests.get(id) ?? []).filter((path) => path.startsWith(highest?.[1] ?? "test/"))).not.toEqual([]);
  },
);

test.each(guarantees.filter(({ text }) => text === undefined))("$id is planned, and no test claims it", ({ id }) => {
  expect(tests.get(id) ?? []).toEqual([]);
});

test("the names of tests contain no unknown id", () => {
  const known = guarantees.map(({ id }) => id);
  expect([...tests.keys()].filter((id) => !known.includes(id))).toEqual([]);
});
