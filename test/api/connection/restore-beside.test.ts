// A replacement that fails beside another new connection of the same store and project.
import { expect, test } from "vitest";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { CONNECT, checked, connect, seedStore, toWeb } from "../../support/connection.ts";
import { emulate, failureOf, processOf } from "../../support/process-context.ts";

const rejected = { route: CONNECT, at: "before-commit", kind: "status", status: 403, times: 1 } as const;

/** A process that has deleted a connection to replace it, and the inputs of the replacement and of a new connection. */
async function startReplacing() {
  const emulator = await emulate();
  const store = seedStore(emulator);
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store, { environments: ["production"] }));
  const context = processOf(emulator);
  const news = toWeb(emulator, store, { environments: ["preview"], sensitive: true });
  await projectConnection.diff(context, id, state, await checked(context, news, state));
  const replacement = await checked(context, news);
  const beside = await checked(context, toWeb(emulator, store, { environments: ["development"] }));
  await projectConnection.delete(context, id, state);
  const links = () => emulator.stores.get(store.id)?.projectsMetadata.map(({ environments }) => environments);
  return { emulator, context, replacement, beside, links, [Symbol.asyncDispose]: () => emulator.close() };
}

test("P48 a new connection that fails is not given the connection that another resource replaces", async () => {
  await using stack = await startReplacing();
  const { emulator, context, replacement, beside, links } = stack;
  emulator.faults.add(rejected);

  const failure = await failureOf(projectConnection.create(context, beside));

  expect(failure.code).not.toBe("connection-restored");
  expect(links()).toEqual([]);
  await projectConnection.create(context, replacement);
  expect(links()).toEqual([["preview"]]);
});

test("P48 a replacement that fails is undone although a new connection was created meanwhile", async () => {
  await using stack = await startReplacing();
  const { emulator, context, replacement, beside, links } = stack;
  await projectConnection.create(context, beside);
  emulator.faults.add(rejected);

  const failure = await failureOf(projectConnection.create(context, replacement));

  expect(failure.code).toBe("connection-restored");
  expect(links()).toEqual([["development"], ["production"]]);
});
