// The name of a store that its program does not name: always allowed, always its own.
import fc from "fast-check";
import { expect, test } from "vitest";
import { defaultName } from "../../../provider/src/resources/integration-store.ts";

test("P43 a name of allowed characters is project, stack and logical name as they are", () => {
  expect(defaultName("shop", "prod", "db")).toBe("shop-prod-db");
  expect(defaultName("a".repeat(60), "b".repeat(60), "c".repeat(6))).toHaveLength(128);
});

test("P43 a name that had to be changed ends in a hash of the whole", () => {
  expect(defaultName("shop", "prod", "my db")).toBe("shop-prod-my-db-f4dca5ba");
  expect(defaultName("shop", "prod", "my.db")).not.toBe(defaultName("shop", "prod", "my db"));
});

test("P43 a name that had to be cut keeps its beginning and ends in a hash", () => {
  const cut = defaultName("shop", "prod", "x".repeat(200));

  expect(cut).toMatch(/^shop-prod-x+-[0-9a-f]{8}$/);
  expect(cut).toHaveLength(128);
  expect(defaultName("shop", "prod", `${"x".repeat(200)}y`)).not.toBe(cut);
});

const part = fc.oneof(fc.string({ maxLength: 150, unit: "binary" }), fc.stringMatching(/^[A-Za-z0-9_. -]{1,150}$/));

test("P43 any default name is one that the API takes", () => {
  fc.assert(
    fc.property(part, part, part, (project, stack, logicalName) => {
      expect(defaultName(project, stack, logicalName)).toMatch(/^[A-Za-z0-9_-]{1,128}$/);
    }),
  );
});

test("P43 two resources of one stack never share a default name", () => {
  fc.assert(
    fc.property(part, part, part, part, (project, stack, one, other) => {
      fc.pre(one !== other);
      expect(defaultName(project, stack, one)).not.toBe(defaultName(project, stack, other));
    }),
  );
});
