// Replacements and deletions of stores, which lose data: only with the program's consent.
import { expect, test } from "vitest";
import { exhaustive, testMatrix } from "../support/matrix.ts";
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

test("P11 a forced --replace with allowReplacement deletes first, then creates, and replaces the connection of the store too", async () => {
  await using stack = await createConnected(oneConnection.replace("metadata:", "allowReplacement: true, metadata:"));
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

/** A store whose creation may take this many seconds: an argument that changes in place. */
const within = (seconds: number, option: string, more = "") =>
  inRegion("iad1", `timeouts: { create: ${seconds} }, ${more}`, option);

const options = [
  { what: "replaceOnChanges", always: true, option: () => '{ replaceOnChanges: ["*"] }' },
  { what: "replacementTrigger", option: (run: number) => `{ replacementTrigger: ${run} }` },
];

testMatrix(
  "P20 $what replaces no store without allowReplacement, at preview and at up",
  options,
  async ({ option }) => {
    await using stack = await createStack({ program: within(600, option(1)) });
    const { emulator, workspace } = stack;
    expect((await workspace.up()).code).toBe(0);
    const [before] = emulator.stores.list();
    await workspace.writeProgram(within(601, option(2)));
    emulator.journal.clear();

    for (const run of [await workspace.preview(), await workspace.up()]) {
      expect(run.code).not.toBe(0);
      expectMessage(run.output, "replacement-by-option", "shop-dev-db", "allowReplacement: true");
    }
    expect(emulator.journal.writes()).toEqual([]);

    await workspace.writeProgram(within(601, option(2), "allowReplacement: true"));
    expect((await workspace.up()).code).toBe(0);
    const [after, ...others] = emulator.stores.list();
    expect(others).toEqual([]);
    expect(after).toMatchObject({ name: "shop-dev-db" });
    expect(after?.id).not.toBe(before?.id);
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test("P20 P31 --replace without allowReplacement is rejected at preview and at up", exhaustive, async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  await workspace.up();
  const [resource] = await workspace.resources(STORE_TYPE);
  emulator.journal.clear();

  const forced = ["--replace", String(resource?.urn)];
  for (const run of [await workspace.preview(forced), await workspace.up(forced)]) {
    expect(run.code).not.toBe(0);
    expectMessage(run.output, "store-exists", String(resource?.id), "allowReplacement: true");
  }
  expect(emulator.journal.writes()).toEqual([]);
});

test(
  "P20 replaceWith replaces the dependent store only with its consent, at preview and in up",
  exhaustive,
  async () => {
    const of = (region: string, more = "") =>
      program(
        `new IntegrationStore("db", { integration: "neon", metadata: { region: "${region}" }, allowReplacement: true })`,
        `new IntegrationStore("two", { integration: "neon", metadata: { region: "iad1" }, ${more} }, { replaceWith: [db] });
       new IntegrationStore("three", { integration: "neon", metadata: { region: "iad1" } });`,
      );
    await using stack = await createStack({ program: of("iad1") });
    const { emulator, workspace } = stack;
    await workspace.up();
    const before = emulator.stores.list().map(({ id }) => id);
    await workspace.writeProgram(of("fra1"));
    emulator.journal.clear();

    const preview = await workspace.preview();
    expect(preview.code).not.toBe(0);
    expect(preview.output).toMatch(/\[(replacement-by-option|store-exists)\]/);
    const up = await workspace.up(["--skip-preview"]);
    expect(up.code).not.toBe(0);
    expectMessage(up.output, "replacement-by-option", "shop-dev-two");
    expect(emulator.journal.writes()).toEqual([]);

    // The consent counts once it is in the state. A store that leaves the program in the same run is deleted as always.
    await workspace.writeProgram(of("iad1", "allowReplacement: true"));
    expect((await workspace.up()).code).toBe(0);
    await workspace.writeProgram(of("fra1", "allowReplacement: true").replace(/new IntegrationStore\("three".*/, ""));
    const allowed = await workspace.up();
    expect(allowed.code, allowed.output).toBe(0);
    const after = emulator.stores.list();
    expect(after.map(({ name }) => name).sort()).toEqual(["shop-dev-db", "shop-dev-two"]);
    expect(after.filter(({ id }) => before.includes(id))).toEqual([]);
  },
);

const adopting = (id: string, more = "") =>
  program(`new IntegrationStore("a", { integration: "neon", metadata: { region: "iad1" }, adopt: "${id}", ${more} })`);

test(
  "P11 --replace with an adopt that has had its effect deletes nothing, or creates a new store with allowReplacement",
  exhaustive,
  async () => {
    await using stack = await createStack();
    const { emulator, workspace } = stack;
    const { id } = emulator.stores.seed({ name: "prod-db", integration: "neon", metadata: { region: "iad1" } });
    await workspace.writeProgram(adopting(id));
    await workspace.up();
    const [resource] = await workspace.resources(STORE_TYPE);
    const forced = ["--replace", String(resource?.urn)];

    const rejected = await workspace.up(forced);
    expect(rejected.code).not.toBe(0);
    expectMessage(rejected.output, "replacement-adopts-itself", id);
    expect(emulator.stores.get(id)).toMatchObject({ id });

    await workspace.writeProgram(adopting(id, "allowReplacement: true"));
    expect((await workspace.preview(forced)).code).toBe(0);
    expect((await workspace.up(forced)).code).toBe(0);
    const [replacement, ...others] = emulator.stores.list();
    expect(others).toEqual([]);
    expect(replacement?.id).not.toBe(id);
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test("P47 a replacement stays in the team of the store and keeps its plan, whatever the settings say by now", async () => {
  await using stack = await createStack({ program: inRegion("iad1", "allowReplacement: true") });
  const { emulator, workspace } = stack;
  await workspace.up();
  const [before] = emulator.stores.list();
  const { billingPlan } = emulator.stores.seed({ name: "paid", integration: "neon", billingPlanId: "launch_v3" });
  emulator.stores.edit(String(before?.id), { billingPlan });
  await workspace.refresh();
  await workspace.writeProgram(inRegion("fra1", "allowReplacement: true"));
  const elsewhere = { environment: { VERCEL_TEAM: "acme-prod", VERCEL_API_TOKEN: emulator.tokens.both } };

  const preview = await workspace.preview(["--diff"], elsewhere);
  expect(preview.code).toBe(0);
  expect(preview.output).toMatch(/region: "iad1" => "fra1"/);
  expect((await workspace.up([], elsewhere)).code).toBe(0);

  const after = emulator.stores.list({ name: "shop-dev-db" });
  expect(after).toMatchObject([{ teamId: before?.teamId, billingPlan: { id: "launch_v3" } }]);
  expect(after[0]?.id).not.toBe(before?.id);
});

test(
  "P16 a look-up that fails in the up does not replace a store that already is what the program says",
  exhaustive,
  async () => {
    await using stack = await createStack({ program: inRegion("iad1", "allowReplacement: true") });
    const { emulator, workspace } = stack;
    await workspace.up();
    const [store] = emulator.stores.list();
    emulator.stores.edit(String(store?.id), { metadata: { region: "fra1" } });
    await workspace.writeProgram(inRegion("fra1", "allowReplacement: true"));
    expect((await workspace.preview()).output).toContain("1 to update");
    emulator.faults.add({
      route: "GET /v1/storage/stores/:id",
      at: "before-commit",
      kind: "status",
      status: 403,
      times: Number.POSITIVE_INFINITY,
    });

    const up = await workspace.up();

    expect(up.code).not.toBe(0);
    expectMessage(up.output, "replacement-not-verified", String(store?.id));
    expect(emulator.stores.list()).toMatchObject([{ id: store?.id }]);
  },
);

test("P31 retainOnDelete and a replacement are rejected at preview as at up", exhaustive, async () => {
  const of = (region: string) => inRegion(region, "allowReplacement: true", "{ retainOnDelete: true }");
  await using stack = await createStack({ program: of("iad1") });
  const { emulator, workspace } = stack;
  await workspace.up();
  await workspace.writeProgram(of("fra1"));
  emulator.journal.clear();

  for (const run of [await workspace.preview(), await workspace.up()]) {
    expect(run.code).not.toBe(0);
    expectMessage(run.output, "replacement-retains", "shop-dev-db");
  }
  expect(emulator.journal.writes()).toEqual([]);
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

test("P10 P31 P44 a store that an interrupted run left is found at preview and before any POST, and is adopted by its id", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  const left = emulator.stores.seed({
    name: "shop-dev-db",
    integration: "neon",
    metadata: { region: "iad1" },
    createdAt: Date.now() - 240_000,
  });

  for (const run of [await workspace.preview(), await workspace.up()]) {
    expect(run.code).not.toBe(0);
    expectMessage(
      run.output,
      "store-exists",
      "shop-dev-db",
      left.integrationConfigurationId,
      left.id,
      "4 minutes ago",
      "not connected to any project",
      `adopt: "${left.id}"`,
    );
  }
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
