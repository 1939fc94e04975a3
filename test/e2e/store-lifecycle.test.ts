// A store is created, stays unchanged, and is destroyed, on the real engine.
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { expectMessage } from "./support/messages.ts";
import { CREATE_ROUTE, createStack, program, STORE_TYPE, type Stack } from "./support/stack.ts";

test("P2 P30 a store is previewed without a write, created with one POST, and destroyed", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;

  const preview = await workspace.preview(["--diff"]);

  expect(preview.code).toBe(0);
  expect(emulator.journal.writes()).toEqual([]);
  expect(preview.output).toMatch(/name\s*: "shop-dev-db"/);
  expect(preview.output).toMatch(/id\s*: "free_v3"/);
  expect(preview.output).toMatch(/integrationConfigurationId\s*: "icfg_/);

  const up = await workspace.up();

  expect(up.output).toContain("created");
  expect(up.code).toBe(0);
  expect(emulator.journal.count("POST", CREATE_ROUTE)).toBe(1);
  const [store] = emulator.stores.list();
  expect(store?.name).toBe("shop-dev-db");
  const [resource] = await workspace.resources(STORE_TYPE);
  expect(resource?.id).toBe(store?.id);
  expect(resource?.outputs).toMatchObject({
    status: "available",
    name: "shop-dev-db",
    integration: "neon",
    metadata: { region: "iad1" },
    billingPlan: { id: "free_v3", name: "Free", type: "subscription", cost: "" },
    stateVersion: 2,
  });
  expect(resource?.outputs?.dashboardUrl).toBe(`https://vercel.com/acme/~/stores/integration/${store?.id}`);

  // The connection details reach the program as a secret.
  const values = emulator.stores.secretValues(String((await workspace.outputs()).id));
  expect(Object.keys(values)).toContain("DATABASE_URL");
  expect(up.output).toMatch(/url\s*: \[secret\]/);
  expect((await workspace.outputs({ showSecrets: true })).url).toBe(values.DATABASE_URL);
  expect((await workspace.outputs()).names).toEqual(Object.keys(values).sort());

  // The provider text in the state is short, and holds no token and no path.
  const text = String(resource?.inputs?.__provider);
  expect(Buffer.byteLength(text)).toBeLessThan(170);
  expect(text).toContain('"pulumi-vercel-marketplace"');
  expect(text).not.toContain(emulator.token);
  expect(text).not.toMatch(/["'`]\/[a-z]{3,}/i);
  expect(resource?.outputs?.__provider).toBe(text);

  const destroy = await workspace.destroy();

  expect(destroy.code).toBe(0);
  expect(emulator.stores.list()).toEqual([]);
  expect(await workspace.resources()).toEqual([]);
});

test("P1 P35 the state is small, and outputs that are made of it are known in a preview", async () => {
  const args = '{ integration: "neon", metadata: { region: "iad1" } }';
  await using stack = await createStack({
    program: `
      const { IntegrationStore } = require("pulumi-vercel-marketplace");
      const db = new IntegrationStore("db", ${args});
      exports.names = db.secretNames;
      exports.link = db.consoleUrl;
    `,
  });
  const { emulator, workspace } = stack;
  expect((await workspace.up()).code).toBe(0);

  const [store] = emulator.stores.list();
  const { names, link } = await workspace.outputs();
  expect(names).toEqual(Object.keys(emulator.stores.secretValues(String(store?.id))).sort());
  expect(new URL(String(link)).searchParams.get("resource_id")).toBe(store?.externalResourceId);
  // Outputs that were unknown would be changes.
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });

  const [resource] = await workspace.resources(STORE_TYPE);
  const { secrets: _, ...outputs } = resource?.outputs ?? {};
  // Of the stack frames, those of the program stay: the engine writes every state at each step.
  expect(resource?.sourcePosition).toMatch(/index\.js#\d+/);
  expect(JSON.stringify(resource?.stackTrace)).not.toContain("run.ts");
  expect(Buffer.byteLength(JSON.stringify({ ...resource, outputs }))).toBeLessThanOrEqual(2_200);
});

test("P43 a store keeps its default name under another logical name, and slugs and ids mean the same", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  await workspace.up();
  const [installation] = emulator.stores.list().map(({ integrationConfigurationId }) => integrationConfigurationId);
  const [resource] = await workspace.resources(STORE_TYPE);
  emulator.journal.clear();

  await workspace.writeProgram(
    program(`new IntegrationStore("database", {
      integration: ${JSON.stringify(resource?.outputs?.integrationId)},
      product: "neon",
      integrationConfigurationId: ${JSON.stringify(installation)},
      teamId: ${JSON.stringify(resource?.outputs?.teamId)},
      metadata: { region: "iad1" },
      timeouts: { create: 600 },
    }, { aliases: [{ name: "db" }] })`),
  );

  expect((await workspace.up()).code).toBe(0);
  expect(emulator.journal.writes()).toEqual([]);
  expect(emulator.stores.list().map(({ name }) => name)).toEqual(["shop-dev-db"]);
});

test("an explicit Provider uses its own account, and nothing from the environment", exhaustive, async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  await workspace.setConfig("token", emulator.token, { secret: true });
  await workspace.writeProgram(`
    const config = new (require("@pulumi/pulumi").Config)();
    const { IntegrationStore, Provider } = require("pulumi-vercel-marketplace");
    const account = new Provider("acme", {
      apiToken: config.requireSecret("token"), team: "acme", apiUrl: "${emulator.url}/", createWithoutList: true,
    });
    const db = new IntegrationStore("db", { integration: "neon", metadata: { region: "fra1" } }, { provider: account });
    exports.isInstance = IntegrationStore.isInstance(db);
  `);
  const nothing = {
    VERCEL_API_TOKEN: "",
    VERCEL_TEAM: "acme-prod",
    VERCEL_API_URL: "http://127.0.0.1:9",
    VERCEL_CREATE_WITHOUT_LIST: "no",
  };

  const up = await workspace.up([], { environment: nothing });

  expect(up.output).not.toContain(emulator.token);
  expect(up.code).toBe(0);
  expect((await workspace.outputs()).isInstance).toBe(true);
  expect(emulator.stores.list().map(({ name }) => name)).toEqual(["shop-dev-db"]);
  expect((await workspace.stateBytes()).includes(emulator.token)).toBe(false);
  expect((await workspace.destroy([], { environment: nothing })).code).toBe(0);
  expect(emulator.stores.list()).toEqual([]);
});

test("the settings may all be in the stack's config", exhaustive, async () => {
  await using stack = await createStack({ environment: { VERCEL_API_TOKEN: "", VERCEL_TEAM: "", VERCEL_API_URL: "" } });
  const { emulator, workspace } = stack;
  await workspace.setConfig("vercel:apiToken", emulator.token, { secret: true });
  await workspace.setConfig("vercel:team", "acme");
  await workspace.setConfig("vercel:apiUrl", emulator.url);

  expect((await workspace.up()).code).toBe(0);
  expect(emulator.stores.list()).toHaveLength(1);
  expect((await workspace.destroy()).code).toBe(0);
  expect(emulator.stores.list()).toEqual([]);
});

test(
  "three stores of one product share the requests of the discovery, and each has its own name",
  exhaustive,
  async () => {
    const names = ["a", "b", "c"];
    await using stack = await createStack({
      program: `
      const { IntegrationStore } = require("pulumi-vercel-marketplace");
      for (const name of ${JSON.stringify(names)}) new IntegrationStore(name, { integration: "neon", metadata: { region: "iad1" } });
    `,
    });
    const { emulator, workspace } = stack;

    expect((await workspace.up()).code).toBe(0);

    expect(
      emulator.stores
        .list()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(names.map((name) => `shop-dev-${name}`));
    expect(emulator.journal.count("GET", "/v1/integrations/configurations")).toBe(1);
    expect(emulator.journal.count("GET", "/v1/integrations/configuration/:id/products")).toBe(1);
    expect(emulator.journal.count("GET", "/v1/storage/stores")).toBe(1);
    expect(emulator.journal.count("POST", CREATE_ROUTE)).toBe(3);
  },
);

/** Resources of these names that all adopt one store, and what else the program has. */
const adopting = (id: string, names: string[], more = "") => `
  const { IntegrationStore } = require("pulumi-vercel-marketplace");
  for (const name of ${JSON.stringify(names)}) {
    new IntegrationStore(name, { integration: "neon", metadata: { region: "iad1" }, adopt: "${id}" });
  }
  ${more}`;

const another = 'new IntegrationStore("other", { integration: "neon", metadata: { region: "fra1" } });';

/** A stack with an adopted store, whose resource is named `a`. */
async function createAdopted(): Promise<{ stack: Stack; id: string }> {
  const stack = await createStack();
  const { emulator, workspace } = stack;
  const { id } = emulator.stores.seed({ name: "prod-db", integration: "neon", metadata: { region: "iad1" } });
  await workspace.writeProgram(adopting(id, ["a"]));
  expect((await workspace.up()).code).toBe(0);
  return { stack, id };
}

async function namesIn({ workspace }: Stack): Promise<unknown[]> {
  return (await workspace.resources(STORE_TYPE)).map(({ urn }) => urn.split("::").at(-1));
}

test("P46 a rename without alias whose run fails elsewhere: the next run keeps the store for the new resource", async () => {
  const { stack, id } = await createAdopted();
  await using _ = stack;
  const { emulator, workspace } = stack;
  emulator.faults.add({ route: `POST ${CREATE_ROUTE}`, at: "before-commit", kind: "status", status: 402 });
  await workspace.writeProgram(adopting(id, ["b"], another));
  expect((await workspace.up()).code).not.toBe(0);
  expect((await namesIn(stack)).toSorted()).toEqual(["a", "b"]);

  expect((await workspace.up()).code).toBe(0);

  expect(emulator.stores.get(id)).toMatchObject({ id });
  expect(await namesIn(stack)).toEqual(["b", "other"]);
});

test("P46 a rename that was applied with --target: the full run keeps the store", exhaustive, async () => {
  const { stack, id } = await createAdopted();
  await using _ = stack;
  const { emulator, workspace } = stack;
  const [resource] = await workspace.resources(STORE_TYPE);
  await workspace.writeProgram(adopting(id, ["b"]));
  expect((await workspace.up(["--target", String(resource?.urn).replace(/a$/, "b")])).code).toBe(0);

  expect((await workspace.up()).code).toBe(0);

  expect(emulator.stores.get(id)).toMatchObject({ id });
  expect(await namesIn(stack)).toEqual(["b"]);
});

test("P46 a rename whose CLI is killed after the adoption: the next run keeps the store", exhaustive, async () => {
  const { stack, id } = await createAdopted();
  await using _ = stack;
  const { emulator, workspace } = stack;
  await workspace.writeProgram(adopting(id, ["b"], another));
  const barrier = emulator.barriers.hold({ route: `POST ${CREATE_ROUTE}`, at: "before-commit" });
  const running = workspace.start(["up", "--yes", "--skip-preview", "--non-interactive"]);
  await barrier.reached();
  await expect.poll(() => namesIn(stack)).toContain("b");
  for (const { pid } of workspace.processes()) process.kill(pid, "SIGKILL");
  await running.done;
  barrier.release();
  await workspace.cancel();
  await workspace.writeProgram(adopting(id, ["b"]));

  expect((await workspace.up()).code).toBe(0);

  expect(emulator.stores.get(id)).toMatchObject({ id });
  expect(await namesIn(stack)).toEqual(["b"]);
});

test(
  "P46 a second resource that adopts the same store, and is removed again, does not take it along",
  exhaustive,
  async () => {
    const { stack, id } = await createAdopted();
    await using _ = stack;
    const { emulator, workspace } = stack;
    await workspace.writeProgram(adopting(id, ["b", "a"]));
    await workspace.up();
    await workspace.writeProgram(adopting(id, ["a"]));

    expect((await workspace.up()).code).toBe(0);

    expect(emulator.stores.get(id)).toMatchObject({ id });
    expect(await namesIn(stack)).toEqual(["a"]);
  },
);

test("P12 a store that is suspended stops neither an unchanged program nor other resources", exhaustive, async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  await workspace.up();
  const [store] = emulator.stores.list();
  emulator.stores.edit(String(store?.id), { status: "limits-exceeded-suspended" });
  await workspace.refresh();
  const args = '{ integration: "neon", metadata: { region: "iad1" } }';
  await workspace.writeProgram(
    program(`new IntegrationStore("db", ${args})`, `new IntegrationStore("second", ${args}, { dependsOn: [db] });`),
  );

  const up = await workspace.up();

  expect(up.code).toBe(0);
  expectMessage(up.output, "store-suspended", String(store?.id));
  expect(emulator.stores.list()).toHaveLength(2);
});
