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
      expect(retryAfter(String(seconds), NOW)).toBe(seconds * 1000);
      expect(retryAfter(` ${seconds} `, NOW)).toBe(seconds * 1000);
    }),
  );
});

test("P22 a Retry-After as a date is kept to the second", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 86_400 }), (seconds) => {
      expect(retryAfter(new Date(NOW + seconds * 1000).toUTCString(), NOW)).toBe(seconds * 1000);
    }),
  );
});

test("P22 a Retry-After that is absent, zero, negative, past or no time asks for nothing", () => {
  const invalid = [null, "", "0", "0.0", "-1", "-99999", "Tue, 04 Aug 2026 12:00:00 GMT", "soon", "NaN", "Infinity"];
  for (const header of invalid) expect([header, retryAfter(header, NOW)]).toEqual([header, undefined]);
});

test("P22 a Retry-After that is absurdly long is a number, one that is absurdly short is not nothing", () => {
  expect(retryAfter("31536000", NOW)).toBe(31_536_000_000);
  expect(retryAfter("9".repeat(400), NOW)).toBe(3650 * 86_400_000);
  expect(retryAfter("0.000001", NOW)).toBe(100);
});

test("P22 whatever the header says, a pause is longer than nothing and finite", () => {
  const header = fc.oneof(
    fc.string(),
    fc.double().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  );
  fc.assert(
    fc.property(header, (text) => {
      const pause = retryAfter(text, NOW);
      return pause === undefined || (pause > 0 && Number.isFinite(pause));
    }),
  );
});
