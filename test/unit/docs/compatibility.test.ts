// The README's table of what the package was tested with has the rows of the tests, and their results.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Compatibility, compatibilityTable, rowsIn } from "../../../tools/docs/compatibility.ts";
import { rows, titleOf } from "../../e2e/support/compatibility.ts";

const recorded: Compatibility = JSON.parse(
  readFileSync(new URL("../../../docs/compatibility.json", import.meta.url), "utf8"),
);

test("P38 the table has every row that a test has, and no other", () => {
  const names = (some: readonly { group: string; name: string }[]) =>
    some.map(({ group, name }) => `${group}: ${name}`);
  expect(names(recorded.rows), "run `npm run test:exhaustive`, then `npm run docs:compatibility`").toEqual(names(rows));
});

test("a row counts as passed only if its test passed", () => {
  const [passed, failed, skipped, pending] = rows;
  const statuses = { passed, failed, skipped, pending };
  const assertionResults = Object.entries(statuses).map(([status, row]) => ({
    title: titleOf(row ?? { group: "", name: "" }),
    status,
  }));
  const other = { title: "P38 another test", status: "passed" };
  const found = rowsIn({ startTime: 0, testResults: [{ assertionResults: [...assertionResults, other] }] });
  expect(found.map(({ result }) => result)).toEqual(["passed", "failed", "not tested", "not tested"]);

  const text = compatibilityTable({ ...recorded, rows: found });
  expect(text).toContain(
    `| ${passed?.name} | fails: ${failed?.name}; not tested: ${skipped?.name}; ${pending?.name} |`,
  );
});
