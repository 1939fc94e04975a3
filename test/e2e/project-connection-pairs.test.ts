// Several connections of one store to one project, each with environments of its own, on the real engine.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exhaustive, testMatrix } from "../support/matrix.ts";
import { expectNoCanaries } from "./support/canaries.ts";
import {
  CONNECTION_TYPE,
  connecting,
  connections,
  connectionsAt,
  connectionsIn,
  createConnected,
  settingsAt,
  writesIn,
} from "./support/connections.ts";
import { expectMessage } from "./support/messages.ts";
import type { Stack, StackOptions } from "./support/stack.ts";

const production = 'environments: ["production"], envVarPrefix: "MAIN"';
const others = 'environments: ["preview", "development"]';

/** A stack in which one store has two connections to the project web. */
async function createTwo(options?: StackOptions, links = connections(production, others)): Promise<Stack> {
  const stack = await createConnected(links, options);
  const up = await stack.workspace.up();
  expect(up.code, up.output).toBe(0);
  return stack;
}

/** The id of a connection by the end of its resource's name. */
async function idOf({ workspace }: Stack, name: string): Promise<string> {
  const link = (await workspace.resources(CONNECTION_TYPE)).find(({ urn }) => urn.endsWith(`::${name}`));
  return String(link?.id);
}

/** Fails unless server and state have the same connections, and each output has the values of its own names. */
async function expectConsistent(stack: Stack, prefixes: readonly string[]): Promise<void> {
  const { emulator, workspace } = stack;
  expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
  const values = Object.entries(emulator.stores.secretValues(String(emulator.stores.list()[0]?.id)));
  const expected = prefixes.map((prefix) =>
    Object.fromEntries(values.map(([name, value]) => [`${prefix}${name}`, value])),
  );
  expect((await workspace.outputs({ showSecrets: true })).values).toEqual(expected);
}

test("P42 P1 two connections of a store to a project: each has its own variables, and an overlap fails at preview", async () => {
  await using stack = await createTwo();
  const { emulator, workspace } = stack;
  expect(settingsAt(emulator)).toEqual([
    { environments: ["preview", "development"], prefix: null },
    { environments: ["production"], prefix: "MAIN" },
  ]);
  await expectConsistent(stack, ["MAIN_", ""]);
  expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  const links = connectionsAt(emulator);
  emulator.journal.clear();

  const wider = 'environments: ["preview", "production"]';
  for (const [second, code, third] of [
    [wider, "connection-change-rejected"],
    [others, "connection-declared-twice", 'environments: ["development"]'],
  ] as const) {
    await workspace.writeProgram(
      connecting(emulator, connections(production, second, ...(third === undefined ? [] : [third]))),
    );
    const preview = await workspace.preview();
    expect(preview.code).not.toBe(0);
    expectMessage(preview.output, code, third === undefined ? "in production" : "in development");
  }
  expect(emulator.journal.writes()).toEqual([]);
  expect(connectionsAt(emulator)).toEqual(links);

  await workspace.writeProgram(connecting(emulator, connections(production)));
  expect((await workspace.up()).code).toBe(0);
  expect(writesIn(emulator)).toEqual(["DELETE"]);
  expect(settingsAt(emulator)).toEqual([{ environments: ["production"], prefix: "MAIN" }]);
  await expectConsistent(stack, ["MAIN_"]);
});

const after = "{ dependsOn: links[0] }";

/** Two connections of a store with one prefix; the second may depend on the first. */
const moving = (from: string, to: string, opts: string) =>
  connections(`environments: [${from}], envVarPrefix: "MAIN"`, {
    args: `environments: [${to}], envVarPrefix: "MAIN"`,
    opts,
  });

const moves = [
  { what: "at once", late: null },
  { what: "late", late: { reads: 2 } },
];

testMatrix(
  "P48 P42 an environment moves from one connection to the one that depends on it in one up; changes show $what",
  moves,
  async ({ late }) => {
    await using stack = await createTwo(
      { behaviour: { connectionChangesAfter: late }, timings: { settleSeconds: 10 } },
      moving('"production", "preview"', '"development"', after),
    );
    const { emulator, workspace } = stack;
    const links = connectionsAt(emulator);
    await workspace.writeProgram(connecting(emulator, moving('"production"', '"preview", "development"', after)));
    emulator.journal.clear();

    const preview = await workspace.preview();
    expect(preview.code, preview.output).toBe(0);
    const up = await workspace.up();
    expect(up.code, up.output).toBe(0);

    expect(new Set(writesIn(emulator))).toEqual(new Set(["PATCH"]));
    expect(connectionsAt(emulator)).toEqual(links);
    expect(settingsAt(emulator).map(({ environments }) => environments)).toEqual([
      ["preview", "development"],
      ["production"],
    ]);
    await expectConsistent(stack, ["MAIN_", "MAIN_"]);
    expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
    expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test(
  "P48 P42 without dependsOn an environment moves, or the failure names dependsOn and nothing is lost",
  exhaustive,
  async () => {
    await using stack = await createTwo(
      { timings: { settleSeconds: 10 } },
      moving('"production", "preview"', '"development"', "{}"),
    );
    const { emulator, workspace } = stack;
    const links = connectionsAt(emulator);
    const moved = (opts: string) => connecting(emulator, moving('"production"', '"preview", "development"', opts));
    await workspace.writeProgram(moved("{}"));

    // The engine asks about the two in any order.
    const up = await workspace.up();
    if (up.code !== 0) expectMessage(up.output, "connection-change-rejected", "in production, preview", "`dependsOn`");
    expect(connectionsAt(emulator)).toEqual(links);
    expect(await connectionsIn(stack)).toEqual(links);

    await workspace.writeProgram(moved(after));
    expect((await workspace.up()).code).toBe(0);
    expect(settingsAt(emulator).map(({ environments }) => environments)).toEqual([
      ["preview", "development"],
      ["production"],
    ]);
    await expectConsistent(stack, ["MAIN_", "MAIN_"]);
  },
);

test(
  "P48 P42 a new connection takes the environment that an existing one leaves in the same up",
  exhaustive,
  async () => {
    await using stack = await createTwo(
      { timings: { settleSeconds: 10 } },
      connections('environments: ["production", "preview"]'),
    );
    const { emulator, workspace } = stack;
    await workspace.writeProgram(
      connecting(
        emulator,
        connections('environments: ["production"]', { args: 'environments: ["preview"]', opts: after }),
      ),
    );
    emulator.journal.clear();

    const preview = await workspace.preview();
    expect(preview.code, preview.output).toBe(0);
    const up = await workspace.up();
    expect(up.code, up.output).toBe(0);

    expect(writesIn(emulator)[0]).toBe("PATCH");
    await expectConsistent(stack, ["", ""]);
    expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });

    // The other way round: the removal of one gives its environment to the other, in two updates.
    await workspace.writeProgram(connecting(emulator, connections('environments: ["production"]')));
    expect((await workspace.up()).code).toBe(0);
    await workspace.writeProgram(connecting(emulator, connections('environments: ["production", "preview"]')));
    expect((await workspace.up()).code).toBe(0);
    await expectConsistent(stack, [""]);
  },
);

interface Forced {
  what: string;
  /** Options of the second connection. */
  opts?: string;
  /** Its arguments in the second update. */
  next?: string;
  before?: (stack: Stack, urn: string) => Promise<unknown>;
  args?: (urn: string) => string[];
}

const narrower = 'environments: ["preview"]';

const forced: Forced[] = [
  { what: 'replaceOnChanges: ["environments"]', opts: '{ replaceOnChanges: ["environments"] }', next: narrower },
  { what: "--replace", args: (urn) => ["--replace", urn] },
  { what: "--replace of a change", next: narrower, args: (urn) => ["--replace", urn] },
  {
    what: "pulumi state taint",
    before: ({ workspace }, urn) => workspace.pulumi(["state", "taint", "--yes", urn]),
  },
  {
    what: "pulumi state taint, and a change",
    next: narrower,
    before: ({ workspace }, urn) => workspace.pulumi(["state", "taint", "--yes", urn]),
  },
];

testMatrix(
  "P11 P42 one of two connections is replaced ($what): the other one stays as it is",
  forced,
  async ({ opts = "{}", next = others, before, args }) => {
    const of = (second: string) => connections(production, { args: second, opts });
    await using stack = await createTwo({}, of(others));
    const { emulator, workspace } = stack;
    const [kept, replaced] = [await idOf(stack, "link-0"), await idOf(stack, "link-1")];
    const urn = (await workspace.resources(CONNECTION_TYPE)).find(({ id }) => id === replaced)?.urn ?? "";
    await before?.(stack, urn);
    await workspace.writeProgram(connecting(emulator, of(next)));
    emulator.journal.clear();

    const up = await workspace.up(args?.(urn));

    expect(up.code, up.output).toBe(0);
    expect(writesIn(emulator)).toEqual(["DELETE", "POST"]);
    expect(await idOf(stack, "link-0")).toBe(kept);
    expect(await idOf(stack, "link-1")).not.toBe(replaced);
    await expectConsistent(stack, ["MAIN_", ""]);
    expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
    expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test(
  "P11 P42 a forced replacement with deleteBeforeReplace: false fails before any write, and both connections stay",
  exhaustive,
  async () => {
    const of = connections(production, { args: others, opts: "{ deleteBeforeReplace: false }" });
    await using stack = await createTwo({}, of);
    const { emulator, workspace } = stack;
    const links = connectionsAt(emulator);
    emulator.journal.clear();

    const up = await workspace.up(["--replace", "**::link-1"]);

    expect(up.code).not.toBe(0);
    expectMessage(up.output, "connection-exists", "deleteBeforeReplace: false");
    expect(emulator.journal.writes()).toEqual([]);
    expect(connectionsAt(emulator)).toEqual(links);
    expect(await connectionsIn(stack)).toEqual(links);
    expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test(
  "P17 P42 P48 what was changed in the dashboard is found and restored for the connection that was changed",
  exhaustive,
  async () => {
    await using stack = await createTwo();
    const { emulator, workspace } = stack;
    const settings = settingsAt(emulator);
    const id = await idOf(stack, "link-1");
    const store = String(emulator.stores.list()[0]?.id);
    emulator.projects.editConnection(store, id, { environments: ["preview"], prefix: "OTHER" });

    const refresh = await workspace.refresh(["--diff"]);
    expect(refresh.output).toContain("~ 1 updated");
    expect(refresh.output).toContain('envVarPrefix: "OTHER"');
    emulator.journal.clear();
    const up = await workspace.up();

    expect(up.code, up.output).toBe(0);
    expect(writesIn(emulator)).toEqual(["PATCH"]);
    expect(settingsAt(emulator)).toEqual(settings);
    await expectConsistent(stack, ["MAIN_", ""]);
    await expectNoCanaries(stack, [refresh.output, up.output]);

    // One that was disconnected there leaves the state alone, and is created again.
    emulator.projects.disconnect(store, id);
    expect((await workspace.refresh()).code).toBe(0);
    expect(await connectionsIn(stack)).toEqual([await idOf(stack, "link-0")]);
    expect((await workspace.up()).code).toBe(0);
    await expectConsistent(stack, ["MAIN_", ""]);
  },
);

test(
  "P42 where the API accepts no second connection of a pair, the first one stays and the failure says what to declare",
  exhaustive,
  async () => {
    await using stack = await createTwo({ behaviour: { secondConnection: "reject" } }, connections(production));
    const { emulator, workspace } = stack;
    const links = connectionsAt(emulator);
    await workspace.writeProgram(connecting(emulator, connections(production, others)));

    const up = await workspace.up();

    expect(up.code).not.toBe(0);
    expectMessage(up.output, "connection-second-rejected", String(links[0]), "production");
    expect(connectionsAt(emulator)).toEqual(links);
    expect(await connectionsIn(stack)).toEqual(links);
    const all = 'environments: ["production", "preview", "development"], envVarPrefix: "MAIN"';
    await workspace.writeProgram(connecting(emulator, connections(all)));
    expect((await workspace.up()).code).toBe(0);
    expect(connectionsAt(emulator)).toEqual(links);
    await expectConsistent(stack, ["MAIN_"]);
  },
);

test(
  "P42 P1 the README's program with two connections of one store goes up, and stays as it is",
  exhaustive,
  async () => {
    const readme = readFileSync(new URL("../../docs/project-connection.md", import.meta.url), "utf8");
    const [, block] = /<!-- program several-connections -->\n```ts\n([\s\S]*?)```/.exec(readme) ?? [];
    const inReadme = String(block).replaceAll("web.id", "web");
    await using stack = await createConnected(connections() + inReadme);
    const { emulator, workspace } = stack;

    const up = await workspace.up();

    expect(up.code, up.output).toBe(0);
    expect(settingsAt(emulator).map(({ environments }) => environments)).toEqual([
      ["development"],
      ["production", "preview"],
    ]);
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
    expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test(
  "P48 an environment moves from the connection of one store to that of another, which depends on it, in one up",
  exhaustive,
  async () => {
    const of = (production: string, staging: string) => `
      const stores = ["iad1", "fra1"].map((region) =>
        new IntegrationStore(region, { integration: "neon", metadata: { region } }));
      const production = new ProjectConnection("production", {
        storeId: stores[0].id, projectId: web, environments: [${production}] });
      new ProjectConnection("staging", {
        storeId: stores[1].id, projectId: web, environments: [${staging}],
      }, { dependsOn: production });
    `;
    await using stack = await createConnected(of('"production", "preview"', '"development"'), {
      timings: { settleSeconds: 10 },
    });
    const { emulator, workspace } = stack;
    await workspace.up();
    const links = connectionsAt(emulator);
    await workspace.writeProgram(connecting(emulator, of('"production"', '"preview", "development"')));
    emulator.journal.clear();

    const preview = await workspace.preview();
    expect(preview.code, preview.output).toBe(0);
    const up = await workspace.up();
    expect(up.code, up.output).toBe(0);

    expect(new Set(writesIn(emulator))).toEqual(new Set(["PATCH"]));
    expect(connectionsAt(emulator)).toEqual(links);
    expect(await connectionsIn(stack)).toEqual(links);
    expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);
