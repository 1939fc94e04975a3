// A state that a newer version of this package wrote: read and an unchanged preview work, and nothing of it is lost.
import { expect, test } from "vitest";
import type { ConnectionState } from "../../../provider/src/contract/project-connection.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { checked, connect, readAgain, seedStore, toWeb } from "../../support/connection.ts";
import { emulate, failureOf, processOf } from "../../support/process-context.ts";

async function createNewer() {
  const emulator = await emulate();
  const store = seedStore(emulator);
  const args = toWeb(emulator, store);
  const { id, state: known } = await connect(processOf(emulator), args);
  const state = { ...known, stateVersion: 99, deployments: { required: true } } as ConnectionState;
  return { emulator, store, args, id, known, state, [Symbol.asyncDispose]: () => emulator.close() };
}

test("P5 a refresh keeps the fields and the version of a newer state, and an unchanged program changes nothing", async () => {
  await using connection = await createNewer();
  const { emulator, id, state, args } = connection;
  const context = processOf(emulator);

  const read = await readAgain(context, id, state);

  expect(read.state).toEqual(state);
  expect(read.inputs).not.toHaveProperty("deployments");
  const inputs = await checked(context, args, read.inputs);
  expect(await projectConnection.diff(context, id, read.state, inputs)).toEqual({ changes: false, replaces: [] });
});

test("P5 update, delete and a diff that would change something are rejected", async () => {
  await using connection = await createNewer();
  const { emulator, store, id, state, args } = connection;
  const context = processOf(emulator);
  emulator.journal.clear();
  const narrower = await checked(context, { ...args, environments: ["production"] }, state);
  const renamed = await checked(context, { ...args, envVarPrefix: "MAIN" }, state);

  for (const act of [
    () => projectConnection.diff(context, id, state, narrower),
    () => projectConnection.update(context, id, state, narrower),
    () => projectConnection.diff(context, id, state, renamed),
    () => projectConnection.update(context, id, state, renamed),
    () => projectConnection.delete(context, id, state),
  ]) {
    expect((await failureOf(act())).code).toBe("state-too-new");
  }
  expect(emulator.journal.writes()).toEqual([]);
  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id }]);
  // A refresh compares too, and is never rejected.
  const drifted = { ...narrower, environments: ["preview"] };
  expect(await projectConnection.diff(context, id, state, drifted)).toEqual({ changes: undefined, replaces: [] });
  const replaced = { ...drifted, sensitive: true };
  expect((await projectConnection.diff(context, id, state, replaced)).replaces).toEqual(["sensitive"]);
});

test("P5 fields of this version that are unknown to it are kept by update", async () => {
  await using connection = await createNewer();
  const { emulator, id, known, args } = connection;
  const context = processOf(emulator);
  const state = { ...known, missingVariables: ["DATABASE_URL"], deployments: { required: true } } as ConnectionState;

  for (const olds of [state, { ...known, deployments: { required: true } } as ConnectionState]) {
    const inputs = await checked(context, args, olds);
    expect(await projectConnection.update(context, id, olds, inputs)).toEqual({
      ...known,
      deployments: { required: true },
    });
  }
});
