// adopt: the connection with a given id, if it is the one that the program describes. Without it none is adopted.
import { expect, test } from "vitest";
import type { ConnectionInputs } from "../../../provider/src/contract/project-connection.ts";
import { UNKNOWN } from "../../../provider/src/contract/values.ts";
import type { OperationError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { checked, connect, projectId, readAgain, seedStore, toWeb, valuesAt } from "../../support/connection.ts";
import { emulate, failureOf, processOf } from "../../support/process-context.ts";

test("P42 an existing connection fails the creation with its id and the ways out, also if it is as described", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const existing = await connect(processOf(emulator), toWeb(emulator, store));
  emulator.journal.clear();

  const failure = await failureOf(connect(processOf(emulator), toWeb(emulator, store)));

  expect(failure.code).toBe("connection-exists");
  for (const text of [store.id, `adopt: "${existing.id}"`, "aliases", "isconnect"])
    expect(render(failure)).toContain(text);
  expect(emulator.journal.writes()).toEqual([]);
});

test("P42 P18 with adopt the connection is managed without a write, and its state equals a created one", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const made = await connect(processOf(emulator), toWeb(emulator, store));
  emulator.journal.clear();
  const context = processOf(emulator);
  const args = toWeb(emulator, store, { adopt: made.id });

  const adopted = await connect(context, args);

  expect(emulator.journal.writes()).toEqual([]);
  expect(adopted.id).toBe(made.id);
  expect(adopted.state).toEqual({ ...made.state, adopt: made.id });
  const next = processOf(emulator);
  const read = await readAgain(next, adopted.id, adopted.state);
  expect(read.state).toEqual(adopted.state);
  const inputs = await checked(next, args, read.inputs);
  expect(await projectConnection.diff(next, made.id, read.state, inputs)).toEqual({ changes: false, replaces: [] });
});

test("P42 removing an adopt that had its effect is a change without a request, and leaves the state", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const made = await connect(processOf(emulator), toWeb(emulator, store));
  const { id, state } = await connect(processOf(emulator), toWeb(emulator, store, { adopt: made.id }));
  emulator.journal.clear();
  const context = processOf(emulator);

  const inputs = await checked(context, toWeb(emulator, store), state);
  expect(await projectConnection.diff(context, id, state, inputs)).toEqual({ changes: undefined, replaces: [] });
  expect(await projectConnection.update(context, id, state, inputs)).toEqual(made.state);
  expect(emulator.journal.entries()).toEqual([]);
});

test.each(["slug", "id"] as const)(
  "P42 slug and id of a custom environment are equal for an adoption (the server returns the %s)",
  async (spelling) => {
    await using emulator = await emulate({ customEnvironments: spelling });
    const store = seedStore(emulator);
    const staging = String(emulator.projects.get("web")?.customEnvironments[0]?.id);
    const existing = await connect(
      processOf(emulator),
      toWeb(emulator, store, { environments: ["production", "staging"] }),
    );
    const environments = [staging, "production"];

    const again = await connect(processOf(emulator), toWeb(emulator, store, { environments, adopt: existing.id }));

    expect(again.id).toBe(existing.id);
  },
);

const others = [
  {
    what: "other environments",
    made: { environments: ["production"] },
    difference: "environments production, not production, preview, development",
  },
  { what: "a prefix", made: { prefix: "MAIN" }, difference: "prefix MAIN, not none" },
  {
    what: "sensitive variables",
    made: { environments: ["production", "preview"], sensitive: true },
    difference: "sensitive variables, not readable ones",
  },
];

test.each(others)(
  "P42 a connection with $what is not adopted, at preview and at creation: the failure names the differences",
  async ({ made, difference }) => {
    await using emulator = await emulate();
    const store = seedStore(emulator);
    const { id } = emulator.projects.connect({ store: store.id, project: "web", ...made });
    const args = toWeb(emulator, store, { adopt: id });

    const atPreview = await failureOf(checked(processOf(emulator), args));
    const atCreation = await failureOf(
      projectConnection.create(processOf(emulator), {
        ...args,
        environments: ["production", "preview", "development"],
      }),
    );

    for (const failure of [atPreview, atCreation]) {
      expect(failure.code).toBe("connection-adopt-differs");
      for (const text of [id, difference]) expect(render(failure)).toContain(text);
    }
    expect(emulator.journal.writes()).toEqual([]);
  },
);

test("P42 only a connection of this store and project is adopted", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const { id } = emulator.projects.connect({ store: store.id, project: "worker" });

  for (const adopt of [id, "spc_none"]) {
    const failure = await failureOf(checked(processOf(emulator), toWeb(emulator, store, { adopt })));
    expect(failure.code).toBe("connection-adopt-not-found");
    expect(render(failure)).toContain(adopt);
  }
  const malformed = await projectConnection.check(processOf(emulator), undefined, {
    ...toWeb(emulator, store, { adopt: "the old one" }),
  });
  expect(malformed.failures.map(({ code }) => code)).toEqual(["argument-invalid"]);
});

test("P42 P46 a connection is adopted by one resource only, and not while another one keeps it", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const args = toWeb(emulator, store);
  const { id, state } = await connect(processOf(emulator), args);
  const context = processOf(emulator);
  const kept = await checked(context, args, state);
  await projectConnection.diff(context, id, state, kept);
  expect((await failureOf(checked(context, { ...args, adopt: id }))).code).toBe("connection-owned");

  // In the other order the diff of the resource that has it is rejected.
  const other = processOf(emulator);
  await checked(other, { ...args, adopt: id });
  const inputs = await checked(other, args, state);
  expect((await failureOf(projectConnection.diff(other, id, state, inputs))).code).toBe("connection-adopt-conflict");
});

test("P42 a resource that has a connection adopts no other one", async () => {
  await using emulator = await emulate();
  const [store, other] = [seedStore(emulator), seedStore(emulator, { name: "other-db" })];
  const args = toWeb(emulator, store, { environments: ["production"] });
  const { id, state } = await connect(processOf(emulator), args);
  const { id: adopt } = emulator.projects.connect({ store: other.id, project: "docs" });
  const context = processOf(emulator);

  const inputs = await checked(context, { ...args, adopt }, state);
  expect((await failureOf(projectConnection.diff(context, id, state, inputs))).code).toBe(
    "connection-adopt-after-creation",
  );
  // Its own id has no effect.
  const own = await checked(context, { ...args, adopt: id }, state);
  expect(await projectConnection.diff(context, id, state, own)).toEqual({ changes: undefined, replaces: [] });
});

test("P42 P11 a replacement with the adopt of the connection that it replaces connects again", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const made = await connect(processOf(emulator), toWeb(emulator, store, { environments: ["production"] }));
  const args = toWeb(emulator, store, { environments: ["production"], adopt: made.id });
  const { id, state } = await connect(processOf(emulator), args);
  const context = processOf(emulator);
  const sensitive = { ...args, sensitive: true };

  const inputs = await checked(context, sensitive, state);
  expect((await projectConnection.diff(context, id, state, inputs)).replaces).toEqual(["sensitive"]);
  const again = await checked(context, sensitive);
  await projectConnection.delete(context, id, state);
  const replaced = await projectConnection.create(context, again);

  expect(replaced.id).not.toBe(id);
  expect(emulator.stores.get(store.id)?.projectsMetadata).toMatchObject([{ id: replaced.id }]);
  expect(replaced.state.unreadable).toEqual(Object.keys(valuesAt(emulator, "web")).sort());
  const next = processOf(emulator);
  const unchanged = await checked(next, sensitive, replaced.state);
  expect(await projectConnection.diff(next, replaced.id, replaced.state, unchanged)).toMatchObject({ changes: false });
});

test("P46 a resource that is renamed without an alias adopts by id, and the old one deletes nothing", async () => {
  await using emulator = await emulate();
  const store = seedStore(emulator);
  const before = await connect(processOf(emulator), toWeb(emulator, store));
  const context = processOf(emulator);
  const refused = await failureOf(connect(context, toWeb(emulator, store)));
  expect(render(refused)).toContain(`adopt: "${before.id}"`);

  const next = processOf(emulator);
  const renamed = await connect(next, toWeb(emulator, store, { adopt: before.id }));
  emulator.journal.clear();
  await projectConnection.delete(next, before.id, before.state);

  expect(renamed.id).toBe(before.id);
  expect(emulator.journal.entries()).toEqual([]);
});

test("P42 two stacks that connect one project with the same variables: one wins, the other fails and changes nothing", async () => {
  await using emulator = await emulate();
  const [first, second] = [seedStore(emulator), seedStore(emulator, { name: "other-db" })];
  const outcomes = await Promise.allSettled(
    [first, second].map((store) => connect(processOf(emulator), toWeb(emulator, store))),
  );

  const [won, lost] = [...outcomes].sort((a) => (a.status === "fulfilled" ? -1 : 1));
  expect(won?.status).toBe("fulfilled");
  expect(lost).toMatchObject({ status: "rejected", reason: { code: "connection-variable-conflict" } });
  const reason = (lost as PromiseRejectedResult).reason as OperationError;
  expect(render(reason)).toMatch(/DATABASE_URL|PG/);
  expect(emulator.journal.writes().filter(({ method }) => method === "DELETE")).toEqual([]);
  expect(emulator.stores.list()).toHaveLength(2);
  const links = emulator.stores.list().flatMap(({ projectsMetadata }) => projectsMetadata);
  expect(links.map(({ projectId: project }) => project)).toEqual([projectId(emulator, "web")]);
});

test.each([
  { what: "the environments", more: { environments: UNKNOWN } },
  { what: "one environment", more: { environments: ["production", UNKNOWN] } },
  { what: "the prefix", more: { envVarPrefix: UNKNOWN } },
  { what: "sensitive", more: { sensitive: UNKNOWN } },
] as unknown as { what: string; more: Partial<ConnectionInputs> }[])(
  "P32 P42 adopt while $what is unknown passes the preview, as far as the rest matches",
  async ({ more }) => {
    await using emulator = await emulate();
    const store = seedStore(emulator);
    const existing = { environments: ["production"] };
    const { id } = await connect(processOf(emulator), toWeb(emulator, store, existing));
    const inputs = toWeb(emulator, store, { ...existing, ...more, adopt: id });

    expect(await checked(processOf(emulator), inputs)).toMatchObject(inputs);
    const other = more.envVarPrefix === undefined ? { envVarPrefix: "OTHER" } : { environments: ["preview"] };
    const failure = await failureOf(checked(processOf(emulator), { ...inputs, ...other }));
    expect(failure.code).toBe("connection-adopt-differs");
    expect(render(failure)).not.toContain(UNKNOWN);
  },
);
