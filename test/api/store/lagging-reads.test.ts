// Reads that lag behind writes, and ids that answer 403 once they are gone.
import { describe, expect, test } from "vitest";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { connect, toWeb } from "../../support/connection.ts";
import {
  BY_ID,
  count,
  createStore,
  DELETE,
  emulate,
  failureOf,
  LIST,
  neon,
  processOf,
} from "../../support/process-context.ts";

const settle = { timings: { settleSeconds: 0.4 } };

describe.concurrent("P16 a store that reads miss for a moment", () => {
  test("is not deleted for a refresh", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.edit(id, { hidden: { ms: 200 } });

    const read = await integrationStore.read(processOf(emulator, settle), id, state);

    expect(read?.state).toEqual(state);
  });

  test("is not deleted if only its id or only the list shows it again", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.edit(id, { hidden: { reads: 2 } });
    expect(await integrationStore.read(processOf(emulator, settle), id, state)).toMatchObject({
      state: { name: state.name },
    });
    emulator.stores.edit(id, { hidden: { reads: 3 } });
    expect(await integrationStore.read(processOf(emulator, settle), id, state)).toMatchObject({
      state: { name: state.name },
    });
  });

  test("is deleted by a destroy", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.edit(id, { hidden: { ms: 200 } });

    await integrationStore.delete(processOf(emulator, settle), id, state);

    expect(emulator.stores.list()).toEqual([]);
  });

  test("keeps its connections", async () => {
    await using emulator = await emulate();
    const store = await createStore(processOf(emulator));
    const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
    emulator.stores.edit(store.id, { hidden: { ms: 200 } });

    const read = await projectConnection.read(processOf(emulator, settle), id, state);
    expect(read).toMatchObject({ state: { values: state.values } });
  });
});

test("P16 a connection that its store's response misses for a moment is not removed from the state", async () => {
  await using emulator = await emulate();
  const store = await createStore(processOf(emulator));
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
  const connected = emulator.stores.get(store.id)?.projectsMetadata ?? [];
  emulator.stores.edit(store.id, { projectsMetadata: [] });
  const reading = projectConnection.read(processOf(emulator, settle), id, state);
  await expect.poll(() => count(emulator, "GET /v1/storage/stores/:id/connections")).toBeGreaterThan(0);
  emulator.stores.edit(store.id, { projectsMetadata: connected });

  expect(await reading).toMatchObject({ state: { values: state.values } });
});

test("P16 the second look comes after one wait for all missing stores", async () => {
  await using emulator = await emulate();
  const creating = processOf(emulator);
  const stores = await Promise.all(["a", "b", "c"].map((name) => createStore(creating, { ...neon, name })));
  for (const { id } of stores) emulator.stores.remove(id);
  const context = processOf(emulator, { timings: { settleSeconds: 1 } });
  const started = performance.now();

  for (const { id, state } of stores) expect(await integrationStore.read(context, id, state)).toBeUndefined();

  const elapsed = performance.now() - started;
  expect(elapsed).toBeGreaterThanOrEqual(990);
  expect(elapsed).toBeLessThan(2000);
});

describe.concurrent("P21 where an id that no longer exists answers 403", () => {
  test("an accepted deletion is done when the list lacks the store", async () => {
    await using emulator = await emulate({ missingStore: 403 });
    const { id, state } = await createStore(processOf(emulator));

    await integrationStore.delete(processOf(emulator), id, state);

    expect(emulator.stores.list()).toEqual([]);
  });

  test("a deletion whose response was lost is done when the list lacks the store", async () => {
    await using emulator = await emulate({ missingStore: 403 });
    const { id, state } = await createStore(processOf(emulator));
    emulator.faults.add({ route: DELETE, at: "after-commit", kind: "reset" });

    await integrationStore.delete(processOf(emulator), id, state);

    expect(count(emulator, DELETE)).toBe(1);
    expect(emulator.stores.list()).toEqual([]);
  });

  test("a disconnection of a store that is deleted at once is done", async () => {
    await using emulator = await emulate({ missingStore: 403 });
    const store = await createStore(processOf(emulator));
    const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
    const held = emulator.barriers.hold({
      route: "DELETE /v1/storage/stores/:id/connections/:connection",
      at: "after-commit",
    });
    const deleting = projectConnection.delete(processOf(emulator), id, state);
    await held.reached();
    emulator.stores.remove(store.id);
    held.release();

    await deleting;
  });

  test("P16 a refresh still keeps the store", async () => {
    await using emulator = await emulate({ missingStore: 403 });
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.remove(id);

    expect((await failureOf(integrationStore.read(processOf(emulator), id, state))).code).toBe("api-forbidden");
  });

  test("P16 an accepted deletion is not done while the list has the store or cannot be read", async () => {
    await using emulator = await emulate({ missingStore: 403 });
    const { id, state } = await createStore(processOf(emulator));
    emulator.faults.add({ route: DELETE, at: "before-commit", kind: "other-shape", body: {} });
    emulator.faults.add({ route: BY_ID, at: "answer", kind: "status", status: 403, skip: 1, times: 3 });
    emulator.faults.add({ route: LIST, at: "answer", kind: "status", status: 403, skip: 1 });
    const timeouts = { create: 600, delete: 0.2 };

    const failure = await failureOf(integrationStore.delete(processOf(emulator), id, { ...state, timeouts }));

    expect(failure.code).toBe("api-forbidden");
    expect(emulator.stores.get(id)).toMatchObject({ id });
  });
});
