// delete: never while projects are connected, one DELETE per run, and not done before the store is gone.
import type { BehaviourChange, ConnectedProject, Emulator, FaultGiven } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import type { StoreState } from "../../../provider/src/contract/integration-store.ts";
import { render } from "../../../provider/src/errors/render.ts";
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
  messageOf,
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

/** An error of the deletion whose cause is a response of the API. */
function couldNotDelete(id: string, code: string) {
  return { code, operation: { name: "delete", resource: `shop-db (${id})` } };
}

function routesOf(emulator: Emulator): string[] {
  return emulator.journal.entries().map(({ method, route, path }) => `${method} ${route === "unknown" ? path : route}`);
}

test.each([200, 204] as const)(
  "P21 a store is read, deleted, and read until it is gone; the DELETE returns %i",
  async (deleteStatus) => {
    await using emulator = await emulate({ deleteStatus });
    const { id, state, run } = await storeIn(emulator);

    await integrationStore.delete(run, id, state);

    expect(emulator.stores.list()).toEqual([]);
    expect(routesOf(emulator)).toEqual([BY_ID, DELETE, BY_ID]);
  },
);

test("P21 a store is in use even if the token does not see all of its projects", async () => {
  await using emulator = await emulate();
  const { id, state } = await storeIn(emulator);
  const store = { id, type: "integration", projectsMetadata: projects("web"), totalConnectedProjects: 3 };
  const { url, arrivals } = await serve([json(200, { store })]);
  const run = processOf({ ...emulator, url, tokens: emulator.tokens });

  const failure = await failureOf(integrationStore.delete(run, id, state));

  expect(failure.code).toBe("store-in-use");
  expect(render(failure)).toContain("3 projects, of which this token sees web");
  expect(arrivals.map(({ method }) => method)).toEqual(["GET"]);
});

describe("P21 a store that is connected to projects", () => {
  test("is not deleted: the error names it, its projects and the next steps", async () => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.stores.edit(id, { projectsMetadata: projects("web", "worker") });

    const failure = await failureOf(integrationStore.delete(run, id, state));

    expect(failure.code).toBe("store-in-use");
    const parts = [
      `shop-db (${id})`,
      "2 projects (web, worker)",
      "It was not deleted.",
      "forceDestroy: true",
      "pulumi up",
      "A ProjectConnection with retainOnDelete, or with deletedWith this store, stays connected.",
    ];
    for (const part of parts) expect(render(failure)).toContain(part);
    expect(emulator.journal.writes()).toEqual([]);
  });

  test("is disconnected first with forceDestroy", async () => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator, { forceDestroy: true });
    emulator.stores.edit(id, { projectsMetadata: projects("web") });
    // The fault responds, whether the emulator has the route or not.
    emulator.faults.add({ route: DISCONNECT.replace(":id", id), at: "answer", kind: "other-shape", body: {} });

    await integrationStore.delete(run, id, state);

    const writes = emulator.journal.writes().map(({ path }) => path);
    expect(writes).toEqual([`/v1/storage/stores/${id}/connections`, `/v1/storage/stores/integration/${id}`]);
    expect(emulator.stores.list()).toEqual([]);
  });

  test("is not deleted if it cannot be disconnected", async () => {
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

    const failure = await failureOf(integrationStore.delete(run, id, state));

    expect(failure).toMatchObject(couldNotDelete(id, "api-forbidden"));
    expect(count(emulator, DELETE)).toBe(0);
    expect(emulator.stores.list()).toHaveLength(1);
  });

  test("is not deleted if it is connected between the GET and the DELETE", async () => {
    await using emulator = await emulate({ deleteWhileConnected: "conflict" });
    const { id, state, run } = await storeIn(emulator);
    const held = emulator.barriers.hold({ route: DELETE, at: "before-commit" });
    const deleting = failureOf(integrationStore.delete(run, id, state));
    await held.reached();
    emulator.stores.edit(id, { projectsMetadata: projects("web") });
    held.release();

    expect(await deleting).toMatchObject(couldNotDelete(id, "api-store-in-use"));
    expect(emulator.stores.list()).toHaveLength(1);
  });
});

const CONNECTIONS = "GET /v1/storage/stores/:id/connections";

/** Responses that do not say which projects use the store. */
const silent: { what: string; behaviour: BehaviourChange }[] = [
  { what: "lacks", behaviour: { omittedFields: ["projectsMetadata", "totalConnectedProjects"] } },
  { what: "has null for", behaviour: { storeFields: { projectsMetadata: null, totalConnectedProjects: null } } },
  {
    what: "has none and no number for",
    behaviour: { storeFields: { projectsMetadata: [] }, omittedFields: ["totalConnectedProjects"] },
  },
  {
    what: "has none and a malformed number for",
    behaviour: { storeFields: { projectsMetadata: [], totalConnectedProjects: "1" } },
  },
];

describe.each(silent)("P21 a store whose response $what its projects", ({ behaviour }) => {
  async function used(emulator: Emulator, args = {}) {
    const store = await storeIn(emulator, args);
    emulator.projects.connect({ store: store.id, project: "web", environments: ["production"] });
    emulator.configure(behaviour);
    emulator.journal.clear();
    return store;
  }

  test("is not deleted while its list of connections has one", async () => {
    await using emulator = await emulate();
    const { id, state, run } = await used(emulator);

    const failure = await failureOf(integrationStore.delete(run, id, state));

    expect(failure.code).toBe("store-in-use");
    expect(emulator.journal.writes()).toEqual([]);
    expect(emulator.stores.get(id)).toMatchObject({ id });
  });

  test("is deleted if that list is empty", async () => {
    await using emulator = await emulate(behaviour);
    const { id, state, run } = await storeIn(emulator);

    await integrationStore.delete(run, id, state);

    expect(emulator.stores.list()).toEqual([]);
  });

  test.each([401, 403, 404, 500])("is not deleted if that list returns %i", async (status) => {
    await using emulator = await emulate();
    const { id, state, run } = await used(emulator);
    emulator.faults.add({ route: CONNECTIONS, at: "before-commit", kind: "status", status, times: ALWAYS });

    const failure = await failureOf(integrationStore.delete(run, id, state));

    expect(failure.code).toBe("store-use-unknown");
    expect(render(failure)).toContain("forceDestroy");
    expect(emulator.journal.writes()).toEqual([]);
  });

  test("is disconnected first with forceDestroy, also if that list returns 403", async () => {
    await using emulator = await emulate({ deleteWhileConnected: "conflict" });
    const { id, state, run } = await used(emulator, { forceDestroy: true });
    emulator.faults.add({ route: CONNECTIONS, at: "before-commit", kind: "status", status: 403, times: ALWAYS });

    await integrationStore.delete(run, id, state);

    expect(emulator.stores.list()).toEqual([]);
  });
});

describe("P21 a store that does not exist any more is deleted without a DELETE", () => {
  test("if it is not found", async () => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.stores.remove(id);

    await integrationStore.delete(run, id, state);

    expect(emulator.journal.writes()).toEqual([]);
  });

  test("if it is uninstalled", async () => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.stores.edit(id, { status: "uninstalled" });

    await integrationStore.delete(run, id, state);

    expect(emulator.journal.writes()).toEqual([]);
  });

  test("and a DELETE that returns 404 succeeds", async () => {
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
  { what: "no response", fault: { kind: "hang" } },
  { what: "a 502", fault: { kind: "status", status: 502 } as Fault },
  { what: "a truncated response", fault: { kind: "truncated" } },
  { what: "an HTML page", fault: { kind: "not-json" } },
  { what: "a body that arrives byte by byte", fault: { kind: "drip", gapMs: 60 } as Fault },
];

describe.concurrent("a DELETE with an ambiguous response", () => {
  test.each(ambiguous)("P21 $what after the commit: the store is looked up, and is gone", async ({ fault }) => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.faults.add({ route: DELETE, at: "after-commit", ...fault } as FaultGiven);

    await integrationStore.delete(run, id, state);

    expect(emulator.stores.list()).toEqual([]);
    expect(count(emulator, DELETE)).toBe(1);
  });

  test.each(ambiguous)(
    "P21 $what before the commit: it is not sent again, and the next run deletes the store",
    async ({ fault }) => {
      await using emulator = await emulate();
      const { id, state, run } = await storeIn(emulator, { timeouts: { delete: 0.3 } });
      emulator.faults.add({ route: DELETE, at: "before-commit", ...fault } as FaultGiven);

      expect(await messageOf(integrationStore.delete(run, id, state))).toContain(id);
      expect(count(emulator, DELETE)).toBe(1);

      await integrationStore.delete(processOf(emulator), id, state);
      expect(emulator.stores.list()).toEqual([]);
    },
  );
});

test.each([
  { what: "is 404", fault: { kind: "status", status: 404 } },
  { what: "is lost", fault: { kind: "reset" } },
] as const)(
  "P21 P40 a DELETE whose response $what, and a GET that returns 404: a store that is still listed is not deleted",
  async ({ fault }) => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.faults.add({ route: DELETE, at: "before-commit", ...fault });
    emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status: 404, times: ALWAYS });

    const failure = await failureOf(integrationStore.delete(run, id, state));

    expect(failure.operation).toMatchObject({ name: "delete", resource: `shop-db (${id})` });
    expect(emulator.stores.list()).toHaveLength(1);
    expect(count(emulator, DELETE)).toBe(1);
  },
);

test("P21 a deletion that the server carries out later is polled", async () => {
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

test("P21 a deletion that is never carried out fails after timeouts.delete", async () => {
  await using emulator = await emulate();
  const { id, state, run } = await storeIn(emulator, { timeouts: { delete: 0.2 } });
  emulator.faults.add({ route: DELETE, at: "before-commit", kind: "other-shape", body: { id } });

  const failure = await failureOf(integrationStore.delete(run, id, state));

  expect(failure.code).toBe("deletion-timed-out");
  for (const part of [`shop-db (${id})`, "`pulumi destroy`"]) expect(render(failure)).toContain(part);
});

const rejections = [
  { status: 401, code: "api-unauthorized" },
  { status: 402, code: "api-payment-required" },
  { status: 403, code: "api-forbidden" },
  { status: 409, code: "api-store-in-use" },
] as const;

test.each(rejections)(
  "P21 a $status to the DELETE is final, and leaves the store in the state",
  async ({ status, code }) => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.faults.add({ route: DELETE, at: "before-commit", kind: "status", status });

    const failure = await failureOf(integrationStore.delete(run, id, state));

    expect(failure).toMatchObject(couldNotDelete(id, code));
    expect(count(emulator, DELETE)).toBe(1);
  },
);

const otherTokens = [
  { what: "a token of another team", token: "otherTeam" },
  { what: "a project's token", token: "project" },
] as const;

test.each(otherTokens)("P40 $what deletes nothing, and fails", async ({ token }) => {
  await using emulator = await emulate();
  const { id, state } = await storeIn(emulator);

  const text = await messageOf(integrationStore.delete(processOf(emulator, { token }), id, state));

  expect(text).toContain(`(${id})`);
  expect(text).toContain("Token: from environment variable VERCEL_API_TOKEN.");
  expect(emulator.stores.list()).toHaveLength(1);
});

test.each([403, 500])(
  "P40 a store that is not found does not count as deleted if the list returns %i",
  async (status) => {
    await using emulator = await emulate();
    const { id, state, run } = await storeIn(emulator);
    emulator.stores.remove(id);
    emulator.faults.add({ route: LIST, at: "before-commit", kind: "status", status, times: ALWAYS });

    const failure = await failureOf(integrationStore.delete(run, id, state));

    expect(failure.code).toBe("deletion-not-confirmed");
  },
);

test("P8 a deletion whose engine has ended disconnects and deletes nothing", async () => {
  await using emulator = await emulate();
  const { id, state, run } = await storeIn(emulator);
  emulator.projects.connect({ store: id, project: "web" });
  emulator.journal.clear();
  run.engineLives = false;

  const failure = await failureOf(integrationStore.delete(run, id, { ...state, forceDestroy: true }));

  expect(failure.code).toBe("api-cancelled");
  expect(emulator.journal.writes()).toEqual([]);
});

test("P8 a deletion whose engine has ended stops polling", async () => {
  await using emulator = await emulate();
  const { id, state, run } = await storeIn(emulator);
  // Accepted, but not carried out.
  emulator.faults.add({ route: DELETE, at: "before-commit", kind: "other-shape", body: { id } });
  const deleting = failureOf(integrationStore.delete(run, id, state));
  await expect.poll(() => count(emulator, BY_ID)).toBeGreaterThanOrEqual(2);
  run.engineLives = false;

  expect((await deleting).code).toBe("polling-ended");
});
