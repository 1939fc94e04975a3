// When two values mean the same, for any value that a program can give.
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalText, isSame } from "../../../provider/src/contract/values.ts";

const value = fc.jsonValue();

test("P4 the order of keys does not count, at any depth", () => {
  expect(isSame({ a: 1, b: { c: [1, 2], d: null } }, { b: { d: null, c: [1, 2] }, a: 1 })).toBe(true);
  fc.assert(fc.property(value, (given) => isSame(given, withKeysReversed(given))));
});

test("P4 what is undefined is absent", () => {
  expect(isSame({ a: 1, b: undefined, c: { d: undefined } }, { a: 1, c: {} })).toBe(true);
  expect(isSame(undefined, undefined)).toBe(true);
});

test("P4 a value is the same after a way through JSON", () => {
  fc.assert(fc.property(value, (given) => isSame(given, JSON.parse(JSON.stringify(given)))));
});

test("P4 values that mean something else differ", () => {
  const different = [
    undefined,
    null,
    false,
    0,
    1,
    "",
    "1",
    "undefined",
    "null",
    [],
    {},
    [1],
    ["1"],
    { a: null },
    { a: 1 },
    { b: 1 },
  ];
  for (const a of different)
    for (const b of different) if (a !== b) expect([a, b, isSame(a, b)]).toEqual([a, b, false]);
});

test("P4 the order of a list counts", () => {
  expect(isSame([1, 2], [2, 1])).toBe(false);
});

test("P4 keys that objects treat in a way of their own are keys like others", () => {
  const proto = JSON.parse('{"__proto__":{"a":1},"2":1,"1":2}');

  expect(canonicalText(proto)).toBe('{"1":2,"2":1,"__proto__":{"a":1}}');
  expect(isSame(proto, { 1: 2, 2: 1 })).toBe(false);
});

function withKeysReversed(given: unknown): unknown {
  if (Array.isArray(given)) return given.map(withKeysReversed);
  if (typeof given !== "object" || given === null) return given;
  const entries = Object.entries(given).reverse();
  return Object.fromEntries(entries.map(([key, member]) => [key, withKeysReversed(member)]));
}
