// An existing store, projects to connect it to, and connections as an `up` creates them.
import type { BehaviourChange, Emulator, Seed, StoredStore } from "vercel-marketplace-emulator";
import { expect } from "vitest";
import type { ConnectionInputs, ConnectionState } from "../../provider/src/contract/project-connection.ts";
import type { Context } from "../../provider/src/lifecycle/core/context.ts";
import { projectConnection } from "../../provider/src/lifecycle/project-connection/index.ts";
import { emulate, processOf } from "./process-context.ts";

export const CONNECT = "POST /v1/integrations/installations/:installation/resources/:id/connections";
export const CONNECT_WITH_PREFIX = "POST /v1/storage/stores/:id/connections";
export const CHANGE = "PATCH /v1/storage/stores/:id/connections/:connection";
export const DISCONNECT = "DELETE /v1/storage/stores/:id/connections/:connection";
export const STORE = "GET /v1/storage/stores/:id";
export const CONNECTIONS = "GET /v1/storage/stores/:id/connections";
export const PULL = "GET /v3/env/pull/:project/:target";
export const VARIABLES = "GET /v10/projects/:project/env";
export const VARIABLE = "GET /v1/projects/:project/env/:id";

export function seedStore(emulator: Emulator, seed: Partial<Seed> = {}): StoredStore {
  return emulator.stores.seed({ name: "shop-db", integration: "neon", metadata: { region: "iad1" }, ...seed });
}

export function projectId(emulator: Emulator, name: "web" | "worker" | "docs" | "storefront"): string {
  return String(emulator.projects.get(name)?.id);
}

/** The arguments that connect a store to the project `web`. */
export function toWeb(
  emulator: Emulator,
  { id }: { id: string },
  more: Partial<ConnectionInputs> = {},
): ConnectionInputs {
  return { storeId: id, projectId: projectId(emulator, "web"), ...more };
}

/** The inputs as check returns them for create. */
export async function checked(
  context: Context,
  args: ConnectionInputs,
  olds?: ConnectionInputs,
): Promise<ConnectionInputs> {
  const { inputs, failures } = await projectConnection.check(context, olds, { ...args });
  if (failures.length > 0) throw failures[0];
  return inputs;
}

/** Check and create, as an `up` does. */
export async function connect(context: Context, args: ConnectionInputs) {
  return projectConnection.create(context, await checked(context, args));
}

/** Check, diff and update, as an `up` does for what changes in place. Without a change the state is the same object. */
export async function change(
  context: Context,
  { id, state }: { id: string; state: ConnectionState },
  args: ConnectionInputs,
): Promise<ConnectionState> {
  const inputs = await checked(context, args, state);
  const { changes, replaces } = await projectConnection.diff(context, id, state, inputs);
  if (replaces.length > 0) throw new Error(`It is replaced because of ${replaces.join(", ")}.`);
  return changes === false ? state : projectConnection.update(context, id, state, inputs);
}

/** What a store and the project `web` have: connections and variables. */
export function snapshotOf(emulator: Emulator) {
  const connections = emulator.stores.list().flatMap(({ projectsMetadata }) => projectsMetadata);
  return structuredClone({ connections, variables: emulator.projects.variables("web") });
}

/** Fails if a text contains a value of a store's secret, or one of these. */
export function expectNoSecrets(emulator: Emulator, texts: readonly string[], canaries: readonly string[] = []): void {
  const secrets = emulator.stores.list().flatMap(({ id }) => Object.values(emulator.stores.secretValues(id)));
  for (const secret of [...secrets, ...canaries]) expect(texts.join("\n")).not.toContain(secret);
}

/** The bodies of the requests that change connections. */
export function changesIn(emulator: Emulator): unknown[] {
  return emulator.journal
    .writes()
    .filter(({ method }) => method === "PATCH")
    .map(({ body }) => body);
}

/** The requests of a run, as method and route. */
export function requestsIn(emulator: Emulator): string[] {
  return emulator.journal.entries().map(({ method, route }) => `${method} ${route}`);
}

/** The values of a project's variables on the server. */
export function valuesAt(emulator: Emulator, project: string): Record<string, string> {
  return Object.fromEntries(emulator.projects.variables(project).map(({ key, value }) => [key, value]));
}

/** Reads the connection as a refresh does. */
export async function readAgain(context: Context, id: string, state: ConnectionState) {
  const found = await projectConnection.read(context, id, state);
  if (found === undefined) throw new Error("It reads as deleted.");
  return found;
}

/** A connection of web, created by an earlier run, and the change of a later one. */
export async function createConnection(more: Partial<ConnectionInputs> = {}, behaviour: BehaviourChange = {}) {
  const emulator = await emulate(behaviour);
  const store = seedStore(emulator);
  const made = await connect(processOf(emulator), toWeb(emulator, store, more));
  emulator.journal.clear();
  return {
    emulator,
    store,
    ...made,
    args: (given: Partial<ConnectionInputs>) => toWeb(emulator, store, given),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

/** The state is the server's, and neither a refresh nor the next run finds a change. */
export async function expectSettled(emulator: Emulator, id: string, state: ConnectionState, args: ConnectionInputs) {
  expect((await readAgain(processOf(emulator), id, state)).state).toEqual(state);
  emulator.journal.clear();
  const context = processOf(emulator);
  const inputs = await checked(context, args, state);
  expect(await projectConnection.diff(context, id, state, inputs)).toEqual({ changes: false, replaces: [] });
  expect(emulator.journal.entries()).toEqual([]);
}
