// The engine's stand-in for a value that is not known yet is found wherever it is.
import fc from "fast-check";
import { expect, test } from "vitest";
import { containsUnknown, isUnknown, UNKNOWN } from "../../../provider/src/contract/values.ts";

test("P32 only the stand-in itself is unknown", () => {
  expect(isUnknown(UNKNOWN)).toBe(true);
  for (const known of [undefined, null, "", `${UNKNOWN} `, [UNKNOWN], { a: UNKNOWN }])
    expect(isUnknown(known)).toBe(false);
});

test("P32 an unknown is found at any depth, and nowhere else", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.constantFrom("list", "object"), { maxLength: 6 }), (other, path) => {
      const wrap = (core: unknown) =>
        path.reduce<unknown>((inner, kind) => (kind === "list" ? [other, inner] : { other, inner }), core);
      expect(containsUnknown(wrap(UNKNOWN))).toBe(true);
      expect(containsUnknown(wrap(other))).toBe(false);
    }),
  );
});
