// Environments and names that move from one connection to another in one run.
import type { Emulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import type { ConnectionInputs, ConnectionState } from "../../../provider/src/contract/project-connection.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import {
  CHANGE,
  checked,
  connect,
  DISCONNECT,
  projectId,
  readAgain,
  seedStore,
  snapshotOf,
  toWeb,
  VARIABLES,
} from "../../support/connection.ts";
import { ALWAYS, count, emulate, failureOf, type ProcessContext, processOf } from "../../support/process-context.ts";

interface Made {
  id: string;
  state: ConnectionState;
}

/** Two connections of web, of one store or of two. */
async function start(giving: Partial<ConnectionInputs>, taking: Partial<ConnectionInputs>, stores: "one" | "two") {
  const emulator = await emulate();
  const store = seedStore(emulator);
  const other = stores === "one" ? store : seedStore(emulator, { name: "other-db" });
  const giver = await connect(processOf(emulator), toWeb(emulator, store, giving));
  const taker = await connect(processOf(emulator), toWeb(emulator, other, taking));
  emulator.journal.clear();
  return { emulator, store, other, giver, taker, [Symbol.asyncDispose]: () => emulator.close() };
}

/** The engine's check and diff, which fail or leave the update to be made. */
async function plan(context: ProcessContext, { id, state }: Made, args: ConnectionInputs) {
  const inputs = await checked(context, args, state);
  const { replaces } = await projectConnection.diff(context, id, state, inputs);
  expect(replaces).toEqual([]);
  return () => projectConnection.update(context, id, state, inputs);
}

async function expectConnections(emulator: Emulator, wanted: readonly (Made & { to: Partial<ConnectionInputs> })[]) {
  for (const { id, state, to } of wanted) {
    const link = snapshotOf(emulator).connections.find((one) => one.id === id);
    expect(link).toMatchObject({ environments: to.environments, envVarPrefix: to.envVarPrefix ?? null });
    expect(state).toMatchObject(to);
    expect((await readAgain(processOf(emulator), id, state)).state).toEqual(state);
  }
  expect(count(emulator, DISCONNECT)).toBe(0);
  expect(emulator.journal.count("POST")).toBe(0);
}

const moves: {
  what: string;
  stores: "one" | "two";
  giving: Partial<ConnectionInputs>;
  gives: Partial<ConnectionInputs>;
  taking: Partial<ConnectionInputs>;
  takes: Partial<ConnectionInputs>;
}[] = (["one", "two"] as const).flatMap((stores) => [
  {
    what: `an environment, in ${stores} store(s)`,
    stores,
    giving: { environments: ["production", "preview"] },
    gives: { environments: ["production"] },
    taking: { environments: ["development"] },
    takes: { environments: ["development", "preview"] },
  },
  {
    what: `an environment for another, in ${stores} store(s)`,
    stores,
    giving: { environments: ["preview"] },
    gives: { environments: ["production"] },
    taking: { environments: ["development"] },
    takes: { environments: ["preview"] },
  },
]);
moves.push({
  what: "names, in two stores",
  stores: "two",
  giving: { environments: ["production"] },
  gives: { environments: ["production"], envVarPrefix: "OLD" },
  taking: { environments: ["production"], envVarPrefix: "NEW" },
  takes: { environments: ["production"] },
});

test.each(moves)("P48 $what moves in one run, whichever request comes first", async (move) => {
  for (const first of ["giver", "taker", "both"] as const) {
    await using pair = await start(move.giving, move.taking, move.stores);
    const { emulator, store, other, giver, taker } = pair;
    const context = processOf(emulator, { timings: { settleSeconds: 5 } });
    const give = await plan(context, giver, toWeb(emulator, store, move.gives));
    const take = await plan(context, taker, toWeb(emulator, other, move.takes));

    // The PATCH of the one that takes is rejected, and sent again.
    const taking = first === "giver" ? undefined : take();
    if (first === "taker") await expect.poll(() => count(emulator, CHANGE)).toBeGreaterThan(1);
    const gave = await give();
    const took = await (taking ?? take());

    await expectConnections(emulator, [
      { id: giver.id, state: gave, to: move.gives },
      { id: taker.id, state: took, to: move.takes },
    ]);
  }
});

test.each(moves)("P48 $what: declared first, the connection that takes fails with the way out", async (move) => {
  await using pair = await start(move.giving, move.taking, move.stores);
  const { emulator, store, other, giver, taker } = pair;
  const before = snapshotOf(emulator);
  const context = processOf(emulator);

  const failure = await failureOf(plan(context, taker, toWeb(emulator, other, move.takes)));

  expect(failure.code).toBe("connection-change-rejected");
  const code = move.stores === "one" ? "connection-overlap" : "connection-variable-conflict";
  expect(failure.cause).toMatchObject({ code });
  if (move.stores === "one") for (const text of [giver.id, "dependsOn"]) expect(render(failure)).toContain(text);
  else expect(render(failure)).toContain(store.id);
  expect(snapshotOf(emulator)).toEqual(before);
});

test.each(["one", "two"] as const)(
  "P48 P31 what a connection of %s store(s) keeps is in the way, whatever else it gives",
  async (stores) => {
    const kept = { environments: ["production", "preview"] };
    await using pair = await start(kept, { environments: ["development"] }, stores);
    const { emulator, store, other, giver, taker } = pair;
    const takes = toWeb(emulator, other, { environments: ["development", "preview", "production"] });
    const code = stores === "one" ? "connection-declared-twice" : "connection-variable-conflict";
    const gives: Partial<ConnectionInputs>[] = [{ environments: ["production"] }];
    // Other names free no environment of the same store.
    if (stores === "one") gives.push({ ...kept, envVarPrefix: "MAIN" });
    for (const given of gives) {
      const context = processOf(emulator);
      await plan(context, giver, toWeb(emulator, store, given));

      const failure = await failureOf(plan(context, taker, takes));
      expect(failure).toMatchObject({ code: "connection-change-rejected", cause: { code } });
    }
    expect(emulator.journal.writes()).toEqual([]);
  },
);

test("P48 P31 a custom environment that a connection keeps by its slug is in the way of one that names its id", async () => {
  await using pair = await start({ environments: ["production", "staging"] }, { environments: ["preview"] }, "one");
  const { emulator, store, giver, taker } = pair;
  const staging = String(emulator.projects.get("web")?.customEnvironments[0]?.id);
  const context = processOf(emulator);
  await plan(context, giver, toWeb(emulator, store, { environments: ["staging"] }));

  const failure = await failureOf(plan(context, taker, toWeb(emulator, store, { environments: ["preview", staging] })));

  expect(failure.cause).toMatchObject({ code: "connection-declared-twice", values: { environments: [staging] } });
});

test("P48 what a connection that goes to another project leaves is free, by slug and by id", async () => {
  await using pair = await start({ environments: ["production", "staging"] }, { environments: ["preview"] }, "one");
  const { emulator, store, giver, taker } = pair;
  const staging = String(emulator.projects.get("web")?.customEnvironments[0]?.id);
  const context = processOf(emulator);
  const leaves = {
    ...toWeb(emulator, store, { environments: ["production"] }),
    projectId: projectId(emulator, "worker"),
  };
  const inputs = await checked(context, leaves, giver.state);
  const { replaces } = await projectConnection.diff(context, giver.id, giver.state, inputs);
  expect(replaces).toEqual(["projectId"]);

  const take = await plan(context, taker, toWeb(emulator, store, { environments: ["preview", staging] }));
  await projectConnection.delete(context, giver.id, giver.state);

  expect((await take()).environments).toEqual(["preview", staging]);
});

test("P48 a variable that the project got after the preview is in the way for good, where nothing leaves", async () => {
  await using pair = await start({ environments: ["production", "preview"] }, { environments: ["development"] }, "two");
  const { emulator, store, other, giver, taker } = pair;
  const context = processOf(emulator, { timings: { settleSeconds: 60 } });
  const give = await plan(context, giver, toWeb(emulator, store, { environments: ["production"] }));
  const take = await plan(
    context,
    taker,
    toWeb(emulator, other, { environments: ["development", "preview", "staging"] }),
  );
  await give();
  emulator.projects.addVariable({ project: "web", key: "DATABASE_URL", value: "own", environments: ["staging"] });

  const failure = await failureOf(take());

  expect(failure.cause).toMatchObject({ code: "connection-variable-conflict", values: { variable: "DATABASE_URL" } });
  expect(count(emulator, CHANGE)).toBe(2);
});

test("P48 if the connection that gives is rejected, so is the one that takes, and both are as they were", async () => {
  for (const stores of ["one", "two"] as const) {
    const move = { environments: ["production", "preview"] };
    await using pair = await start(move, { environments: ["development"] }, stores);
    const { emulator, store, other, giver, taker } = pair;
    const before = snapshotOf(emulator);
    const context = processOf(emulator);
    const give = await plan(context, giver, toWeb(emulator, store, { environments: ["production"] }));
    const take = await plan(context, taker, toWeb(emulator, other, { environments: ["development", "preview"] }));
    const path = `/v1/storage/stores/${store.id}/connections/${giver.id}`;
    emulator.faults.add({
      route: "PATCH *",
      match: { path },
      at: "before-commit",
      kind: "status",
      status: 403,
      times: ALWAYS,
    });

    const [gave, took] = await Promise.all([failureOf(give()), failureOf(take())]);

    expect(gave.code).toBe("api-forbidden");
    expect(took.code).toBe("connection-change-rejected");
    expect(snapshotOf(emulator)).toEqual(before);
  }
});

test.each(["one", "two"] as const)(
  "P48 two connections of %s store(s) that exchange environments are rejected with the way out, which works",
  async (stores) => {
    const [first, second] = [{ environments: ["production"] }, { environments: ["preview"] }];
    await using pair = await start(first, second, stores);
    const { emulator, store, other, giver, taker } = pair;
    const before = snapshotOf(emulator);
    const context = processOf(emulator);

    const failure = await failureOf(plan(context, giver, toWeb(emulator, store, second)));

    expect(failure.code).toBe("connection-change-rejected");
    if (stores === "one") expect(render(failure)).toContain("two updates");
    else expect(failure.cause).toMatchObject({ values: { origin: { storeId: other.id } } });
    expect(snapshotOf(emulator)).toEqual(before);
    // Two updates: the first makes room.
    const room = processOf(emulator);
    const aside = await (await plan(room, giver, toWeb(emulator, store, { environments: ["development"] })))();
    const next = processOf(emulator);
    const took = await (await plan(next, taker, toWeb(emulator, other, first)))();
    const last = await (
      await plan(processOf(emulator), { id: giver.id, state: aside }, toWeb(emulator, store, second))
    )();
    await expectConnections(emulator, [
      { id: giver.id, state: last, to: second },
      { id: taker.id, state: took, to: first },
    ]);
  },
);

test("P48 a new connection takes the environment that another one of the store leaves in the same run", async () => {
  await using pair = await start({ environments: ["production", "preview"] }, { environments: ["development"] }, "one");
  const { emulator, store, giver } = pair;
  const context = processOf(emulator, { timings: { settleSeconds: 5 } });
  const give = await plan(context, giver, toWeb(emulator, store, { environments: ["production"] }));
  const inputs = await checked(context, toWeb(emulator, store, { environments: ["preview"] }));
  expect(context.said.warning).toEqual([]);

  const creating = projectConnection.create(context, inputs);
  await expect.poll(() => emulator.journal.entries().length).toBeGreaterThan(0);
  await give();
  const { id } = await creating;

  expect(snapshotOf(emulator).connections).toMatchObject([
    { id: giver.id, environments: ["production"] },
    { environments: ["development"] },
    { id, environments: ["preview"] },
  ]);
});

test("P48 connections of one store are changed one after another, those of two stores at the same time", async () => {
  for (const stores of ["one", "two"] as const) {
    await using pair = await start({ environments: ["production"] }, { environments: ["preview"] }, stores);
    const { emulator, store, other, giver, taker } = pair;
    const context = processOf(emulator);
    const one = await plan(context, giver, toWeb(emulator, store, { environments: ["production", "staging"] }));
    const two = await plan(context, taker, toWeb(emulator, other, { environments: ["preview", "qa"] }));
    emulator.faults.add({ route: CHANGE, at: "before-commit", kind: "slow", ms: 60, times: ALWAYS });

    await Promise.all([one(), two()]);

    const [first, second] = emulator.journal.writes();
    const isAtOnce = Number(second?.at) < Number(first?.endedAt);
    expect(isAtOnce).toBe(stores === "two");
  }
});

test("P48 a token that may not list variables: a conflict with other names than those that leave is final", async () => {
  await using pair = await start(
    { environments: ["production", "preview"], envVarPrefix: "X" },
    { environments: ["development"] },
    "two",
  );
  const { emulator, store, other, giver, taker } = pair;
  emulator.projects.addVariable({ project: "web", key: "DATABASE_URL", value: "own", environments: ["preview"] });
  emulator.faults.add({ route: VARIABLES, at: "answer", kind: "status", status: 403, times: ALWAYS });
  const context = processOf(emulator, { timings: { settleSeconds: 60 } });
  await plan(context, giver, toWeb(emulator, store, { environments: ["production"], envVarPrefix: "X" }));
  const take = await plan(context, taker, toWeb(emulator, other, { environments: ["development", "preview"] }));

  expect((await failureOf(take())).cause).toMatchObject({ code: "connection-variable-conflict" });
  expect(count(emulator, CHANGE)).toBe(1);
});

test("P48 a token that may not list variables: a move between stores is not waited for, and both work as before", async () => {
  await using pair = await start({ environments: ["production", "preview"] }, { environments: ["development"] }, "two");
  const { emulator, other, taker } = pair;
  emulator.faults.add({ route: VARIABLES, at: "answer", kind: "status", status: 403, times: ALWAYS });
  const before = snapshotOf(emulator);
  const context = processOf(emulator, { timings: { settleSeconds: 60 } });

  const take = await plan(context, taker, toWeb(emulator, other, { environments: ["development", "preview"] }));
  const failure = await failureOf(take());

  expect(failure).toMatchObject({
    code: "connection-change-rejected",
    cause: { code: "connection-variable-conflict", values: { origin: "unknown" } },
  });
  expect(snapshotOf(emulator)).toEqual(before);
});
