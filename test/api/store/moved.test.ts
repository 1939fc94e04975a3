// A store that was moved to another team is neither deleted nor created again.
import type { Emulator, FaultGiven } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { connect, toWeb } from "../../support/connection.ts";
import {
  ALWAYS,
  type ContextOptions,
  CREATE,
  count,
  createStore,
  DELETE,
  emulate,
  failureOf,
  LIST,
  neon,
  processOf,
} from "../../support/process-context.ts";

const TEAMS = "GET /v2/teams";
const both: ContextOptions = { token: "both", timings: { settleSeconds: 0.1, requestSeconds: 0.5 } };
const onlyAcme: ContextOptions = { ...both, token: "admin" };

async function withMovedStore(emulator: Emulator) {
  const created = await createStore(processOf(emulator, both));
  emulator.stores.move(created.id, "acme-prod");
  emulator.journal.clear();
  return created;
}

/** Makes the list of stores of acme-prod fail. */
function failOtherTeam(emulator: Emulator, fault: Partial<FaultGiven>): void {
  const team = emulator.state.team("acme-prod").id;
  emulator.faults.add({ route: LIST, match: { team }, at: "answer", times: ALWAYS, ...fault } as FaultGiven);
}

describe.concurrent("P45 a store that was moved to another team", () => {
  test.each(["acme", undefined])("is not deleted for a refresh, if the settings name team %s", async (team) => {
    await using emulator = await emulate();
    const { id, state } = await withMovedStore(emulator);
    const { teamId: _, ...withoutTeam } = state;
    const context = processOf(emulator, both);
    const recorded = team === undefined ? state : withoutTeam;

    const failure = await failureOf(integrationStore.read(context, id, recorded));

    expect(failure).toMatchObject({ code: "store-moved", values: { other: expect.stringContaining("acme-prod") } });
  });

  test("is not deleted for a destroy, which fails while it exists", async () => {
    await using emulator = await emulate();
    const { id, state } = await withMovedStore(emulator);

    const failure = await failureOf(integrationStore.delete(processOf(emulator, both), id, state));

    expect(failure.code).toBe("store-moved");
    expect(count(emulator, DELETE)).toBe(0);
    expect(emulator.stores.get(id)).toMatchObject({ id });
  });

  test("is found on a later page of a later team", async () => {
    await using emulator = await emulate();
    const { id, state } = await withMovedStore(emulator);
    for (const name of ["a", "b"]) emulator.stores.seed({ name, integration: "neon", team: "acme-prod" });
    emulator.state.edit(({ stores }) => stores.reverse());
    emulator.configure({ pageSize: 1 });

    const failure = await failureOf(integrationStore.read(processOf(emulator, both), id, state));

    expect(failure.code).toBe("store-moved");
  });

  test("is reported for its connections too", async () => {
    await using emulator = await emulate();
    const store = await createStore(processOf(emulator, both));
    const { id, state } = await connect(processOf(emulator, both), toWeb(emulator, store));
    emulator.stores.move(store.id, "acme-prod");

    const failure = await failureOf(projectConnection.read(processOf(emulator, both), id, state));

    expect(failure.code).toBe("store-moved");
  });

  test("counts as deleted for a token that sees no other team, with one warning that says so", async () => {
    await using emulator = await emulate();
    const { id, state } = await withMovedStore(emulator);
    const context = processOf(emulator, onlyAcme);

    expect(await integrationStore.read(context, id, state)).toBeUndefined();
    expect(await integrationStore.read(context, id, state)).toBeUndefined();
    expect(context.said.warning).toMatchObject([expect.stringContaining("[deleted-or-moved]")]);
  });

  test.each([401, 403, 404])("and whose team answers %i counts as deleted, with the warning", async (status) => {
    await using emulator = await emulate();
    const { id, state } = await withMovedStore(emulator);
    failOtherTeam(emulator, { kind: "status", status } as FaultGiven);
    const context = processOf(emulator, both);

    expect(await integrationStore.read(context, id, state)).toBeUndefined();
    expect(context.said.warning).toMatchObject([expect.stringContaining("[deleted-or-moved]")]);
  });

  const ambiguous: { what: string; fault: Partial<FaultGiven> }[] = [
    { what: "500", fault: { kind: "status", status: 500 } as FaultGiven },
    { what: "429", fault: { kind: "status", status: 429, retryAfter: "9999" } as FaultGiven },
    { what: "no response", fault: { kind: "hang" } },
    { what: "another shape", fault: { kind: "other-shape" } },
  ];

  test.each(ambiguous)("and whose team answers with $what stays in the state", async ({ fault }) => {
    await using emulator = await emulate();
    const { id, state } = await withMovedStore(emulator);
    failOtherTeam(emulator, fault);

    const failure = await failureOf(integrationStore.read(processOf(emulator, both), id, state));

    expect(failure.code).toBe("deletion-not-confirmed");
  });

  test.each(ambiguous)("stays in the state if the list of teams answers with $what", async ({ fault }) => {
    await using emulator = await emulate();
    const { id, state } = await withMovedStore(emulator);
    emulator.faults.add({ route: TEAMS, at: "answer", times: ALWAYS, ...fault } as FaultGiven);

    const failure = await failureOf(integrationStore.read(processOf(emulator, both), id, state));

    expect(failure.code).toBe("deletion-not-confirmed");
  });
});

describe.concurrent("P45 a store that was deleted", () => {
  test("costs one list of teams and one list of each other team in a process, however many are missing", async () => {
    await using emulator = await emulate();
    const creating = processOf(emulator, both);
    const stores = await Promise.all(["a", "b", "c"].map((name) => createStore(creating, { ...neon, name })));
    for (const { id } of stores) emulator.stores.remove(id);
    emulator.journal.clear();
    const context = processOf(emulator, both);

    for (const { id, state } of stores) expect(await integrationStore.read(context, id, state)).toBeUndefined();

    const team = emulator.state.team("acme-prod").id;
    expect(count(emulator, TEAMS)).toBe(1);
    expect(emulator.journal.entries().filter((entry) => entry.team === team)).toHaveLength(1);
    expect(context.said.warning).toEqual([]);
  });

  test("costs no request to another team if this process deleted it", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator, both));
    emulator.journal.clear();

    await integrationStore.delete(processOf(emulator, both), id, state);

    expect(count(emulator, TEAMS)).toBe(0);
  });

  test("is searched in 20 teams at most, and the warning says so beyond", async () => {
    await using emulator = await emulate();
    emulator.state.edit(({ teams, grants }) => {
      for (let index = 0; index < 25; index += 1) {
        const id = `team_Extra${index}`;
        teams.push({ id, slug: `extra-${index}`, name: id, createdAt: 0, paymentMethods: [] });
        if (grants.both) grants.both.roles[id] = "viewer";
      }
    });
    const { id, state } = await createStore(processOf(emulator, both));
    emulator.stores.remove(id);
    emulator.journal.clear();
    const context = processOf(emulator, both);

    expect(await integrationStore.read(context, id, state)).toBeUndefined();
    expect(context.said.warning).toMatchObject([expect.stringContaining("[deleted-or-moved]")]);
    const teams = new Set(emulator.journal.entries().map(({ team }) => team));
    expect(teams.size).toBeLessThanOrEqual(1 + 20 + 1);
  });
});

test("P45 a store that was moved is not created a second time after a refresh", async () => {
  await using emulator = await emulate();
  const { id, state } = await withMovedStore(emulator);

  await failureOf(integrationStore.read(processOf(emulator, both), id, state));

  expect(count(emulator, CREATE)).toBe(0);
  expect(emulator.stores.list({ name: neon.name })).toMatchObject([{ id }]);
});
