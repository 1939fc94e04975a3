// Several connections of one store to one project, each with its own environments.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { expectNoCanaries } from "./support/canaries.ts";
import { CONNECTION_TYPE, connecting, connectionsAt, connectionsIn, createConnected } from "./support/connections.ts";
import { expectMessage, messagesIn } from "./support/messages.ts";
import type { Stack } from "./support/stack.ts";

const STORE = `const db = new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } });`;

/** A connection with its values as an output. */
function link(name: string, environments: readonly string[], { prefix = "", options = "" } = {}): string {
  const more = prefix === "" ? "" : `, envVarPrefix: "${prefix}"`;
  return `
    const ${name} = new ProjectConnection("${name}", {
      storeId: db.id, projectId: web, environments: ${JSON.stringify(environments)}${more}
    }, { ${options} });
    exports.${name} = ${name}.values;
  `;
}

/** The connections at the server by their environments, which are in alphabetical order. */
function idsByEnvironments({ emulator }: Stack): Record<string, string> {
  const all = emulator.stores.list().flatMap(({ projectsMetadata }) => projectsMetadata);
  return Object.fromEntries(all.map(({ id, environments }) => [[...environments].sort().join(), id]));
}

/** The ids of the resources in the state by name. */
async function idsByName({ workspace }: Stack): Promise<Record<string, unknown>> {
  const resources = await workspace.resources(CONNECTION_TYPE);
  return Object.fromEntries(resources.map(({ urn, id }) => [urn.split("::").at(-1), id]));
}

const two = (main: readonly string[], other: readonly string[], options = "") =>
  STORE + link("main", main) + link("other", other, { prefix: "OTHER", options });

test("P48 P1 P27 P28 two connections of a store to a project live apart, and one takes an environment of the other", async () => {
  // The engine registers resources in any order, so the one that waits for the other says so.
  const waits = "dependsOn: [main]";
  const first = two(["production", "preview"], ["development"], waits);
  await using stack = await createConnected(first);
  const { emulator, workspace } = stack;
  const outputs: string[] = [];
  const run = async (text: string) => {
    await workspace.writeProgram(connecting(emulator, text));
    emulator.journal.clear();
    for (const result of [await workspace.preview(), await workspace.up()]) {
      outputs.push(result.output);
      expect(result.code, result.output).toBe(0);
      expect(messagesIn(result.output)).toEqual([]);
    }
    return emulator.journal.writes().map(({ method }) => method);
  };

  expect(await run(first)).toEqual(["POST", "POST", "POST"]);
  const ids = await idsByName(stack);
  expect(idsByEnvironments(stack)).toEqual({ "preview,production": ids.main, development: ids.other });
  const values = Object.entries(emulator.stores.secretValues(String(emulator.stores.list()[0]?.id)));
  expect(await workspace.outputs({ showSecrets: true })).toEqual({
    main: Object.fromEntries(values),
    other: Object.fromEntries(values.map(([name, value]) => [`OTHER_${name}`, value])),
  });
  expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });

  expect(await run(two(["production"], ["preview", "development"], waits))).toEqual(["PATCH", "PATCH"]);
  expect(idsByEnvironments(stack)).toEqual({ production: ids.main, "development,preview": ids.other });
  expect(await workspace.up(["--expect-no-changes"])).toMatchObject({ code: 0 });

  expect(await run(STORE + link("main", ["production"]))).toEqual(["DELETE"]);
  expect(idsByEnvironments(stack)).toEqual({ production: ids.main });
  expect(await idsByName(stack)).toEqual({ main: ids.main });
  await expectNoCanaries(stack, outputs);
});

test(
  "P48 without dependsOn an environment passes to another connection, or the preview says what to declare",
  exhaustive,
  async () => {
    await using stack = await createConnected(two(["production", "preview"], ["development"]));
    const { emulator, workspace } = stack;
    await workspace.up();
    const ids = await idsByName(stack);
    const write = (options = "") =>
      workspace.writeProgram(connecting(emulator, two(["production"], ["preview", "development"], options)));
    await write();

    const preview = await workspace.preview();
    // It depends on the order in which the engine registers the two.
    if (preview.code !== 0) {
      expectMessage(preview.output, "connection-change-rejected", `${ids.main}, in `, "`dependsOn`");
      await write("dependsOn: [main]");
    }
    const up = await workspace.up();

    if (preview.code !== 0) expect(up.code, up.output).toBe(0);
    if (up.code !== 0) expectMessage(up.output, "connection-change-rejected", `${ids.main}, in `, "`dependsOn`");
    expect((await workspace.up()).code).toBe(0);
    expect(idsByEnvironments(stack)).toEqual({ production: ids.main, "development,preview": ids.other });
    expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test("P48 P31 a connection that would take an environment of another one fails at preview", exhaustive, async () => {
  const program = (other: readonly string[]) => STORE + link("main", ["production"]) + link("other", other);
  await using stack = await createConnected(program(["preview"]));
  const { emulator, workspace } = stack;
  await workspace.up();
  const links = idsByEnvironments(stack);
  await workspace.writeProgram(connecting(emulator, program(["preview", "production"])));
  emulator.journal.clear();

  for (const run of [await workspace.preview(), await workspace.up(["--skip-preview"])]) {
    expect(run.code).not.toBe(0);
    expectMessage(run.output, "connection-change-rejected", `(${links.preview})`, "in production");
  }
  expect(emulator.journal.writes()).toEqual([]);
  expect(idsByEnvironments(stack)).toEqual(links);
});

test("P11 P48 what replaces one of two connections of a store and project leaves the other", exhaustive, async () => {
  const program = (other: readonly string[], options = "") =>
    STORE + link("main", ["production"]) + link("other", other, { options });
  await using stack = await createConnected(program(["preview"]));
  const { emulator, workspace } = stack;
  await workspace.up();
  let ids = await idsByName(stack);
  const expectReplaced = async (...args: string[]) => {
    emulator.journal.clear();
    const up = await workspace.up(args);
    expect(up.code, up.output).toBe(0);
    expect(emulator.journal.writes().map(({ method }) => method)).toEqual(["DELETE", "POST"]);
    const now = await idsByName(stack);
    expect(now.main).toBe(ids.main);
    expect(now.other).not.toBe(ids.other);
    expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
    ids = now;
  };

  await expectReplaced("--replace", "**:ProjectConnection::other");
  const [, other] = await workspace.resources(CONNECTION_TYPE);
  expect(other?.urn).toMatch(/::other$/);
  await workspace.pulumi(["state", "taint", "--yes", String(other?.urn)]);
  await expectReplaced();
  const replacing = 'replaceOnChanges: ["environments"]';
  await workspace.writeProgram(connecting(emulator, program(["preview", "development"], replacing)));
  await expectReplaced();
  // Disjoint from what it was.
  await workspace.writeProgram(connecting(emulator, program(["staging"], replacing)));
  await expectReplaced();
  expect(Object.keys(idsByEnvironments(stack)).sort()).toEqual(["production", "staging"]);
});

test(
  "P31 P48 an API that takes one connection of a store to a project: the failure says how to declare it",
  exhaustive,
  async () => {
    const both = STORE + link("main", ["production"]) + link("other", ["preview"]);
    await using stack = await createConnected(STORE + link("main", ["production"]), {
      behaviour: { secondConnection: "reject" },
    });
    const { emulator, workspace } = stack;
    await workspace.up();
    const links = connectionsAt(emulator);
    await workspace.writeProgram(connecting(emulator, both));

    const up = await workspace.up();

    expect(up.code).not.toBe(0);
    expectMessage(up.output, "connection-second-rejected", String(links[0]), "production");
    expect(connectionsAt(emulator)).toEqual(links);
    await workspace.writeProgram(connecting(emulator, STORE + link("main", ["production", "preview"])));
    expect((await workspace.up()).code).toBe(0);
    expect(idsByEnvironments(stack)).toEqual({ "preview,production": links[0] });
  },
);

test("P48 P1 the README's two connections of one store are sensitive and readable", exhaustive, async () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  const [, block = ""] = /\*\*Several connections\.\*\*[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  await using stack = await createConnected(STORE + block.replaceAll("web.id", "web"));
  const { emulator, workspace } = stack;

  const up = await workspace.up();

  expect(up.code, up.output).toBe(0);
  expect(Object.keys(idsByEnvironments(stack)).sort()).toEqual(["development", "preview,production"]);
  const sensitive = emulator.projects.variables("web").filter(({ type }) => type === "sensitive");
  expect(new Set(sensitive.flatMap(({ target }) => target))).toEqual(new Set(["production", "preview"]));
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect((await workspace.destroy()).code).toBe(0);
  expect(emulator.projects.variables("web")).toEqual([]);
});
