import fc from "fast-check";
import { expect, test } from "vitest";
import { consoleUrlOf, formatNames, parseNames } from "../../../provider/src/contract/computed-outputs.ts";

test("a list of names is one string, from which the list is read again", () => {
  expect(formatNames(["DATABASE_URL", "PGHOST"])).toBe("DATABASE_URL PGHOST");
  expect(parseNames("DATABASE_URL PGHOST")).toEqual(["DATABASE_URL", "PGHOST"]);
  expect(parseNames(formatNames([]))).toEqual([]);
});

test("any names are read as they were written", () => {
  const name = fc.string({ minLength: 1 });
  fc.assert(
    fc.property(fc.array(name), (names) => {
      expect(parseNames(formatNames(names))).toEqual(names);
    }),
  );
});

test("the list of a state of version 1 is read as it is", () => {
  expect(parseNames(["DATABASE_URL", "PGHOST"])).toEqual(["DATABASE_URL", "PGHOST"]);
});

test.each([{}, { teamId: "acme", integrationConfigurationId: "icfg_A" }, { teamId: "team_A" }])(
  "without the ids of team and installation there is no link: %j",
  (ids) => expect(consoleUrlOf(ids)).toBeUndefined(),
);
