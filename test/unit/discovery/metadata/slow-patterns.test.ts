// A partner's pattern that backtracks for hours costs one second of a process, not one for every value.
import { expect, test } from "vitest";
import { validateMetadata } from "../../../../provider/src/discovery/metadata/validate.ts";

/** Counts the slow evaluations of the slow pattern. On a busy machine those of others may be slow, too. */
class CountedTimes extends Map<string, number> {
  slow = 0;

  override set(pattern: string, milliseconds: number): this {
    if (pattern === SLOW) this.slow += 1;
    return super.set(pattern, milliseconds);
  }
}

const SLOW = "^(a+)+$";
const hostile = `${"a".repeat(40)}!`;
const string = { type: "string", "ui:control": "input" };
const product = {
  name: "Neon",
  metadataSchema: {
    type: "object",
    properties: {
      list: { type: "array", "ui:control": "multi-select", items: { type: "string", pattern: SLOW } },
      name: { ...string, pattern: "^[a-z]+$" },
      other: { ...string, pattern: SLOW },
    },
  },
};

test("P33 a slow pattern is evaluated once for a list and for every other property that has it", () => {
  const times = new CountedTimes();
  const metadata = { list: Array.from({ length: 15 }, () => hostile), other: hostile, name: "A1" };

  const { issues, warnings } = validateMetadata(product, metadata, times);

  expect(issues).toMatchObject([{ path: "metadata.name" }]);
  expect(warnings).toEqual([expect.stringMatching(/list \(keyword pattern\).*other \(keyword pattern\)/)]);
  expect(times.slow).toBe(1);
});

test("P33 it is not evaluated again for fifty stores of one process", () => {
  const times = new CountedTimes();

  for (let store = 0; store < 50; store += 1) {
    expect(validateMetadata(product, { list: [hostile] }, times).warnings).toHaveLength(1);
    expect(validateMetadata(product, { name: "abc" }, times)).toMatchObject({ issues: [], warnings: [] });
  }

  expect(times.slow).toBe(1);
});

test("P33 slow evaluations of one pattern share its second", () => {
  const times = new CountedTimes();
  times.set(SLOW, 900);

  validateMetadata(product, { list: [hostile, hostile] }, times);

  // The timer of the evaluation may end a fraction of a millisecond early.
  expect(times.get(SLOW)).toBeGreaterThan(990);
  // Without the shared budget, this evaluation alone would take a second.
  expect(times.get(SLOW)).toBeLessThan(1900);
  expect(times.slow).toBe(2);
});
