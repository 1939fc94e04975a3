// Connections that fail or are interrupted: an error with its code, every connection in the state, and no value visible.
import type { Emulator, FaultGiven } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive, testMatrix } from "../support/matrix.ts";
import { expectNoCanaries } from "./support/canaries.ts";
import {
  CONNECT,
  CONNECTION_TYPE,
  connecting,
  connectionsAt,
  connectionsIn,
  createConnected,
  DISCONNECT,
  oneConnection,
  PULL,
} from "./support/connections.ts";
import { crash } from "./support/crash.ts";
import { expectMessage } from "./support/messages.ts";
import type { Stack, StackOptions } from "./support/stack.ts";

const OWN = "canary-of-a-variable-of-the-project";

/** A stack whose project web has a variable of its own. */
async function createWithOwnVariable(text = oneConnection, options: StackOptions = {}): Promise<Stack> {
  const stack = await createConnected(text, options);
  stack.emulator.projects.addVariable({ project: "web", key: "OWN", value: OWN });
  return stack;
}

interface Failing {
  what: string;
  always?: true;
  fault?: FaultGiven;
  program?: string;
  before?: (emulator: Emulator) => void;
  /** The code of the error, and what its text contains. */
  expected: readonly [code: string, ...values: string[]];
}

const always = { times: null } as const;

const failing: Failing[] = [
  {
    what: "a variable of the project that has the same name",
    before: ({ projects }) => projects.addVariable({ project: "web", key: "DATABASE_URL", value: `${OWN}-2` }),
    expected: [
      "connection-variable-conflict",
      "shop-dev-db (ir_",
      "prj_AcmeWeb",
      "DATABASE_URL",
      "is the project's own",
    ],
  },
  {
    what: "a project of another team",
    program: oneConnection.replace("projectId: web", 'projectId: "prj_ProdShop8Nf4Cy1Ra7Lk3Wt6Zj5"'),
    expected: ["project-not-found", "projectId: ", "prj_ProdShop8Nf4Cy1Ra7Lk3Wt6Zj5", "acme"],
  },
  {
    what: "a store that does not exist",
    program: oneConnection.replace("storeId: db.id", 'storeId: "ir_AAAAAAAAAAAAAAAA"'),
    expected: ["connection-store-not-found", "ir_AAAAAAAAAAAAAAAA", "acme"],
  },
  {
    what: "a token without permission",
    fault: { route: CONNECT, at: "before-commit", kind: "status", status: 403, code: "forbidden", message: "not you" },
    expected: ["api-forbidden", "not you", "environment variable VERCEL_API_TOKEN"],
  },
  {
    what: "a POST that is lost before the commit",
    fault: { route: CONNECT, at: "before-commit", kind: "reset" },
    expected: ["connection-outcome-unknown", "shop-dev-db (ir_", "prj_AcmeWeb"],
  },
  {
    what: "variables that cannot be read: 500",
    fault: { route: PULL, at: "answer", kind: "status", status: 500, ...always },
    expected: ["api-server-error", "shop-dev-db in web (spc_", "GET /v3/env/pull/"],
  },
  {
    what: "variables of another shape",
    fault: { route: PULL, at: "answer", kind: "other-shape", ...always },
    expected: ["api-unreadable", "shop-dev-db in web (spc_", "GET /v3/env/pull/"],
  },
  {
    what: "variables in a truncated response",
    fault: { route: PULL, at: "answer", kind: "truncated", ...always },
    expected: ["api-connection-lost", "shop-dev-db in web (spc_", "GET /v3/env/pull/"],
  },
  {
    what: "variables in a response that is not JSON",
    fault: { route: PULL, at: "answer", kind: "not-json", ...always },
    expected: ["api-unreadable", "shop-dev-db in web (spc_", "GET /v3/env/pull/"],
  },
];

testMatrix(
  "P27 $what: the error has a code and shows no value, and every connection is in the state",
  failing,
  async ({ fault, program, before, expected: [code, ...values] }) => {
    await using stack = await createWithOwnVariable(program, { timings: { requestSeconds: 0.5 } });
    const { emulator, workspace } = stack;
    before?.(emulator);
    if (fault) emulator.faults.add(fault);

    const up = await workspace.up(["--diff"]);

    expect(up.code).not.toBe(0);
    expectMessage(up.output, code, ...values);
    expect(up.output).not.toContain("    at ");
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    await expectNoCanaries(stack, [up.output]);
    emulator.faults.clear();
    expect((await workspace.destroy()).code).toBe(0);
    expect(connectionsAt(emulator)).toEqual([]);
  },
);

test(
  "P13 P14 P28 a connection whose variables are missing stays in the state; a later up reads them without a POST",
  exhaustive,
  async () => {
    await using stack = await createWithOwnVariable(oneConnection, {
      behaviour: { variablesAfter: {} },
      timings: { variablesSeconds: 0.3 },
    });
    const { emulator, workspace } = stack;

    const first = await workspace.up();

    const [store] = emulator.stores.list();
    const [link] = store?.projectsMetadata ?? [];
    expect(first.code).not.toBe(0);
    expectMessage(first.output, "connection-variables-pending", `shop-dev-db in web (${link?.id})`);
    expect(await connectionsIn(stack)).toEqual([link?.id]);

    // A refresh removes the engine's record of the failed initialization.
    expect((await workspace.refresh()).code).toBe(0);
    emulator.stores.edit(String(store?.id), {
      projectsMetadata: (store?.projectsMetadata ?? []).map(({ pending: _, ...rest }) => rest),
    });
    const second = await workspace.up();

    expect(second.code).toBe(0);
    expect(emulator.journal.writes()).toHaveLength(2);
    const values = emulator.stores.secretValues(String(store?.id));
    expect((await workspace.outputs({ showSecrets: true })).url).toBe(values.DATABASE_URL);
    await expectNoCanaries(stack, [first.output, second.output]);
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test("a connection whose variables never appeared can be destroyed", exhaustive, async () => {
  await using stack = await createWithOwnVariable(oneConnection, {
    behaviour: { variablesAfter: {} },
    timings: { variablesSeconds: 0.2 },
  });
  const { emulator, workspace } = stack;
  await workspace.up();

  expect((await workspace.destroy()).code).toBe(0);
  expect(emulator.stores.list()).toEqual([]);
});

const killedWhileConnecting = [
  { what: "before the commit", at: "before-commit" },
  { what: "after the commit", at: "after-commit", always: true },
] as const;

testMatrix(
  "P42 a run that was killed while it connected ($what): the next one names the connection, and adopts it by its id",
  killedWhileConnecting,
  async ({ at }) => {
    await using stack = await createWithOwnVariable();
    const { emulator, workspace } = stack;
    const barrier = emulator.barriers.hold({ route: CONNECT, at });
    const running = workspace.start(["up", "--yes", "--skip-preview", "--non-interactive"]);
    await barrier.reached();
    running.kill("SIGKILL");
    await running.done;
    // The orphaned provider's request is carried out all the same.
    barrier.release();
    await expect.poll(() => connectionsAt(emulator)).toHaveLength(1);

    expect((await workspace.cancel()).code).toBe(0);
    const up = await workspace.up();
    const [id] = connectionsAt(emulator);
    expect(up.code).not.toBe(0);
    expectMessage(up.output, "connection-exists", `adopt: "${id}"`, "aliases");

    const adopting = oneConnection.replace("projectId: web", `projectId: web, adopt: "${id}"`);
    await workspace.writeProgram(connecting(emulator, adopting));
    expect((await workspace.up()).code).toBe(0);
    // An adopt that had its effect may stay or go.
    await workspace.writeProgram(connecting(emulator, oneConnection));
    expect((await workspace.up()).code).toBe(0);
    expect(emulator.journal.count("POST", CONNECT)).toBe(1);
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test("P42 P21 a connection that differs from the program is not adopted, and its store is not deleted", async () => {
  await using stack = await createWithOwnVariable(
    'exports.id = new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } }).id;',
  );
  const { emulator, workspace } = stack;
  await workspace.up();
  const store = String((await workspace.outputs()).id);
  const { id } = emulator.projects.connect({ store, project: "web", environments: ["production"] });
  await workspace.writeProgram(connecting(emulator, oneConnection));
  emulator.journal.clear();

  const up = await workspace.up();

  expect(up.code).not.toBe(0);
  expectMessage(up.output, "connection-exists", `(${store})`, "project web (prj_", id, "environments production, not ");
  expect(emulator.journal.writes()).toEqual([]);
  expect(await workspace.resources(CONNECTION_TYPE)).toEqual([]);

  // The error of a store that is in use names its projects.
  const destroy = await workspace.destroy();
  expect(destroy.code).not.toBe(0);
  expectMessage(destroy.output, "store-in-use", `(${store})`, "1 project (web)");
  expect(connectionsAt(emulator)).toEqual([id]);
});

test("P31 arguments that need no request to be validated fail the preview by name", exhaustive, async () => {
  await using stack = await createWithOwnVariable(
    oneConnection.replace(
      "projectId: web }",
      'projectId: web, environments: ["production", "Preview"], sensitive: true, envVarPrefix: "2", enviroment: "x" }',
    ),
  );
  const { emulator, workspace } = stack;

  const preview = await workspace.preview();

  expect(preview.code).not.toBe(0);
  expectMessage(preview.output, "argument-invalid", 'environments[1]: "Preview"', "preview");
  expectMessage(preview.output, "argument-invalid", "envVarPrefix: ", "letter");
  expectMessage(preview.output, "argument-conflict", "sensitive: ", "envVarPrefix");
  expectMessage(preview.output, "argument-unknown", "enviroment: ", "ProjectConnection", "Did you mean environments?");
  expect(emulator.journal.writes()).toEqual([]);
});

const mistakes = [
  {
    what: "environments",
    more: 'environments: ["production", "stagin"]',
    expected: ["connection-change-rejected", 'environments: "stagin"', "web"],
  },
  {
    what: "projectId",
    more: 'projectId: "prj_AAAAAAAAAAAAAAAAAAAAAAAAAAAA"',
    expected: ["connection-replacement-rejected", "projectId: ", "prj_AAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
  },
] as const;

testMatrix(
  "P31 a mistake in $what of a connection fails at preview and at up, and removes no variables",
  mistakes,
  async ({ more, expected: [code, ...values] }) => {
    await using stack = await createWithOwnVariable();
    const { emulator, workspace } = stack;
    await workspace.up();
    const [links, variables] = [connectionsAt(emulator), emulator.projects.variables("web").length];
    await workspace.writeProgram(
      connecting(emulator, oneConnection.replace("projectId: web", `projectId: web, ${more}`)),
    );
    emulator.journal.clear();

    for (const run of [await workspace.preview(), await workspace.up()]) {
      expect(run.code).not.toBe(0);
      expectMessage(run.output, code, `shop-dev-db in web (${links[0]})`, ...values);
      expect(run.output).not.toContain("    at ");
    }

    expect(emulator.journal.writes()).toEqual([]);
    expect(connectionsAt(emulator)).toEqual(links);
    expect(emulator.projects.variables("web")).toHaveLength(variables);
    expect(await connectionsIn(stack)).toEqual(links);

    // With the mistake corrected, the program describes the connection again.
    await workspace.writeProgram(connecting(emulator, oneConnection));
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test.each([
  ["--target", "link"],
  ["--exclude", "db"],
])("P31 an up with %s %s alone says that the store must be a target too", exhaustive, async (option, name) => {
  await using stack = await createConnected(oneConnection);
  const { emulator, workspace } = stack;

  const up = await workspace.up([option, `**::${name}`]);

  expect(up.code).not.toBe(0);
  expectMessage(up.output, "argument-required", "storeId: ", "--target-dependents", "--exclude-dependents");
  expect(emulator.journal.writes()).toEqual([]);
});

const narrow = (more = "") =>
  oneConnection.replace("projectId: web", `projectId: web, environments: ["production"${more}]`);
/** What replaces the connection of `narrow`. */
const sensitive = narrow().replace("projectId: web", "projectId: web, sensitive: true");

interface InTheWay {
  what: string;
  always?: true;
  /** Puts it there, and returns how the message names it. */
  put: (emulator: Emulator) => string;
}

const inTheWay: InTheWay[] = [
  {
    what: "a variable of the project",
    always: true,
    put: ({ projects }) => {
      projects.addVariable({ project: "web", key: "DATABASE_URL", value: `${OWN}-2`, environments: ["preview"] });
      return "DATABASE_URL in preview";
    },
  },
  {
    what: "another connection of the store",
    put: ({ projects, stores }) => {
      const store = String(stores.list()[0]?.id);
      const { id } = projects.connect({ store, project: "web", environments: ["preview"], prefix: "OTHER" });
      return `${id}, in preview`;
    },
  },
];

testMatrix(
  "P48 a wider connection that meets $what fails at preview, and the working one stays",
  inTheWay,
  async ({ put }) => {
    await using stack = await createWithOwnVariable(narrow());
    const { emulator, workspace } = stack;
    await workspace.up();
    const [id] = connectionsAt(emulator);
    const expected = put(emulator);
    const before = emulator.stores.list();
    emulator.journal.clear();
    await workspace.writeProgram(connecting(emulator, narrow(', "preview"')));

    for (const run of [await workspace.preview(), await workspace.up(["--skip-preview"])]) {
      expect(run.code).not.toBe(0);
      expectMessage(run.output, "connection-change-rejected", `shop-dev-db (${before[0]?.id})`, `(${id})`, expected);
      await expectNoCanaries(stack, [run.output]);
    }
    expect(emulator.journal.writes()).toEqual([]);
    expect(emulator.stores.list()).toEqual(before);

    await workspace.writeProgram(connecting(emulator, narrow()));
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test(
  "P48 P28 a replacement that fails connects the old one again: it is in the state, and the next up changes it",
  exhaustive,
  async () => {
    await using stack = await createWithOwnVariable(narrow());
    const { emulator, workspace } = stack;
    await workspace.up();
    const before = connectionsAt(emulator);
    const fault = { route: CONNECT, at: "before-commit", kind: "status", status: 403, message: "not you" } as const;

    for (const next of [narrow(), sensitive]) {
      await workspace.writeProgram(connecting(emulator, sensitive));
      emulator.faults.add(fault);
      const failed = await workspace.up();

      const [link] = connectionsAt(emulator);
      expect(failed.code).not.toBe(0);
      expectMessage(failed.output, "connection-restored", "not you", `(${link})`);
      expect(before).not.toContain(link);
      expect(await connectionsIn(stack)).toEqual([link]);
      await expectNoCanaries(stack, [failed.output]);
      expect((await workspace.refresh()).code).toBe(0);

      await workspace.writeProgram(connecting(emulator, next));
      expect((await workspace.up()).code).toBe(0);
      expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
      const types = new Set(emulator.projects.variables("web").map(({ type }) => type));
      expect(types.has("sensitive")).toBe(next === sensitive);
      expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
    }
  },
);

test("P48 a replacement waits for the variables that it has removed itself", exhaustive, async () => {
  await using stack = await createWithOwnVariable(narrow(), {
    behaviour: { variablesLinger: 1_000 },
    timings: { settleSeconds: 10 },
  });
  const { emulator, workspace } = stack;
  await workspace.up();
  await workspace.writeProgram(connecting(emulator, sensitive));

  expect((await workspace.up()).code).toBe(0);

  expect(emulator.journal.count("POST", CONNECT)).toBeGreaterThan(2);
  expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
});

const killedWhileReplacing = [
  { what: "before the DELETE", route: DISCONNECT, at: "before-commit" },
  { what: "after the DELETE", route: DISCONNECT, at: "after-commit" },
  { what: "after the POST", route: CONNECT, at: "after-commit" },
  { what: "after the second POST", route: CONNECT, at: "after-commit", fails: true },
] as const;

testMatrix(
  "P48 P42 a replacement that was killed $what: the next runs converge, with adopt where a connection exists",
  killedWhileReplacing,
  async ({ route, at, ...row }) => {
    await using stack = await createWithOwnVariable(narrow());
    const { emulator, workspace } = stack;
    await workspace.up();
    await workspace.writeProgram(connecting(emulator, sensitive));
    const fails = "fails" in row;
    if (fails) emulator.faults.add({ route: CONNECT, at: "before-commit", kind: "status", status: 403 });

    await crash(stack, { point: { route, at }, victim: "both", args: ["up", "--yes", "--skip-preview"] });
    expect((await workspace.cancel()).code).toBe(0);
    const [id] = connectionsAt(emulator);
    const up = await workspace.up();
    if (id === undefined) expect(up.code).toBe(0);
    else {
      expect(up.code).not.toBe(0);
      expectMessage(up.output, "connection-exists", `adopt: "${id}"`);
      const adopting = (fails ? narrow() : sensitive).replace("projectId: web", `projectId: web, adopt: "${id}"`);
      await workspace.writeProgram(connecting(emulator, adopting));
      expect((await workspace.up()).code).toBe(0);
    }
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    expect(connectionsAt(emulator)).toHaveLength(1);
  },
);

test(
  "P31 a project that moves to another store under another name: the ways that the failure names work",
  exhaustive,
  async () => {
    const stores = `
    const a = new IntegrationStore("a", { integration: "neon", metadata: { region: "iad1" } });
    const b = new IntegrationStore("b", { integration: "neon", metadata: { region: "iad1" } });
  `;
    const link = (name: string, store: string, opts = "{}") =>
      `new ProjectConnection("${name}", { storeId: ${store}.id, projectId: web }, ${opts});`;
    await using stack = await createConnected(stores + link("before", "a"));
    const { emulator, workspace } = stack;
    await workspace.up();
    const write = (text: string) => workspace.writeProgram(connecting(emulator, stores + text));
    await write(link("after", "b"));

    for (const run of [await workspace.preview(), await workspace.up(["--skip-preview"])]) {
      expect(run.code).not.toBe(0);
      expectMessage(
        run.output,
        "connection-variable-conflict",
        "DATABASE_URL",
        "logical name",
        "aliases",
        "two updates",
      );
    }
    expect(connectionsAt(emulator)).toHaveLength(1);

    await write(link("after", "b", '{ aliases: [{ name: "before" }] }'));
    expect((await workspace.up()).code).toBe(0);
    await write(link("after", "a"));
    expect((await workspace.up()).code).toBe(0);
    await write("");
    expect((await workspace.up()).code).toBe(0);
    await write(link("last", "b"));
    expect((await workspace.up()).code).toBe(0);
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    expect(connectionsAt(emulator)).toHaveLength(1);
  },
);

test("P31 two connections of one store and project fail the preview", exhaustive, async () => {
  const store = oneConnection.replace(/const link =[\s\S]*/, "");
  await using stack = await createConnected(store);
  const { emulator, workspace } = stack;
  await workspace.up();
  const twice = ["one", "two"].map((name) => `new ProjectConnection("${name}", { storeId: db.id, projectId: web });`);
  await workspace.writeProgram(connecting(emulator, store + twice.join("\n")));
  emulator.journal.clear();

  const preview = await workspace.preview();

  expect(preview.code).not.toBe(0);
  expectMessage(preview.output, "connection-declared-twice", "prj_AcmeWeb");
  expect(emulator.journal.writes()).toEqual([]);
});
