// delete: never while projects use the store, one DELETE in a run, and not done before the store is gone.
import type { ConnectedProject, Emulator, FaultGiven } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import type { StoreState } from "../../../provider/src/contract/integration-store.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  ALWAYS,
  BY_ID,
  count,
  createStore,
  DELETE,
  emulate,
  failureOf,
  LIST,
  neon,
  type ProcessContext,
  processOf,
} from "../../support/process-context.ts";
import { serve } from "../../support/raw-server.ts";
import { json } from "../../support/responses.ts";

const DISCONNECT = "DELETE /v1/storage/stores/:id/connections";

async function storeIn(emulator: Emulator, args = {}): Promise<{ id: string; state: StoreState; run: ProcessContext }> {
  const { id, state } = await createStore(processOf(emulator), { ...neon, ...args });
  emulator.journal.clear();
  return { id, state, run: processOf(emulator, { timings: { requestSeconds: 0.5 } }) };
}

function projects(...names: string[]): ConnectedProject[] {
  return names.map((name, index) => ({
    id: `spc_${index}`,
    projectId: `prj_${index}`,
    name,
    environments: ["production"],
    environmentVariables: [],
    envVarPrefix: null,
  }));
}

function routesOf(emulator: Emulator): string[] {
  return emulator.journal.entries().map(({ method, route, path }) => `${method} ${route === "unknown" ? path : route}`);
}

test.each([200, 204] as const)(
  "P21 a store is looked at, deleted, and seen to be gone; the answer is %i",
  async (deleteStatus) => {
    await using emulator = await emulate({ deleteStatus });
    const { id, state, run } = await storeIn(emulator);

    await integrationStore.delete(run, id, state);

    expect(emulator.stores.list()).toEqual([]);
    expect(routesOf(emulator)).toEqual([BY_ID, DELETE, BY_ID]);
  },
);

test("P21 a store is in use also where the token does not see all of its projects", async () => {
  await using emulator = await emulate();
  const { id, state } = await storeIn(emulator);
  const store = { id, type: "integration", projectsMetadata: projects("web"), totalConnectedProjects: 3 };
  const { url, arrivals } = await serve([json(200, { store })]);
  const run = processOf({ ...emulator, url, tokens: emulator.tokens });

  const { message } = await failureOf(integrationStore.delete(run, id, state));

  expect(message).toContain("is used by 3 projects, of which this token sees web. It was not deleted.");
  expect(arrivals.map(({ method }) => method)).toEqual(["GET"]);
});

describe("P21 a store that projects use", () => {
  test("is not deleted: the error names it, its projects and the ways out", async () => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.stores.edit(id, { projectsMetadata: projects("web", "worker") });

    const { message } = await failureOf(integrationStore.delete(run, id, state));

    expect(message).toBe(
      `shop-db (${id}) is used by 2 projects: web, worker. It was not deleted. Disconnect them, or set forceDestroy: true ` +
        "on this store, run `pulumi up`, and destroy again.",
    );
    expect(emulator.journal.writes()).toEqual([]);
  });

  test("is disconnected first with forceDestroy", async () => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator, { forceDestroy: true });
    emulator.stores.edit(id, { projectsMetadata: projects("web") });
    // Answered here, whether the emulator has the route or not.
    emulator.faults.add({ route: DISCONNECT.replace(":id", id), at: "answer", kind: "other-shape", body: {} });

    await integrationStore.delete(run, id, state);

    const writes = emulator.journal.writes().map(({ path }) => path);
    expect(writes).toEqual([`/v1/storage/stores/${id}/connections`, `/v1/storage/stores/integration/${id}`]);
    expect(emulator.stores.list()).toEqual([]);
  });

  test("stays where it cannot be disconnected", async () => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator, { forceDestroy: true });
    emulator.stores.edit(id, { projectsMetadata: projects("web") });
    emulator.faults.add({
      route: DISCONNECT.replace(":id", id),
      at: "answer",
      kind: "status",
      status: 403,
      times: ALWAYS,
    });

    const { message } = await failureOf(integrationStore.delete(run, id, state));

    expect(message).toContain(`Could not delete shop-db (${id}).`);
    expect(count(emulator, DELETE)).toBe(0);
    expect(emulator.stores.list()).toHaveLength(1);
  });

  test("is not deleted either where the server refuses it in the last moment", async () => {
    await using emulator = await emulate({ deleteWhileConnected: "conflict" });
    const { id, state, run } = await storeIn(emulator);
    const held = emulator.barriers.hold({ route: DELETE, at: "before-commit" });
    const deleting = failureOf(integrationStore.delete(run, id, state));
    await held.reached();
    emulator.stores.edit(id, { projectsMetadata: projects("web") });
    held.release();

    expect((await deleting).message).toContain(`Could not delete shop-db (${id}). 409 from Vercel`);
    expect(emulator.stores.list()).toHaveLength(1);
  });
});

describe("P21 a store that is gone already is deleted without a DELETE", () => {
  test("where nobody finds it", async () => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.stores.remove(id);

    await integrationStore.delete(run, id, state);

    expect(emulator.journal.writes()).toEqual([]);
  });

  test("where it is uninstalled", async () => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.stores.edit(id, { status: "uninstalled" });

    await integrationStore.delete(run, id, state);

    expect(emulator.journal.writes()).toEqual([]);
  });

  test("and one that goes between the look and the DELETE is gone all the same", async () => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.faults.add({ route: DELETE, at: "after-commit", kind: "status", status: 404 });

    await integrationStore.delete(run, id, state);

    expect(emulator.stores.list()).toEqual([]);
    expect(count(emulator, DELETE)).toBe(1);
  });
});

type Fault = Omit<FaultGiven, "route" | "at" | "times">;

const ambiguous: { what: string; fault: Fault }[] = [
  { what: "a reset", fault: { kind: "reset" } },
  { what: "silence", fault: { kind: "hang" } },
  { what: "a 502", fault: { kind: "status", status: 502 } as Fault },
  { what: "half an answer", fault: { kind: "truncated" } },
  { what: "a page", fault: { kind: "not-json" } },
  { what: "a body that drips", fault: { kind: "drip", gapMs: 60 } as Fault },
];

describe.concurrent("a DELETE without a clear answer", () => {
  test.each(ambiguous)("P21 $what after the commit: the store is looked at, and is gone", async ({ fault }) => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.faults.add({ route: DELETE, at: "after-commit", ...fault } as FaultGiven);

    await integrationStore.delete(run, id, state);

    expect(emulator.stores.list()).toEqual([]);
    expect(count(emulator, DELETE)).toBe(1);
  });

  test.each(ambiguous)(
    "P21 $what before the commit: it is not sent again, and the next run ends it",
    async ({ fault }) => {
      await using emulator = await emulate();
      const { id, state, run } = await storeIn(emulator, { timeouts: { delete: 0.3 } });
      emulator.faults.add({ route: DELETE, at: "before-commit", ...fault } as FaultGiven);

      const { message } = await failureOf(integrationStore.delete(run, id, state));
      expect(message).toContain(id);
      expect(count(emulator, DELETE)).toBe(1);

      await integrationStore.delete(processOf(emulator), id, state);
      expect(emulator.stores.list()).toEqual([]);
    },
  );
});

test.each([
  { what: "says that there is no such store", fault: { kind: "status", status: 404 } },
  { what: "is lost", fault: { kind: "reset" } },
] as const)(
  "P21 P40 a DELETE whose answer $what, and a look that finds nothing: the store that is listed is not gone",
  async ({ fault }) => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.faults.add({ route: DELETE, at: "before-commit", ...fault });
    emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status: 404, times: ALWAYS });

    const { message } = await failureOf(integrationStore.delete(run, id, state));

    expect(message).toContain(`Could not delete shop-db (${id}).`);
    expect(emulator.stores.list()).toHaveLength(1);
    expect(count(emulator, DELETE)).toBe(1);
  },
);

test("P21 a deletion that the server carries out later is waited for", async () => {
  await using emulator = await emulate();
  const { id, state, run } = await storeIn(emulator);
  // Accepted, and nothing has happened yet.
  emulator.faults.add({ route: DELETE, at: "before-commit", kind: "other-shape", body: { id } });

  const deleting = integrationStore.delete(run, id, state);
  await expect.poll(() => count(emulator, BY_ID)).toBeGreaterThanOrEqual(3);
  emulator.stores.remove(id);

  await deleting;
  expect(count(emulator, DELETE)).toBe(1);
});

test("P21 a deletion that is never carried out fails after timeouts.delete, and names the store", async () => {
  await using emulator = await emulate();
  const { id, state, run } = await storeIn(emulator, { timeouts: { delete: 0.2 } });
  emulator.faults.add({ route: DELETE, at: "before-commit", kind: "other-shape", body: { id } });

  const { message } = await failureOf(integrationStore.delete(run, id, state));

  expect(message).toContain(`shop-db (${id})`);
  expect(message).toContain("still there");
  expect(message).toContain("Run `pulumi destroy` again later.");
});

const refusals = [401, 402, 403, 409] as const;

test.each(refusals)("P21 a clear %i to the DELETE is final, and leaves the store in the state", async (status) => {
  await using emulator = await emulate();
  const { id, state, run } = await storeIn(emulator);
  emulator.faults.add({ route: DELETE, at: "before-commit", kind: "status", status });

  const { message } = await failureOf(integrationStore.delete(run, id, state));

  expect(message).toContain(`Could not delete shop-db (${id}). ${status} from Vercel`);
  expect(count(emulator, DELETE)).toBe(1);
});

const wrongWorlds = [
  { what: "a token of another team", token: "otherTeam" },
  { what: "a project's token", token: "project" },
] as const;

test.each(wrongWorlds)("P40 $what deletes nothing and drops nothing", async ({ token }) => {
  await using emulator = await emulate();
  const { id, state } = await storeIn(emulator);

  const { message } = await failureOf(integrationStore.delete(processOf(emulator, { token }), id, state));

  expect(message).toContain(`(${id})`);
  expect(message).toContain("Token: from environment variable VERCEL_API_TOKEN.");
  expect(emulator.stores.list()).toHaveLength(1);
});

test.each([403, 500])(
  "P40 a store that is not found is not taken as deleted where the list answers %i",
  async (status) => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.stores.remove(id);
    emulator.faults.add({ route: LIST, at: "before-commit", kind: "status", status, times: ALWAYS });

    expect((await failureOf(integrationStore.delete(run, id, state))).message).toContain("not taken as deleted");
  },
);
