// A store is created, stays unchanged, and is destroyed, on the real engine.
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { CREATE_ROUTE, createStack, program, STORE_TYPE } from "./support/stack.ts";

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
    stateVersion: 1,
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
  expect(Buffer.byteLength(text)).toBeLessThan(160);
  expect(text).toContain('("pulumi-vercel-marketplace/provider")');
  expect(text).not.toContain(emulator.token);
  expect(text).not.toMatch(/["'`]\/[a-z]{3,}/i);
  expect(resource?.outputs?.__provider).toBe(text);

  const destroy = await workspace.destroy();

  expect(destroy.code).toBe(0);
  expect(emulator.stores.list()).toEqual([]);
  expect(await workspace.resources()).toEqual([]);
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
