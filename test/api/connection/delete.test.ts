// delete: one request, confirmed, and never for a connection that another resource of the program has.
import { expect, test } from "vitest";
import { connectionArgumentNames } from "../../../provider/src/contract/project-connection.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { checked, connect, DISCONNECT, projectId, STORE, seedStore, toWeb } from "../../support/connection.ts";
import { ALWAYS, count, emulate, failureOf, processOf } from "../../support/process-context.ts";

test("P21 a connection is deleted with one DELETE, and the store confirms it", async () => {
  await using emulator = await emulate({ disconnectStatus: 204 });
  const store = seedStore(emulator);
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
  emulator.journal.clear();

  await projectConnection.delete(processOf(emulator), id, state);

  expect(emulator.stores.get(store.id)?.projectsMetadata).toEqual([]);
  expect(emulator.projects.variables("web")).toEqual([]);
  expect(emulator.journal.entries().map(({ method, route }) => `${method} ${route}`)).toEqual([DISCONNECT, STORE]);
});

test("P8 a process whose engine has ended disconnects nothing", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
  const context = processOf(emulator);
  context.engineLives = false;

  expect((await failureOf(projectConnection.delete(context, id, state))).code).toBe("api-cancelled");
  expect(count(emulator, DISCONNECT)).toBe(0);
});

test("P21 deleting a connection that is gone already succeeds, also if its store is gone", async () => {
  await using emulator = await emulate();
  for (const end of [(id: string) => emulator.projects.disconnect(id), (id: string) => emulator.stores.remove(id)]) {
    const store = seedStore(emulator);
    const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
    end(store.id);
    await projectConnection.delete(processOf(emulator), id, state);
  }
  expect(count(emulator, DISCONNECT)).toBe(2);
});

test.each([
  { what: "a lost response", kind: "reset" },
  { what: "a 502", kind: "status", status: 502 },
  { what: "a 403", kind: "status", status: 403 },
] as const)(
  "P21 after $what the connection is looked up, and the DELETE is not repeated",
  async ({ what: _, ...fault }) => {
    await using emulator = await emulate();
    const store = seedStore(emulator);
    const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
    emulator.faults.add({ route: DISCONNECT, at: "after-commit", ...fault });

    await projectConnection.delete(processOf(emulator), id, state);
    expect(count(emulator, DISCONNECT)).toBe(1);

    const again = await connect(processOf(emulator), toWeb(emulator, store));
    emulator.faults.add({ route: DISCONNECT, at: "before-commit", ...fault });
    const failure = await failureOf(projectConnection.delete(processOf(emulator), again.id, again.state));
    expect(render(failure)).toContain("shop-db in web");
    // A failed deletion converges on the next run.
    await projectConnection.delete(processOf(emulator), again.id, again.state);
    expect(emulator.stores.get(store.id)?.projectsMetadata).toEqual([]);
  },
);

test("P21 P48 an accepted DELETE counts, also if the store cannot be read afterwards", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
  emulator.faults.add({ route: STORE, at: "answer", kind: "status", status: 403, times: ALWAYS });

  await projectConnection.delete(processOf(emulator), id, state);

  expect(emulator.stores.get(store.id)?.projectsMetadata).toEqual([]);
  expect(count(emulator, DISCONNECT)).toBe(1);
});

test("P21 a connection that is still listed after an accepted DELETE does not count as deleted", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store));
  emulator.faults.add({ route: DISCONNECT, at: "before-commit", kind: "other-shape", body: {}, times: ALWAYS });

  const failure = await failureOf(
    projectConnection.delete(processOf(emulator, { timings: { settleSeconds: 0.1 } }), id, state),
  );

  expect(failure.code).toBe("connection-deletion-timed-out");
});

test("P46 a resource that is renamed without an alias and adopts its connection keeps it: it is created before it is deleted", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const before = await connect(processOf(emulator), toWeb(emulator, store));
  const context = processOf(emulator);
  const renamed = await connect(context, toWeb(emulator, store, { adopt: before.id }));
  emulator.journal.clear();

  await projectConnection.delete(context, before.id, before.state);

  expect(renamed.id).toBe(before.id);
  expect(emulator.journal.entries()).toEqual([]);
  expect(context.said.info).toEqual([expect.stringContaining(`${before.id}) stays connected`)]);

  // If the run is interrupted before that deletion, the next run has both in the state, and the resource of the program keeps it.
  const next = processOf(emulator);
  const inputs = await checked(next, toWeb(emulator, store), renamed.state);
  await projectConnection.diff(next, renamed.id, renamed.state, inputs);
  await projectConnection.delete(next, before.id, before.state);
  expect(emulator.stores.get(store.id)?.projectsMetadata).toHaveLength(1);
});

test("P46 a resource whose replacement leaves a connection that another one has adopted does not delete it", async () => {
  await using emulator = await emulate();
  const [store, other] = [seedStore(emulator), seedStore(emulator, { name: "other-db" })];
  const first = await connect(processOf(emulator), toWeb(emulator, store));
  const second = await connect(processOf(emulator), toWeb(emulator, store, { adopt: first.id }));
  // The run was interrupted before the first resource was replaced: both are in the state.
  const context = processOf(emulator);
  const kept = await checked(context, toWeb(emulator, store, { adopt: first.id }), second.state);
  await projectConnection.diff(context, second.id, second.state, kept);
  const moved = { storeId: other.id, projectId: projectId(emulator, "docs") };
  await projectConnection.diff(context, first.id, first.state, await checked(context, moved, first.state));
  const inputs = await checked(context, moved);
  await projectConnection.delete(context, first.id, first.state);
  await projectConnection.create(context, inputs);

  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id: first.id }]);
});

test("only a program protects a connection from deletion; a refresh does not", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const args = { storeId: store.id, projectId: projectId(emulator, "worker") };
  const { id, state } = await connect(processOf(emulator), args);
  const oldInputs = { ...args, ...Object.fromEntries(connectionArgumentNames.map((name) => [name, state[name]])) };
  const context = processOf(emulator);

  await projectConnection.diff(context, id, state, oldInputs);
  await projectConnection.delete(context, id, state);

  expect(emulator.stores.get(store.id)?.projectsMetadata).toEqual([]);
});
