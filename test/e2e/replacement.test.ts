// Replacements and deletions of stores, which lose data: only with the program's consent.
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { connecting, connectionsAt, connectionsIn, createConnected, oneConnection } from "./support/connections.ts";
import { expectMessage } from "./support/messages.ts";
import { CREATE_ROUTE, createStack, program, STORE_TYPE } from "./support/stack.ts";

const inRegion = (region: string, more = "", opts = "{}") =>
  program(`new IntegrationStore("db", { integration: "neon", metadata: { region: "${region}" }, ${more} }, ${opts})`);

test("P20 a replacement without allowReplacement fails at preview and at up, and writes nothing; with it the store and its connection are created again", async () => {
  await using stack = await createConnected(oneConnection);
  const { emulator, workspace } = stack;
  await workspace.up();
  const [store] = emulator.stores.list();
  const inFrankfurt = oneConnection.replace("iad1", "fra1");
  await workspace.writeProgram(connecting(emulator, inFrankfurt));
  emulator.journal.clear();

  for (const run of [await workspace.preview(), await workspace.up()]) {
    expect(run.code).not.toBe(0);
    expectMessage(
      run.output,
      "replacement-requires-consent",
      'metadata.region from "iad1" to "fra1"',
      `shop-dev-db (${store?.id})`,
      "data would be deleted",
      "revert the change",
      "allowReplacement: true",
    );
  }
  expect(emulator.journal.writes()).toEqual([]);
  expect(await workspace.resources(STORE_TYPE)).toMatchObject([{ id: store?.id }]);

  emulator.configure({ deleteWhileConnected: "conflict" });
  await workspace.writeProgram(
    connecting(emulator, inFrankfurt.replace("metadata:", "allowReplacement: true, metadata:")),
  );
  emulator.journal.clear();
  const preview = await workspace.preview(["--diff"]);
  expect(preview.output).toMatch(/region: "iad1" => "fra1"/);
  expect(preview.output).not.toContain("teamSlug");

  expect((await workspace.up()).code).toBe(0);

  // The connection and the store are deleted before either is created again.
  expect(emulator.journal.writes().map(({ method }) => method)).toEqual(["DELETE", "DELETE", "POST", "POST"]);
  const [replacement, ...others] = emulator.stores.list();
  expect(replacement).toMatchObject({ name: "shop-dev-db", metadata: { region: "fra1" } });
  expect(others).toEqual([]);
  expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
  const values = emulator.stores.secretValues(String(replacement?.id));
  expect((await workspace.outputs({ showSecrets: true })).url).toBe(values.DATABASE_URL);
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
});

test("P11 a forced --replace deletes first, then creates, and replaces the connection of the store too", async () => {
  await using stack = await createConnected(oneConnection);
  const { emulator, workspace } = stack;
  await workspace.up();
  const [resource] = await workspace.resources(STORE_TYPE);
  emulator.journal.clear();

  expect((await workspace.up(["--replace", String(resource?.urn)])).code).toBe(0);

  expect(emulator.journal.writes().map(({ method }) => method)).toEqual(["DELETE", "DELETE", "POST", "POST"]);
  expect(emulator.stores.list()).toHaveLength(1);
  expect(await connectionsIn(stack)).toEqual(connectionsAt(emulator));
});

test("P11 P44 a forced --replace that would create first fails before any POST", async () => {
  const createFirst = inRegion("iad1", "", "{ deleteBeforeReplace: false }");
  await using stack = await createStack({ program: createFirst });
  const { emulator, workspace } = stack;
  await workspace.up();
  const [resource] = await workspace.resources(STORE_TYPE);
  emulator.journal.clear();

  const up = await workspace.up(["--replace", String(resource?.urn)]);

  expect(up.code).not.toBe(0);
  expectMessage(up.output, "store-exists", "shop-dev-db", String(resource?.id));
  expect(emulator.journal.writes()).toEqual([]);
  expect(await workspace.resources(STORE_TYPE)).toMatchObject([{ id: resource?.id }]);
});

test("P21 a store that projects use is not deleted", exhaustive, async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  await workspace.up();
  const [store] = emulator.stores.list();
  const projects = ["web", "worker"].map((name, at) => ({
    id: `spc_${at}`,
    projectId: `prj_${at}`,
    name,
    environments: ["production"],
    environmentVariables: [],
    envVarPrefix: null,
  }));
  emulator.stores.edit(String(store?.id), { projectsMetadata: projects });
  emulator.journal.clear();

  const destroy = await workspace.destroy();

  expect(destroy.code).not.toBe(0);
  expectMessage(
    destroy.output,
    "store-in-use",
    `shop-dev-db (${store?.id})`,
    "2 projects (web, worker)",
    "forceDestroy: true",
  );
  expect(emulator.journal.writes()).toEqual([]);
  expect(await workspace.resources(STORE_TYPE)).toHaveLength(1);
});

test("P10 P44 a store that an interrupted run left is found before any POST, and is adopted by its id", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  const left = emulator.stores.seed({
    name: "shop-dev-db",
    integration: "neon",
    metadata: { region: "iad1" },
    createdAt: Date.now() - 240_000,
  });

  const up = await workspace.up();
  expect(up.code).not.toBe(0);
  expectMessage(
    up.output,
    "store-exists",
    "shop-dev-db",
    left.integrationConfigurationId,
    left.id,
    "4 minutes ago",
    "not connected to any project",
    `adopt: "${left.id}"`,
  );
  expect(emulator.journal.count("POST", CREATE_ROUTE)).toBe(0);

  await workspace.writeProgram(inRegion("fra1", `adopt: "${left.id}"`));
  const different = await workspace.preview();
  expect(different.code).not.toBe(0);
  expectMessage(different.output, "adopt-differs", left.id, "metadata.region");

  await workspace.writeProgram(inRegion("iad1", `adopt: "${left.id}"`));
  expect((await workspace.up()).code).toBe(0);
  expect((await workspace.outputs()).id).toBe(left.id);
  await workspace.writeProgram(inRegion("iad1"));
  expect((await workspace.up()).code).toBe(0);
  expect((await workspace.outputs()).id).toBe(left.id);
  expect(emulator.journal.writes()).toEqual([]);
});
