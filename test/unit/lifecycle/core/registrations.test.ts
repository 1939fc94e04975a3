// A replacement is told from a creation by the order of the engine's calls.
import { describe, expect, test } from "vitest";
import { Registrations } from "../../../../provider/src/lifecycle/core/registrations.ts";

const olds = { name: "shop-db", size: 1 };
const checked = { name: "shop-db", size: 2 };
const db = { defaultName: "shop-dev-db", name: undefined };
const other = { defaultName: "shop-dev-other", name: undefined };

describe("P20 a check without old inputs", () => {
  test("of a key that no other check had is a creation", () => {
    const registrations = new Registrations();
    registrations.recordExisting(db, olds, checked);

    expect(registrations.findReplaced(other)).toBeUndefined();
    expect(registrations.findReplaced(undefined)).toBeUndefined();
  });

  test("after one with old inputs is a replacement; before a diff, the resource may hold data", () => {
    const registrations = new Registrations();
    registrations.recordExisting(db, olds, checked);

    expect(registrations.findReplaced(db)).toMatchObject({ olds, holdsData: true, isReplacedByDiff: false });
  });

  test("has what diff learnt of the same checked inputs, in whatever order the keys come", () => {
    const registrations = new Registrations();
    registrations.recordExisting(db, olds, checked);
    registrations.recordExisting(other, olds, { name: "other" });
    registrations.recordDiff({ size: 2, name: "shop-db" }, { id: "ir_1", holdsData: false, isReplacedByDiff: true });

    expect(registrations.findReplaced(db)).toMatchObject({
      olds,
      id: "ir_1",
      holdsData: false,
      isReplacedByDiff: true,
    });
    expect(registrations.findReplaced(other)).not.toHaveProperty("id");
  });

  test("with the same default name and another name may be one that ignoreChanges hides", () => {
    const registrations = new Registrations();
    registrations.recordExisting(db, olds, checked);
    registrations.recordExisting(other, olds, { name: "other" });

    expect(registrations.findReplaced({ ...db, name: "renamed" })).toBeUndefined();
    expect(registrations.existing().map(({ mayBeReplaced }) => mayBeReplaced)).toEqual([true, false]);
  });

  test("is not changed by a diff of inputs that no check returned, such as those of a refresh", () => {
    const registrations = new Registrations();
    registrations.recordExisting(db, olds, checked);
    registrations.recordDiff({ name: "drifted" }, { id: "ir_1", holdsData: false, isReplacedByDiff: true });

    expect(registrations.findReplaced(db)).toMatchObject({ holdsData: true, isReplacedByDiff: false });
  });
});

test("P31 a name is used once, until the store that has it is deleted", () => {
  const registrations = new Registrations();

  const db = { inTeam: "acme shop-db", place: "neon" };

  expect(registrations.recordNew(db, "one")).toEqual([]);
  expect(registrations.recordNew(db, "two")).toBeUndefined();
  expect(registrations.recordNew({ ...db, inTeam: "acme other" }, "three")).toEqual([]);
  expect(registrations.recordNew({ ...db, place: "upstash" }, "four")).toEqual(["one"]);
  registrations.releaseName(db);
  expect(registrations.recordNew(db, "five")).toEqual(["four"]);
});

test("P11 a store may be deleted while check accepts its adoption, until the adoption is carried out", () => {
  const registrations = new Registrations();
  expect(registrations.isRecreatable("ir_1")).toBe(false);
  registrations.recordRecreatable("ir_1");
  expect(registrations.isRecreatable("ir_1")).toBe(true);
  expect(registrations.isRecreatable("ir_2")).toBe(false);
  registrations.recordAdopting("ir_1");
  expect(registrations.isRecreatable("ir_1")).toBe(false);
});

test("P11 an adoption that has had its effect is known by the checked inputs", () => {
  const registrations = new Registrations();
  registrations.recordDoneAdoption(checked);

  expect(registrations.isDoneAdoption({ ...checked })).toBe(true);
  expect(registrations.isDoneAdoption(olds)).toBe(false);
});
