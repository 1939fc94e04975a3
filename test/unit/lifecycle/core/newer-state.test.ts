// What is kept of a state that a newer version wrote.
import { expect, test } from "vitest";
import {
  rejectNewerState,
  stateVersionOf,
  unknownFields,
} from "../../../../provider/src/lifecycle/core/newer-state.ts";

test("P5 fields that this version does not know are kept, and neither known ones nor the version", () => {
  const state = { name: "shop-db", stateVersion: 9, colour: "green", nested: { a: 1 } };

  expect(unknownFields(state, ["name"])).toEqual({ colour: "green", nested: { a: 1 } });
});

test.each([
  [undefined, 1],
  [{}, 1],
  [{ stateVersion: 1 }, 1],
  [{ stateVersion: 99 }, 99],
])("P5 the version of %j is written as %i", (state, version) => {
  expect(stateVersionOf(state, 1)).toBe(version);
});

test("P5 only a newer state is rejected", () => {
  for (const state of [{}, { stateVersion: 0 }, { stateVersion: 1 }]) {
    expect(() => rejectNewerState(state, 1, "shop-db")).not.toThrow();
  }
  expect(() => rejectNewerState({ stateVersion: 2 }, 1, "shop-db")).toThrow(
    expect.objectContaining({ code: "state-too-new", values: { resource: "shop-db", version: 2, known: 1 } }),
  );
});
