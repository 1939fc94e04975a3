// Which versions of an engine are new enough.
import { expect, test } from "vitest";
import { isAtLeast } from "../../../../tools/engine/programs.ts";

test.each([
  ["3.254.0", true],
  ["3.254.1", true],
  ["3.265.0-alpha.1", true],
  ["4.0.0", true],
  ["3.253.9", false],
  ["3.99.0", false],
  ["2.300.0", false],
  ["unknown", false],
])("%s against 3.254.0: %s", (version, expected) => {
  expect(isAtLeast(version, "3.254.0")).toBe(expected);
});
