// Durations as programs and resource options write them.
import { expect, test } from "vitest";
import { formatShort, toSeconds } from "../../../provider/src/contract/duration.ts";

test.each([
  [90, 90],
  ["90", 90],
  ["90s", 90],
  ["1.5h", 5400],
  [" 10m ", 600],
  ["1h30m", 5400],
  ["1m30.5s", 90.5],
  ["300ms", 0.3],
])("%s is %d seconds", (duration, seconds) => {
  expect(toSeconds(duration)).toBeCloseTo(seconds, 6);
});

test.each([
  [0.4, "0 s"],
  [59.6, "1 min"],
  [80, "1 min 20 s"],
  [600, "10 min"],
  [5400, "1 h 30 min"],
])("%d seconds are short %s", (seconds, text) => {
  expect(formatShort(seconds)).toBe(text);
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, "", "0s", "-5m", "5 m", "1h30", "h", "5d", "1.2.3s"])(
  "%s is no duration",
  (duration) => {
    expect(toSeconds(duration)).toBeUndefined();
  },
);
