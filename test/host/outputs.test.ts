// What the engine gets back: secrets in envelopes, nothing that cannot be written down, and every input echoed.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStore, type Market, neon, openMarket, refusalOf, storeText } from "./market.ts";
import { startHost } from "./support/host.ts";
import type { Properties } from "./support/protocol.ts";
import { isSecret, reveal } from "./support/values.ts";

let market: Market;

beforeAll(async () => {
  market = await openMarket({ behaviour: { provisioningByName: { slow: { status: "initializing" } } } });
});
afterAll(() => market[Symbol.asyncDispose]());

/** The values of a store's secrets as they came back, which must be in an envelope. */
function secretsIn(outputs: Properties): unknown {
  expect(isSecret(outputs.secrets)).toBe(true);
  return reveal(outputs.secrets);
}

test("P28 create, update and read return the connection details in an envelope, and nothing else in clear", async () => {
  const { emulator, host } = market;
  const created = await createStore(host);
  const values = emulator.stores.secretValues(created.id);
  const plain = reveal(created.outputs) as Properties;

  const updated = await host.update(created.id, plain, { ...created.inputs, forceDestroy: true });
  const read = await host.read(created.id, { properties: plain });
  const got = await host.read(created.id, { inputs: {} });

  for (const { outputs } of [created, updated, read, got]) {
    expect(secretsIn(outputs)).toEqual(values);
    const { secrets: _, ...clear } = outputs;
    for (const value of Object.values(values)) expect(JSON.stringify(clear)).not.toContain(value);
    expect(outputs.__provider).toBe(storeText);
    expect(outputs.stateVersion).toBe(2);
  }
  expect(read.inputs).toEqual(created.inputs);
  expect(got.inputs).not.toHaveProperty("secrets");
});

test("every checked input is echoed under its own key, so that delete and read know it", async () => {
  const { host } = market;
  const args = {
    ...neon,
    name: "echo",
    externalId: "shop-7",
    protocolSettings: { a: { b: [1, "x", true] } },
    timeouts: { create: "5m" },
    forceDestroy: true,
    allowReplacement: false,
  };

  const { inputs, outputs } = await createStore(host, args);

  expect(inputs).toMatchObject(args);
  expect(outputs).toMatchObject(inputs);
});

test("defaultName gives a store its name, and is in neither inputs nor outputs", async () => {
  const { host } = market;
  const { name: _, ...unnamed } = neon;

  const { inputs, outputs } = await createStore(host, { ...unnamed, defaultName: "shop-dev-orders" });

  expect(inputs.name).toBe("shop-dev-orders");
  expect({ ...inputs, ...outputs }).not.toHaveProperty("defaultName");
});

test("members that are null are taken as absent", async () => {
  const { failures, inputs } = await market.host.check({ ...neon, name: "nulls", billingPlanId: null, teamId: null });

  expect(failures).toEqual([]);
  expect(inputs).not.toHaveProperty("billingPlanId", null);
});

describe("an init failure", () => {
  const args = { ...neon, name: "slow", timeouts: { create: 0.2 } };

  test("P13 keeps id, provider text and reasons, in few bytes, and the engine can go on with what it keeps", async () => {
    const { emulator, host } = market;

    const refusal = await refusalOf(createStore(host, args));
    const { id = "", properties = {}, reasons = [] } = refusal.initFailure ?? {};

    const [store] = emulator.stores.list({ name: "slow" });
    expect(id).toBe(store?.id);
    expect(reasons).toEqual([
      expect.stringMatching(new RegExp(`slow \\(${id}\\) .*initializing.*\\[store-not-ready\\]`)),
    ]);
    expect(properties).toMatchObject({ __provider: storeText, name: "slow", stateVersion: 2, status: "initializing" });
    expect(Buffer.byteLength(JSON.stringify(properties))).toBeLessThan(16_384);

    const { inputs } = await host.check(args, properties);
    expect((await host.diff(id, properties, inputs)).changes).toBe("some");
    const again = await refusalOf(host.update(id, properties, inputs));
    expect(again.initFailure).toMatchObject({ id, properties: { __provider: storeText, name: "slow" } });

    emulator.stores.edit(id, { status: "available" });
    const { outputs } = await host.update(id, properties, inputs);
    expect(secretsIn(outputs)).toEqual(emulator.stores.secretValues(id));
    await using later = await startHost({ providerText: storeText, environment: emulator.environment() });
    await later.delete(id, reveal(outputs) as Properties);
    expect(emulator.stores.get(id)).toBeUndefined();
  });

  test("P28 of a store that was ready once keeps its connection details, in an envelope", async () => {
    const { emulator, host } = market;
    const created = await createStore(host, { ...neon, name: "was-ready" });
    const state = { ...(reveal(created.outputs) as Properties), unreadSecrets: ["REPLICA_URL"] };
    const route = `GET /v1/storage/stores/${created.id}`;
    emulator.faults.add({ route, at: "before-commit", kind: "status", status: 403 });

    const refusal = await refusalOf(host.update(created.id, state, created.inputs));

    const kept = refusal.initFailure?.properties ?? {};
    expect(secretsIn(kept)).toEqual(emulator.stores.secretValues(created.id));
    const { secrets: _, ...clear } = kept;
    for (const value of Object.values(emulator.stores.secretValues(created.id))) {
      expect(JSON.stringify([clear, refusal.message, refusal.initFailure?.reasons])).not.toContain(value);
    }
  });

  // An init failure travels in a gRPC header, and a header of 64 KB ends the connection: the id would be lost.
  test("P13 of a store with the largest settings keeps its id", async () => {
    const { emulator, host } = market;
    const protocolSettings = { script: "x".repeat(8_000) };

    const refusal = await refusalOf(createStore(host, { ...args, name: "slow-large", protocolSettings }));

    const { id = "", properties = {} } = refusal.initFailure ?? {};
    expect(id).toBe(emulator.stores.list({ name: "slow-large" })[0]?.id);
    expect(properties).toMatchObject({ __provider: storeText, name: "slow-large", stateVersion: 2 });
    expect(Buffer.byteLength(JSON.stringify(properties))).toBeLessThan(16_384);

    // The engine has the inputs as they were: the next run goes on, and replaces nothing.
    const { inputs } = await host.check({ ...args, name: "slow-large", protocolSettings }, properties);
    expect((await host.diff(id, properties, inputs)).replaces).toEqual([]);
    emulator.stores.edit(id, { status: "available" });
    expect((await host.update(id, properties, inputs)).outputs).toMatchObject({
      protocolSettings,
      status: "available",
    });
  });
});

describe("a state of another shape", () => {
  const later = [
    "integrationId",
    "integrationSlug",
    "productId",
    "productSlug",
    "billingPlan",
    "teamSlug",
    "dashboardUrl",
    "secretNames",
  ];
  const shapes: { what: string; without: string[] }[] = [
    { what: "without what was resolved", without: later },
    { what: "without a version", without: ["stateVersion"] },
    { what: "without a version, and without what was resolved", without: [...later, "stateVersion"] },
  ];

  test.each(shapes)("$what is checked, compared, read, updated and deleted", async ({ what, without }) => {
    const { emulator, host } = market;
    const args = { ...neon, name: what.replaceAll(/\W/g, "-") };
    const created = await createStore(host, args);
    const plain = reveal(created.outputs) as Properties;
    const kept = (all: Properties) => Object.fromEntries(Object.entries(all).filter(([key]) => !without.includes(key)));
    const older = kept(plain);

    const { inputs, failures } = await host.check(args, kept(created.inputs));
    expect(failures).toEqual([]);
    expect(await host.diff(created.id, older, inputs)).toMatchObject({ changes: "none", replaces: [] });
    const read = await host.read(created.id, { properties: older });
    expect(read.outputs).toMatchObject({ name: args.name, status: "available" });
    expect(secretsIn(read.outputs)).toEqual(emulator.stores.secretValues(created.id));
    const updated = await host.update(created.id, older, inputs);
    expect(updated.outputs).toMatchObject({ name: args.name, stateVersion: 2 });
    await host.delete(created.id, older);
    expect(emulator.stores.get(created.id)).toBeUndefined();
  });

  test("P5 of a newer version is checked, compared and read without a loss, and neither updated nor deleted", async () => {
    const { emulator, host } = market;
    const args = { ...neon, name: "newer" };
    const created = await createStore(host, args);
    const newer = { ...(reveal(created.outputs) as Properties), stateVersion: 99, colour: "green" };

    const { inputs, failures } = await host.check(args, created.inputs);
    expect(failures).toEqual([]);
    expect(await host.diff(created.id, newer, inputs)).toMatchObject({ changes: "none", replaces: [] });
    const read = await host.read(created.id, { properties: newer });
    expect(reveal(read.outputs)).toEqual(newer);
    for (const call of [host.update(created.id, newer, inputs), host.delete(created.id, newer)]) {
      const refusal = await refusalOf(call);
      expect(refusal.message).toMatch(/stateVersion is 99.*\[state-too-new\]$/);
      expect(refusal.initFailure).toBeUndefined();
    }
    expect(emulator.stores.get(created.id)).toMatchObject({ id: created.id });
  });
});
