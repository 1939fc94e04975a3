// The arithmetic of waiting, for any header and any number of failures.
import fc from "fast-check";
import { expect, test } from "vitest";
import { backoff, retryAfter } from "../../../provider/src/vercel/transport.ts";

const NOW = Date.parse("Wed, 05 Aug 2026 12:00:00 GMT");

test("P24 the pause after a failure is spread from nothing to a bound that doubles, up to eight seconds", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map((failures) => backoff(failures, () => 1))).toEqual([
    250, 500, 1000, 2000, 4000, 8000, 8000, 8000,
  ]);
  expect(backoff(3, () => 0)).toBe(0);
});

test("P24 no pause after a failure is negative or longer than eight seconds", () => {
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), chance, (failures, random) => {
      const pause = backoff(failures, () => random);
      return pause >= 0 && pause <= 8000;
    }),
  );
});

test("P22 a Retry-After in whole seconds is kept to the second", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 86_400 }), (seconds) => {
      expect(retryAfter(String(seconds), NOW, 86_400_000)).toBe(seconds * 1000);
      expect(retryAfter(` ${seconds} `, NOW, 86_400_000)).toBe(seconds * 1000);
    }),
  );
});

test("P22 a Retry-After as a date is kept to the second", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 86_400 }), (seconds) => {
      expect(retryAfter(new Date(NOW + seconds * 1000).toUTCString(), NOW, 86_400_000)).toBe(seconds * 1000);
    }),
  );
});

test("P22 a Retry-After that is absent, zero, negative, past or no time gives one second", () => {
  for (const header of [
    null,
    "",
    "0",
    "0.0",
    "-1",
    "-99999",
    "Tue, 04 Aug 2026 12:00:00 GMT",
    "soon",
    "NaN",
    "Infinity",
  ]) {
    expect([header, retryAfter(header, NOW, 60_000)]).toEqual([header, 1000]);
  }
});

test("P22 a Retry-After that is absurdly long is cut, one that is absurdly short is not nothing", () => {
  expect(retryAfter("999999999", NOW, 60_000)).toBe(60_000);
  expect(retryAfter("9".repeat(400), NOW, 60_000)).toBe(60_000);
  expect(retryAfter("Wed, 05 Aug 2099 12:00:00 GMT", NOW, 60_000)).toBe(60_000);
  expect(retryAfter("0.000001", NOW, 60_000)).toBe(100);
});

test("P22 whatever the header says, the pause is longer than nothing and no longer than the longest", () => {
  const header = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  );
  fc.assert(
    fc.property(header, fc.integer({ min: 1, max: 600_000 }), (text, longest) => {
      const pause = retryAfter(text, NOW, longest);
      return pause > 0 && pause <= longest;
    }),
  );
});
