// Slug and id of one team are the same team.
import { expect, test } from "vitest";
import { slugAmong, Teams } from "../../../provider/src/account/teams.ts";
import { UNKNOWN } from "../../../provider/src/contract/values.ts";
import { client } from "../../support/client.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { serve } from "../../support/raw-server.ts";
import { json } from "../../support/responses.ts";

async function teams(status = 200) {
  const server = await serve([json(status, { id: "team_1", slug: "acme" })]);
  return { server, teams: new Teams(client(server.url), new ManualClock()) };
}

test("P43 the slug of a state, and the id, need no request", async () => {
  const { server, teams: of } = await teams();

  expect(await of.isSame({ id: "team_1", slug: "acme" }, "acme")).toBe(true);
  expect(await of.isSame({ id: "team_1" }, "team_1")).toBe(true);
  expect(await of.isSame({ id: "team_1" }, "team_2")).toBe(false);
  expect(server.arrivals).toEqual([]);
});

test("P43 an unknown slug is requested once, without a team", async () => {
  const { server, teams: of } = await teams();

  expect(await of.isSame({ id: "team_1" }, "acme")).toBe(true);
  expect(await of.isSame({ id: "team_1" }, "other")).toBe(false);
  expect(server.arrivals.map(({ url }) => url)).toEqual(["/teams/team_1"]);
});

test("P16 a slug that cannot be read is neither the same nor another", async () => {
  const { teams: of } = await teams(403);

  expect(await of.isSame({ id: "team_1" }, "acme")).toBeUndefined();
  expect(await of.slugOf("team_1")).toBeUndefined();
});

test("P43 the first slug among several names of a team", () => {
  expect(slugAmong(undefined, "team_1", "acme", "other")).toBe("acme");
  expect(slugAmong("team_1", UNKNOWN)).toBeUndefined();
});
