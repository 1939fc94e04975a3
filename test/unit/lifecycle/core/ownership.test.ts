// Who has which store or connection: every event of the table, for both kinds of resource.
import { describe, expect, test } from "vitest";
import {
  connectionOwnership,
  Ownership,
  type OwnershipEvent,
  storeOwnership,
} from "../../../../provider/src/lifecycle/core/ownership.ts";

const id = "ir_1";

describe.each([
  { kind: "store", rules: storeOwnership },
  { kind: "connection", rules: connectionOwnership },
])("P46 a $kind", ({ rules }) => {
  /** What is known after these events of the resource `self`. */
  function knownAfter(...events: OwnershipEvent[]) {
    const ownership = new Ownership(rules);
    for (const event of events) ownership.record(event, id, "self");
    return {
      owned: ownership.isOwned(id),
      claimed: ownership.isClaimed(id),
      keptFromSelf: ownership.isOwnedByAnother(id, "self"),
      keptFromOthers: ownership.isOwnedByAnother(id, "other"),
    };
  }

  test("that nothing is known about is nobody's", () => {
    expect(knownAfter()).toEqual({ owned: false, claimed: false, keptFromSelf: false, keptFromOthers: false });
  });

  test("that was adopted may be deleted by nobody else, and by no other state of this resource", () => {
    expect(knownAfter("adopted")).toMatchObject({ owned: true, keptFromSelf: true, keptFromOthers: true });
  });

  test("that a diff keeps may not be deleted by another resource", () => {
    expect(knownAfter("declared")).toMatchObject({ owned: true, keptFromOthers: true });
  });

  test("that was created is owned", () => {
    expect(knownAfter("created")).toMatchObject({ owned: true });
  });

  test("that was released is nobody's", () => {
    expect(knownAfter("adopted", "released")).toMatchObject({
      owned: false,
      keptFromSelf: false,
      keptFromOthers: false,
    });
  });
});

test("P46 a store that check has promised to an adoption is claimed, and stays so", () => {
  const ownership = new Ownership(storeOwnership);
  for (const event of ["claimed", "declared", "released"] as const) {
    ownership.record(event, id, "self");
    expect(ownership.isClaimed(id)).toBe(true);
  }
  expect(ownership.isOwned(id)).toBe(false);
});

test("P46 a store that two resources keep may be deleted by neither", () => {
  const ownership = new Ownership(storeOwnership);
  ownership.record("declared", id, "one");
  expect(ownership.isOwnedByAnother(id, "one")).toBe(false);
  ownership.record("declared", id, "two");

  expect(ownership.isOwnedByAnother(id, "one")).toBe(true);
  expect(ownership.isOwnedByAnother(id, "two")).toBe(true);
});

test("P46 a diff that replaces a store keeps it from adoption, not from deletion", () => {
  const ownership = new Ownership(storeOwnership);
  ownership.record("replacing", id);

  expect(ownership.isOwned(id)).toBe(true);
  expect(ownership.isOwnedByAnother(id, "self")).toBe(false);
});

test("P46 a diff that replaces a connection, and drift, release it", () => {
  for (const event of ["replacing", "drifted"] as const) {
    const ownership = new Ownership(connectionOwnership);
    ownership.record("declared", id);
    ownership.record(event, id);
    expect(ownership.isOwned(id)).toBe(false);
    expect(ownership.isOwnedByAnother(id, "self")).toBe(false);
  }
});

test("P46 drift of a store changes nothing", () => {
  const ownership = new Ownership(storeOwnership);
  ownership.record("declared", id, "self");
  ownership.record("drifted", id);

  expect(ownership.isOwnedByAnother(id, "other")).toBe(true);
});

/** What the state of another resource and of the one that is deleted may say. */
const tokens = [
  { kept: "a", self: "a", isAnother: false, mayBe: false },
  { kept: "a", self: "b", isAnother: true, mayBe: false },
  { kept: "a", self: undefined, isAnother: false, mayBe: true },
  { kept: undefined, self: "a", isAnother: false, mayBe: true },
  { kept: undefined, self: undefined, isAnother: false, mayBe: true },
];

test.each(tokens)("P46 a store that a diff keeps for $kept, and a deletion by $self", ({ kept, self, ...expected }) => {
  const ownership = new Ownership(storeOwnership);
  expect(ownership.mayBeOwnedByAnother(id, self)).toBe(false);
  ownership.record("declared", id, kept);

  expect(ownership.isOwnedByAnother(id, self)).toBe(expected.isAnother);
  expect(ownership.mayBeOwnedByAnother(id, self)).toBe(expected.mayBe);
  ownership.record("released", id);
  expect([ownership.isOwnedByAnother(id, self), ownership.mayBeOwnedByAnother(id, self)]).toEqual([false, false]);
});
