// A change that is rejected leaves the connection as it was: its variables, its values and the state.
import type { BehaviourChange, Emulator, FaultGiven } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import type { ConnectionInputs, ConnectionState } from "../../../provider/src/contract/project-connection.ts";
import { type OperationError, PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import {
  CHANGE,
  change,
  changesIn,
  checked,
  connect,
  DISCONNECT,
  expectNoSecrets,
  readAgain,
  seedStore,
  snapshotOf,
  toWeb,
  valuesAt,
} from "../../support/connection.ts";
import { ALWAYS, count, emulate, failureOf, type ProcessContext, processOf } from "../../support/process-context.ts";

const production = ["production"];
const wide = { environments: ["production", "preview", "staging"] };
const renamed = { environments: production, envVarPrefix: "MAIN" };
const CANARY = "own-value-canary";

async function createConnection(behaviour: BehaviourChange = {}) {
  const emulator = await emulate();
  const store = seedStore(emulator);
  const made = await connect(processOf(emulator), toWeb(emulator, store, { environments: production }));
  emulator.configure(behaviour);
  emulator.journal.clear();
  return {
    emulator,
    store,
    ...made,
    args: (given: Partial<ConnectionInputs>) => toWeb(emulator, store, given),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

interface Made {
  emulator: Emulator;
  id: string;
  state: ConnectionState;
}

/** The failure of a change, after which everything is as it was: at Vercel, and in the state. */
async function rejected(
  { emulator, id, state }: Made,
  args: ConnectionInputs,
  act = (context: ProcessContext) => change(context, { id, state }, args) as Promise<unknown>,
): Promise<OperationError> {
  const before = snapshotOf(emulator);
  const context = processOf(emulator, { timings: { rateLimitBudgetSeconds: 0.2 } });

  const failure = await failureOf(act(context));

  // The engine keeps the old state.
  expect(failure).not.toBeInstanceOf(PartialStateError);
  expect(snapshotOf(emulator)).toEqual(before);
  expect(count(emulator, DISCONNECT)).toBe(0);
  expectNoSecrets(emulator, [render(failure), ...Object.values(context.said).flat()], [CANARY]);
  emulator.faults.clear();
  expect((await readAgain(processOf(emulator), id, state)).state).toEqual(state);
  return failure;
}

type Connection = Awaited<ReturnType<typeof createConnection>>;

/** What is in the way of a change, and what the user does about it. */
const obstacles: {
  what: string;
  put: (connection: Connection) => () => void;
  to: Partial<ConnectionInputs>;
  code: string;
  values: (connection: Connection) => object;
  texts: string[];
}[] = [
  {
    what: "the project's own variable in one environment",
    put: ({ emulator }) => addVariable(emulator, "DATABASE_URL", ["staging"]),
    to: wide,
    code: "connection-variable-conflict",
    values: () => ({ variable: "DATABASE_URL", origin: "project" }),
    texts: ["DATABASE_URL", "staging"],
  },
  {
    what: "the project's own variable with the new prefix",
    put: ({ emulator }) => addVariable(emulator, "MAIN_PGHOST", ["production", "development"]),
    to: renamed,
    code: "connection-variable-conflict",
    values: () => ({ variable: "MAIN_PGHOST", environments: production, origin: "project", hasPrefix: true }),
    texts: ["MAIN_PGHOST", "production"],
  },
  {
    what: "a variable of another store",
    put: ({ emulator }) => {
      const other = seedStore(emulator, { name: "other-db" });
      emulator.projects.connect({ store: other.id, project: "web", environments: ["preview"] });
      return () => emulator.projects.disconnect(other.id);
    },
    to: wide,
    code: "connection-variable-conflict",
    values: ({ emulator }) => ({ origin: { storeId: emulator.stores.list({ name: "other-db" })[0]?.id } }),
    texts: ["DATABASE_URL", "preview"],
  },
  {
    what: "another connection of the store",
    put: ({ emulator, store }) => {
      const { id } = emulator.projects.connect({ store: store.id, project: "web", environments: ["preview"] });
      return () => emulator.projects.disconnect(store.id, id);
    },
    to: wide,
    code: "connection-overlap",
    values: ({ emulator, store }) => ({
      connection: emulator.stores.get(store.id)?.projectsMetadata[1]?.id,
      environments: ["preview"],
    }),
    texts: ["preview"],
  },
];

function addVariable(emulator: Emulator, key: string, environments: string[]): () => void {
  const { id } = emulator.projects.addVariable({ project: "web", key, value: CANARY, environments });
  return () => emulator.projects.removeVariable(id);
}

test.each(obstacles)(
  "P48 P31 P27 a change that meets $what fails at preview and in the update; without it, it is made with one PATCH",
  async ({ put, to, code, values, texts }) => {
    await using connection = await createConnection();
    const { emulator, store, id, state, args } = connection;
    // The update of a run whose preview was before the obstacle.
    const inputs = await checked(processOf(emulator), args(to), state);
    const remove = put(connection);

    const atPreview = await rejected(connection, args(to));
    expect(emulator.journal.writes()).toEqual([]);
    const inUpdate = await rejected(connection, args(to), (context) =>
      projectConnection.update(context, id, state, inputs),
    );
    expect(count(emulator, CHANGE)).toBe(1);

    for (const failure of [atPreview, inUpdate]) {
      expect(failure.code).toBe("connection-change-rejected");
      expect(failure.cause).toMatchObject({ code, values: values(connection) });
      for (const text of [`shop-db in web (${id})`, store.id, ...texts]) expect(render(failure)).toContain(text);
    }
    remove();
    emulator.journal.clear();
    const changed = await change(processOf(emulator), { id, state }, args(to));
    expect(count(emulator, CHANGE)).toBe(1);
    expect(changed.values).toEqual(valuesAt(emulator, "web"));
  },
);

test("P48 P31 an environment that does not exist fails at preview and in the update, by name and with the valid ones", async () => {
  await using connection = await createConnection();
  const { emulator, id, state, args } = connection;
  const to = args({ environments: ["production", "stagin"] });

  const atPreview = await rejected(connection, to);
  expect(emulator.journal.writes()).toEqual([]);
  const inUpdate = await rejected(connection, to, (context) => projectConnection.update(context, id, state, to));

  for (const failure of [atPreview, inUpdate]) {
    expect(failure.code).toBe("connection-change-rejected");
    expect(render(failure)).toContain("Did you mean staging?");
    expect(render(failure)).not.toContain("allowed values");
  }
});

const unsupported: { what: string; behaviour: NonNullable<BehaviourChange["changeConnection"]>; status: number }[] = [
  { what: "has no such route", behaviour: 404, status: 404 },
  { what: "does not allow the method", behaviour: 405, status: 405 },
  { what: "knows none of the keys", behaviour: "additional-property", status: 400 },
];

test.each(unsupported)(
  "P48 an API that $what: the failure says how to replace the connection, and nothing is replaced",
  async ({ behaviour, status }) => {
    await using connection = await createConnection({ changeConnection: behaviour });
    const { emulator, id, args } = connection;

    for (const to of [{ environments: ["production", "development"] }, renamed]) {
      const failure = await rejected(connection, args(to));
      expect(failure).toMatchObject({ code: "connection-change-unsupported", values: { status } });
      for (const text of [`shop-db in web (${id})`, "pulumi up --replace"]) expect(render(failure)).toContain(text);
    }
    expect(count(emulator, CHANGE)).toBe(2);
  },
);

const answers: { what: string; fault: Partial<FaultGiven>; code: string }[] = [
  { what: "400", fault: { status: 400, message: "not this time" }, code: "api-bad-request" },
  { what: "401", fault: { status: 401 }, code: "api-unauthorized" },
  { what: "402", fault: { status: 402 }, code: "api-payment-required" },
  { what: "403", fault: { status: 403 }, code: "api-forbidden" },
  { what: "404", fault: { status: 404 }, code: "connection-change-unsupported" },
  { what: "405", fault: { status: 405 }, code: "connection-change-unsupported" },
  {
    what: "an unknown method",
    fault: { status: 400, code: "method_unknown", message: "Unknown method" },
    code: "connection-change-unsupported",
  },
  { what: "409", fault: { status: 409 }, code: "api-connection-conflict" },
  { what: "429 for too long", fault: { status: 429, retryAfter: "1", times: ALWAYS }, code: "api-rate-limited" },
];

test.each(answers)("P48 P16 a PATCH that is answered with $what is final, and sent once", async ({ fault, code }) => {
  await using connection = await createConnection();
  const { emulator, id, state, args } = connection;
  const { status = 400, ...rest } = fault as { status?: number };
  // What the connection itself leaves is not waited for.
  for (const to of [wide, { environments: ["preview"] }, renamed]) {
    emulator.faults.add({ route: CHANGE, at: "before-commit", kind: "status", status, ...rest });

    const failure = await rejected(connection, args(to));

    expect(failure.code).toBe(code);
    expect(render(failure)).toContain(`shop-db in web (${id})`);
    expect(count(emulator, CHANGE)).toBe(1);
    emulator.journal.clear();
  }
  const changed = await change(processOf(emulator), { id, state }, args(wide));
  expect(count(emulator, CHANGE)).toBe(1);
  expect(changed.environments).toEqual(wide.environments);
});

test("P48 a PATCH that is answered with 429 is sent again when the server says so", async () => {
  await using connection = await createConnection();
  const { emulator, id, state, args } = connection;
  emulator.faults.add({ route: CHANGE, at: "before-commit", kind: "status", status: 429, retryAfter: "0" });

  const changed = await change(processOf(emulator), { id, state }, args(wide));

  expect(changesIn(emulator)).toHaveLength(2);
  expect(snapshotOf(emulator).connections).toMatchObject([{ id, ...wide }]);
  expect(changed.environments).toEqual(wide.environments);
});

test("P48 a token that may not change connections: the failure names the permission", async () => {
  await using connection = await createConnection();
  const { emulator, id, state, args } = connection;

  const failure = await rejected(connection, args(wide), () =>
    change(processOf(emulator, { token: "viewer" }), { id, state }, args(wide)),
  );

  expect(failure.code).toBe("api-forbidden");
  expect(render(failure)).toContain("change the connections of stores");
});

test.each(["before the change", "while the PATCH is on its way"])(
  "P48 a connection that somebody deleted %s is not created again",
  async (when) => {
    await using connection = await createConnection();
    const { emulator, store, id, state, args } = connection;
    const delay = emulator.barriers.hold({ route: CHANGE, at: "before-commit" });
    const inputs = await checked(processOf(emulator), args(wide), state);
    if (when === "before the change") emulator.projects.disconnect(store.id);

    const updating = failureOf(projectConnection.update(processOf(emulator), id, state, inputs));
    if (when !== "before the change") {
      await delay.reached();
      emulator.projects.disconnect(store.id);
    }
    delay.release();

    expect((await updating).code).toBe("connection-deleted");
    expect(snapshotOf(emulator).connections).toEqual([]);
    expect(emulator.journal.count("POST")).toBe(0);
  },
);
