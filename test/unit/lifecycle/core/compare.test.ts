// Equality of arguments by their spec table.
import { describe, expect, test } from "vitest";
import { storeSpecs } from "../../../../provider/src/contract/integration-store.ts";
import { connectionSpecs } from "../../../../provider/src/contract/project-connection.ts";
import { UNKNOWN } from "../../../../provider/src/contract/values.ts";
import { changedArguments, replacingArguments } from "../../../../provider/src/lifecycle/core/compare.ts";

describe("P4 P43 a value that means what it meant is no change", () => {
  const old = {
    integration: "neon",
    integrationId: "oac_1",
    integrationSlug: "neon",
    teamId: "team_1",
    teamSlug: "acme",
    billingPlan: { id: "free_v3" },
    metadata: { region: "iad1", auth: true },
    timeouts: { create: "10m" },
  };
  test.each([
    { what: "its id", given: { integration: "oac_1" } },
    { what: "the slug of the team", given: { teamId: "acme" } },
    { what: "the id of the plan that the store has", given: { billingPlanId: "free_v3" } },
    { what: "another order of keys", given: { metadata: { auth: true, region: "iad1" } } },
    { what: "another spelling of a duration", given: { timeouts: { create: 600, delete: "600s" } } },
  ])("$what", ({ given }) => {
    expect(changedArguments(storeSpecs, old, { ...old, ...given })).toEqual([]);
  });
});

test("P17 P20 members of an object that are called id do not stand for the whole object", () => {
  const old = { protocolSettings: { id: "x", a: 1 }, metadata: { id: "x", region: "iad1" } };
  const news = { protocolSettings: { id: "x", a: 2 }, metadata: { id: "x", region: "fra1" } };

  expect(changedArguments(storeSpecs, old, news)).toEqual(["metadata", "protocolSettings"]);
});

test("P32 an unknown value is a change; whether it replaces is in the table", () => {
  const store = changedArguments(storeSpecs, { name: "a" }, { name: UNKNOWN });
  expect(store).toEqual(["name"]);
  expect(replacingArguments(storeSpecs, store, { name: UNKNOWN })).toEqual([]);

  const connection = changedArguments(connectionSpecs, { storeId: "ir_1" }, { storeId: UNKNOWN });
  expect(connection).toEqual(["storeId"]);
  expect(replacingArguments(connectionSpecs, connection, { storeId: UNKNOWN })).toEqual(["storeId"]);
});
