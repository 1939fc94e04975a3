// A team's slug and its id name one team, also where the slug cannot be looked up.
import type { Emulator } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { checked as checkedConnection, connect, seedStore, toWeb } from "../../support/connection.ts";
import { ALWAYS, checked, emulate, neon, type ProcessContext, processOf } from "../../support/process-context.ts";

const bySlug = { ...neon, teamId: "acme" };
const offline = { timings: { requestSeconds: 0.2, rateLimitBudgetSeconds: 0.2 } };

/** A store whose program named its team by id. */
async function createById(emulator: Emulator) {
  const context = processOf(emulator);
  const inputs = await checked(context, { ...neon, teamId: emulator.state.team("acme").id });
  return { inputs, ...(await integrationStore.create(context, inputs)) };
}

/** What an engine passes to a preview of a program that names the team by slug. */
async function preview(context: ProcessContext, { id, state, inputs }: Awaited<ReturnType<typeof createById>>) {
  const news = await checked(context, bySlug, inputs);
  return { news, diff: await integrationStore.diff(context, id, state, news) };
}

const unchanged = { changes: false, replaces: [] };

describe("P43 a program that names the team of a store by slug instead of id", () => {
  const outages = [
    { what: "500", fault: { kind: "status", status: 500 } },
    { what: "403", fault: { kind: "status", status: 403 } },
    { what: "429", fault: { kind: "status", status: 429 } },
    { what: "no response", fault: { kind: "hang" } },
  ] as const;

  test.each(outages)("is unchanged where Vercel answers $what", async ({ fault }) => {
    await using emulator = await emulate();
    const created = await createById(emulator);
    emulator.faults.add({ at: "answer", times: ALWAYS, ...fault } as never);

    expect((await preview(processOf(emulator, offline), created)).diff).toEqual(unchanged);
  });

  test("is unchanged in the next runs without a request, once it was compared", async () => {
    await using emulator = await emulate();
    const created = await createById(emulator);
    const { news } = await preview(processOf(emulator), created);
    emulator.journal.clear();

    expect((await preview(processOf(emulator), { ...created, inputs: news })).diff).toEqual(unchanged);
    expect(emulator.journal.entries()).toEqual([]);
  });

  test("is unchanged without a request after a refresh", async () => {
    await using emulator = await emulate();
    const created = await createById(emulator);
    const read = await integrationStore.read(processOf(emulator), created.id, created.state);
    emulator.journal.clear();

    const refreshed = { id: created.id, state: read?.state ?? {}, inputs: read?.inputs ?? {} };
    expect((await preview(processOf(emulator), refreshed)).diff).toEqual(unchanged);
    expect(emulator.journal.entries()).toEqual([]);
  });

  test("P20 is rejected if the slug is known to be another team's", async () => {
    await using emulator = await emulate();
    const created = await createById(emulator);
    const context = processOf(emulator, { token: "both" });
    const news = await checked(context, { ...neon, teamId: "acme-prod" }, created.inputs);

    await expect(integrationStore.diff(context, created.id, created.state, news)).rejects.toMatchObject({
      code: "replacement-requires-consent",
    });
  });
});

test("P43 a connection whose team is named by slug is unchanged offline, and without a request after a refresh", async () => {
  await using emulator = await emulate();
  const teamId = emulator.state.team("acme").id;
  const args = toWeb(emulator, seedStore(emulator));
  const { id, state } = await connect(processOf(emulator, { team: teamId }), { ...args, teamId });
  const fault = emulator.faults.add({ at: "answer", times: ALWAYS, kind: "status", status: 500 });
  const away = processOf(emulator, offline);
  const news = await checkedConnection(away, { ...args, teamId: "acme" }, { ...args, teamId });
  expect(await projectConnection.diff(away, id, state, news)).toEqual(unchanged);
  fault.remove();

  const read = await projectConnection.read(processOf(emulator, { team: teamId }), id, state);
  emulator.journal.clear();

  const later = processOf(emulator);
  const again = await checkedConnection(later, { ...args, teamId: "acme" }, read?.inputs);
  expect(await projectConnection.diff(later, id, read?.state ?? state, again)).toEqual(unchanged);
  expect(emulator.journal.entries()).toEqual([]);
});
