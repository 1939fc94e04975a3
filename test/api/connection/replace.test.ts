// A replacement disconnects and connects: what it meets that is still being removed, and what happens if it fails.
import type { Emulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import type { ConnectionInputs, ConnectionState } from "../../../provider/src/contract/project-connection.ts";
import { PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import {
  CONNECT,
  checked,
  connect,
  DISCONNECT,
  STORE,
  seedStore,
  toWeb,
  VARIABLES,
  valuesAt,
} from "../../support/connection.ts";
import { ALWAYS, count, emulate, failureOf, type ProcessContext, processOf } from "../../support/process-context.ts";

const narrow = { environments: ["production"] };
const wide = { environments: ["production", "preview"], sensitive: true };
const wideAtVercel = { environments: wide.environments, makeEnvVarsSensitive: true };

async function createConnection(emulator: Emulator) {
  const store = seedStore(emulator);
  const made = await connect(processOf(emulator), toWeb(emulator, store, narrow));
  emulator.journal.clear();
  return { store, ...made, args: toWeb(emulator, store, wide) };
}

/** The calls of the engine for a replacement. */
async function replace(
  context: ProcessContext,
  { id, state, args }: { id: string; state: ConnectionState; args: ConnectionInputs },
) {
  const { replaces } = await projectConnection.diff(context, id, state, await checked(context, args, state));
  expect(replaces).not.toEqual([]);
  return replaceByOption(context, { id, state, args });
}

/** The calls that follow the diff. */
async function replaceByOption(
  context: ProcessContext,
  { id, state, args }: { id: string; state: ConnectionState; args: ConnectionInputs },
) {
  const inputs = await checked(context, args);
  await projectConnection.delete(context, id, state);
  return projectConnection.create(context, inputs);
}

const rejections = [
  { what: "403", fault: { kind: "status", status: 403 } },
  { what: "400", fault: { kind: "status", status: 400, message: "not this time" } },
  { what: "a lost request", fault: { kind: "reset" } },
  { what: "500", fault: { kind: "status", status: 500 } },
] as const;

test.each(rejections)(
  "P48 a replacement that fails with $what connects the old one again and records it",
  async ({ fault }) => {
    await using emulator = await emulate();
    const { store, args, ...made } = await createConnection(emulator);
    emulator.faults.add({ route: CONNECT, at: "before-commit", times: 1, ...fault });

    const failure = await failureOf(replace(processOf(emulator), { ...made, args }));

    const [link] = emulator.stores.get(store.id)?.projectsMetadata ?? [];
    expect(link).toMatchObject(narrow);
    expect(failure).toBeInstanceOf(PartialStateError);
    expect(failure).toMatchObject({ code: "connection-restored", id: link?.id });
    const state = (failure as PartialStateError<ConnectionState>).state();
    expect(state).toMatchObject({ ...narrow, values: made.state.values, variableNames: made.state.variableNames });

    // The next run compares with the old arguments and changes them.
    const next = await replace(processOf(emulator), { id: String(link?.id), state, args });
    expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id: next.id, ...wideAtVercel }]);
    expect(next.state.unreadable).toEqual(Object.keys(valuesAt(emulator, "web")).sort());
    // A program that goes back to the old arguments keeps the restored connection.
    const context = processOf(emulator);
    const old = await checked(context, toWeb(emulator, store, narrow), state);
    expect(await projectConnection.diff(context, String(link?.id), state, old)).toMatchObject({ replaces: [] });
  },
);

test("P48 a replacement with other environments that fails connects the old one again", async () => {
  await using emulator = await emulate();
  const { store, args: _, ...made } = await createConnection(emulator);
  emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "status", status: 403, times: 1 });
  const args = toWeb(emulator, store, { environments: ["preview"], sensitive: true });

  const failure = await failureOf(replace(processOf(emulator), { ...made, args }));

  expect(failure.code).toBe("connection-restored");
  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([narrow]);
});

test("P48 if the old connection cannot be connected again, the failure says what the project is without", async () => {
  await using emulator = await emulate();
  const { store, args, ...made } = await createConnection(emulator);
  emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "status", status: 403, times: ALWAYS });

  const failure = await failureOf(replace(processOf(emulator), { ...made, args }));

  expect(failure).not.toBeInstanceOf(PartialStateError);
  expect(failure.code).toBe("connection-not-restored");
  for (const text of [store.id, "web", "production", ...(made.state.variableNames ?? [])]) {
    expect(render(failure)).toContain(text);
  }
  expect(count(emulator, CONNECT)).toBe(2);
});

test.each([401, 403, 404])(
  "P42 P48 a connection that exists after a %i is named, and nothing else is connected",
  async (status) => {
    await using emulator = await emulate();
    const { store, args, ...made } = await createConnection(emulator);
    emulator.faults.add({ route: CONNECT, at: "after-commit", kind: "status", status });

    const failure = await failureOf(replace(processOf(emulator), { ...made, args }));

    const [link] = emulator.stores.get(store.id)?.projectsMetadata ?? [];
    expect(link).toMatchObject(wideAtVercel);
    expect(failure).toMatchObject({ code: "connection-exists", values: { connection: link?.id } });
    expect(count(emulator, CONNECT)).toBe(1);
  },
);

test("P48 nothing is restored that another process or person removed, or where a connection exists", async () => {
  await using emulator = await emulate();
  const { store, args, ...made } = await createConnection(emulator);
  emulator.projects.disconnect(store.id);
  emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "status", status: 403, times: 1 });

  expect((await failureOf(replace(processOf(emulator), { ...made, args }))).code).toBe("api-forbidden");
  expect(count(emulator, CONNECT)).toBe(1);

  const again = await connect(processOf(emulator), toWeb(emulator, store, narrow));
  const context = processOf(emulator);
  const inputs = await checked(context, args, again.state);
  await projectConnection.diff(context, again.id, again.state, inputs);
  await projectConnection.delete(context, again.id, again.state);
  const { id } = emulator.projects.connect({ store: store.id, project: "web" });
  const failure = await failureOf(projectConnection.create(context, inputs));
  expect(failure.code).toBe("connection-exists");
  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id }]);
});

/** The three writes of a replacement that fails: disconnect, connect, connect the old one again. */
const crashes = [
  { what: "before the DELETE", route: DISCONNECT, at: "before-commit", left: "none" },
  { what: "after the DELETE", route: DISCONNECT, at: "after-commit", left: "none" },
  { what: "before the POST", route: CONNECT, at: "before-commit", left: "new" },
  { what: "after the POST", route: CONNECT, at: "after-commit", left: "new" },
  { what: "before the second POST", route: CONNECT, at: "before-commit", fails: true, left: "old" },
  { what: "after the second POST", route: CONNECT, at: "after-commit", fails: true, left: "old" },
] as const;

test.each(crashes)(
  "P48 P42 a process that is killed $what: the next run converges, or names the connection that it meets",
  async ({ route, at, left, ...crash }) => {
    await using emulator = await emulate();
    const { store, args, ...made } = await createConnection(emulator);
    const context = processOf(emulator);
    const fails = "fails" in crash;
    if (fails) emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "status", status: 403, times: 1 });
    // Of the two POSTs the one with the old environments or with the new ones.
    const match = route === CONNECT ? { body: { envVarEnvironments: { length: fails ? 1 : 2 } } } : {};
    const barrier = emulator.barriers.hold({ route, at, match });
    void replace(context, { ...made, args }).catch(() => {});
    await barrier.reached();
    context.kill();
    barrier.release();
    await expect.poll(() => emulator.journal.entries().every(({ endedAt }) => endedAt !== undefined)).toBe(true);

    const links = () => emulator.stores.get(store.id)?.projectsMetadata ?? [];
    if (left === "none") expect(links()).toEqual([]);
    else await expect.poll(links).toMatchObject([left === "old" ? narrow : wideAtVercel]);
    const deleted = route === CONNECT;
    // After the deletion the engine has nothing in the state, and creates; before it, it replaces again.
    const next = () => (deleted ? connect(processOf(emulator), args) : replace(processOf(emulator), { ...made, args }));
    if (!deleted) {
      await next();
      expect(links()).toMatchObject([wideAtVercel]);
      return;
    }
    const failure = await failureOf(next());
    expect(failure.code).toBe("connection-exists");
    expect(render(failure)).toContain(`adopt: "${links()[0]?.id}"`);
    const adopting = { ...(left === "old" ? toWeb(emulator, store, narrow) : args), adopt: String(links()[0]?.id) };
    expect((await connect(processOf(emulator), adopting)).id).toBe(links()[0]?.id);
  },
);

test("P48 variables that disappear a moment after the disconnection: the connect is retried", async () => {
  await using emulator = await emulate({ variablesLinger: 500 });
  const { store, args, ...made } = await createConnection(emulator);

  const { id, state } = await replace(processOf(emulator, { timings: { settleSeconds: 5 } }), { ...made, args });

  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id, ...wideAtVercel }]);
  expect(state.unreadable).toEqual(made.state.variableNames);
  expect(count(emulator, CONNECT)).toBeGreaterThan(1);
});

test("P48 a token that cannot list variables retries by time", async () => {
  await using emulator = await emulate({ variablesLinger: 500 });
  const { args, ...made } = await createConnection(emulator);
  emulator.faults.add({ route: VARIABLES, at: "answer", kind: "status", status: 403, times: ALWAYS });

  await replace(processOf(emulator, { timings: { settleSeconds: 5 } }), { ...made, args });

  expect(count(emulator, CONNECT)).toBeGreaterThan(1);
});

test.each([
  { status: 400, message: "This project is already connected to this store" },
  { status: 409, message: "Conflict" },
])("P48 a collision of a replacement ($status) with the connection that it removed is retried", async (rejection) => {
  await using emulator = await emulate();
  const { store, args, ...made } = await createConnection(emulator);
  emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "status", times: 2, ...rejection });

  const { id } = await replace(processOf(emulator), { ...made, args });

  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id, ...wideAtVercel }]);
  expect(count(emulator, CONNECT)).toBe(3);
});

test("P48 a collision with what nobody removed is final at once", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const context = processOf(emulator, { timings: { settleSeconds: 60 } });
  const inputs = await checked(context, toWeb(emulator, store));
  emulator.projects.addVariable({ project: "web", key: "DATABASE_URL", value: "x" });

  const failure = await failureOf(projectConnection.create(context, inputs));

  expect(failure.code).toBe("connection-variable-conflict");
  expect(count(emulator, CONNECT)).toBe(1);
});

test("P48 a replacement that is done leaves nothing to wait for", async () => {
  await using emulator = await emulate();
  const { args, ...made } = await createConnection(emulator);
  const other = seedStore(emulator, { name: "other-db" });
  const context = processOf(emulator, { timings: { settleSeconds: 60 } });
  await replace(context, { ...made, args });
  emulator.journal.clear();

  const failure = await failureOf(projectConnection.create(context, toWeb(emulator, other, narrow)));

  expect(failure.code).toBe("connection-variable-conflict");
  expect(count(emulator, CONNECT)).toBe(1);
});

test("P48 P21 a deletion on its own does not wait for the variables", async () => {
  await using emulator = await emulate({ variablesLinger: 60_000 });
  const { id, state } = await createConnection(emulator);

  await projectConnection.delete(processOf(emulator), id, state);

  expect(emulator.journal.entries().map(({ method, route }) => `${method} ${route}`)).toEqual([DISCONNECT, STORE]);
});

test("P48 a store that answers 404 for a moment after the disconnection does not leave the project without it", async () => {
  await using emulator = await emulate();
  const { store, args, ...made } = await createConnection(emulator);
  const context = processOf(emulator);
  await projectConnection.diff(context, made.id, made.state, await checked(context, args, made.state));
  const inputs = await checked(context, args);
  await projectConnection.delete(context, made.id, made.state);
  emulator.faults.add({ route: STORE, at: "answer", kind: "status", status: 404 });

  const failure = await failureOf(projectConnection.create(context, inputs));

  const [link] = emulator.stores.get(store.id)?.projectsMetadata ?? [];
  expect(link).toMatchObject(narrow);
  expect(failure).toMatchObject({ code: "connection-restored", id: link?.id });
});

test("P48 a project that moves to another store: if that fails, the failure says what the project is without", async () => {
  await using emulator = await emulate();
  const { store: _, ...made } = await createConnection(emulator);
  const other = seedStore(emulator, { name: "other-db" });
  emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "status", status: 403, times: ALWAYS });

  const failure = await failureOf(replace(processOf(emulator), { ...made, args: toWeb(emulator, other, narrow) }));

  expect(failure.code).toBe("connection-not-restored");
  for (const text of ["production", ...(made.state.variableNames ?? [])]) expect(render(failure)).toContain(text);
});

test("P42 a replacement by an option that also removes adopt connects again", async () => {
  await using emulator = await emulate();
  const { store, id: adopt } = await createConnection(emulator);
  const made = await connect(processOf(emulator), toWeb(emulator, store, { ...narrow, adopt }));

  const args = toWeb(emulator, store, narrow);
  const context = processOf(emulator);
  const unchanged = await projectConnection.diff(
    context,
    made.id,
    made.state,
    await checked(context, args, made.state),
  );
  expect(unchanged.replaces).toEqual([]);
  const next = await replaceByOption(context, { ...made, args });

  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id: next.id }]);
});
