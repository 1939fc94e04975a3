// adopt: manages the named store if it is the one that the program describes, and never creates one.
import type { Seed, StorePatch } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import type { StoreInputs } from "../../../provider/src/contract/integration-store.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { BY_ID, checked, createStore, emulate, failureOf, neon, processOf } from "../../support/process-context.ts";

const seed: Seed = { name: "shop-db", integration: "neon", metadata: { region: "iad1" }, billingPlanId: "free_v3" };

test("P10 P18 a store that matches the program is adopted without a write, and its state equals a created one", async () => {
  await using emulator = await emulate({ normaliseMetadata: true });
  const { id } = emulator.stores.seed(seed);

  const adopted = await createStore(processOf(emulator), { ...neon, adopt: id });

  expect(adopted.id).toBe(id);
  expect(emulator.journal.writes()).toEqual([]);
  await using elsewhere = await emulate({ normaliseMetadata: true });
  const created = await createStore(processOf(elsewhere));
  const { adopt, ...adoptedState } = adopted.state;
  expect(adopt).toBe(id);
  expect(Object.keys(adoptedState).sort()).toEqual(Object.keys(created.state).sort());
  const { dashboardUrl: _, externalResourceId: __, secrets: ___, ownerToken, ...same } = created.state;
  expect(adoptedState).toMatchObject(same);
  expect(adoptedState.ownerToken).not.toBe(ownerToken);
});

test("P10 a program without name and plan gets those of the store", async () => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed({ ...seed, name: "elsewhere", billingPlanId: "launch_v3" });
  const { name: _, ...unnamed } = neon;

  const { state } = await createStore(processOf(emulator), { ...unnamed, adopt: id, defaultName: "shop-dev-db" });

  expect(state).toMatchObject({ name: "elsewhere", billingPlan: { id: "launch_v3", cost: "$19.00/month" } });
});

interface Difference {
  what: string;
  seed?: Partial<Seed>;
  patch?: StorePatch;
  args?: StoreInputs;
  code?: string;
  names: string;
}

const differences: Difference[] = [
  { what: "of another team", seed: { team: "acme-prod" }, code: "adopt-not-found", names: "team team_" },
  {
    what: "of another integration",
    seed: { integration: "paid-db", billingPlanId: "pro" },
    names: "integrationConfigurationId is icfg_AcmePaidDb",
  },
  { what: "of another region", seed: { metadata: { region: "fra1" } }, names: "metadata.region differs" },
  { what: "that has none of the metadata", seed: { metadata: {} }, names: "metadata.region differs" },
  { what: "of another name", seed: { name: "elsewhere" }, names: "name is elsewhere, not shop-db" },
  { what: "of another plan", args: { billingPlanId: "launch_v3" }, names: "billingPlanId is free_v3, not launch_v3" },
  { what: "in error", patch: { status: "error" }, code: "adopt-unusable", names: "error" },
  { what: "that is uninstalled", patch: { status: "uninstalled" }, code: "adopt-unusable", names: "uninstalled" },
];

test.each(differences)(
  "P10 a store $what is rejected at preview and by create",
  async ({ seed: other, patch, args, code = "adopt-differs", names }) => {
    await using emulator = await emulate();
    const { id } = emulator.stores.seed({ ...seed, ...other });
    if (patch) emulator.stores.edit(id, patch);
    const context = processOf(emulator);
    const given = { ...neon, ...args, adopt: id };

    const preview = await integrationStore.check(context, undefined, given);
    expect(preview.failures).toHaveLength(1);
    expect(preview.failures[0]?.code).toBe(code);
    const text = render(preview.failures[0]);
    for (const part of [id, names, "Nothing was created."]) expect(text).toContain(part);

    // Inputs that a preview could not compare with the store.
    await using elsewhere = await emulate();
    const verified = await checked(processOf(elsewhere), { ...neon, ...args });
    const failure = await failureOf(integrationStore.create(context, { ...verified, adopt: id }));
    expect(failure.code).toBe(code);
    expect(render(failure)).toContain(names);
    expect(emulator.journal.writes()).toEqual([]);
  },
);

test("P10 a store of another installation of the same integration is rejected with both ids", async () => {
  await using emulator = await emulate();
  const [a, b] = emulator.state.installations({ integration: "upstash", team: "acme" }).map(({ id }) => id);
  const redis = { integration: "upstash", product: "upstash-kv", metadata: { primaryRegion: "iad1" } };
  const { id } = emulator.stores.seed({ ...redis, name: "cache", integrationConfigurationId: String(a) });

  const { failures } = await integrationStore.check(processOf(emulator), undefined, {
    ...redis,
    name: "cache",
    integrationConfigurationId: String(b),
    adopt: id,
  });

  expect(failures).toMatchObject([{ code: "adopt-differs" }]);
  expect(render(failures[0])).toContain(`integrationConfigurationId is ${a}, not ${b}`);
});

test("P10 another product of the same installation is rejected", async () => {
  await using emulator = await emulate();
  const [installation] = emulator.state.installations({ integration: "upstash", team: "acme" }).map(({ id }) => id);
  const of = { name: "cache", integrationConfigurationId: String(installation) };
  const { id } = emulator.stores.seed({ ...of, integration: "upstash", product: "upstash-vector" });

  const { failures } = await integrationStore.check(processOf(emulator), undefined, {
    ...of,
    product: "upstash-kv",
    adopt: id,
  });

  expect(failures).toMatchObject([{ code: "adopt-differs" }]);
  expect(render(failures[0])).toContain("product is iap_UpstashVec8Lc3Bw, not iap_UpstashKv5Zr1Tn6");
});

test("P10 another product is rejected by its slug if the response has no id of the product", async () => {
  await using emulator = await emulate();
  const [installation] = emulator.state.installations({ integration: "upstash", team: "acme" }).map(({ id }) => id);
  const of = { name: "cache", integrationConfigurationId: String(installation) };
  const { id } = emulator.stores.seed({ ...of, integration: "upstash", product: "upstash-vector" });
  emulator.configure({ storeFields: { product: { ...of, slug: "upstash-vector", name: "Vector" } } });
  const run = processOf(emulator);

  const { failures } = await integrationStore.check(run, undefined, { ...of, product: "upstash-kv", adopt: id });

  expect(failures).toMatchObject([{ code: "adopt-differs" }]);
  expect(render(failures[0])).toContain("product is upstash-vector, not upstash-kv");
  const same = await integrationStore.check(run, undefined, { ...of, product: "upstash-vector", adopt: id });
  expect(same.failures).toEqual([]);
});

describe("P10 P31 a name that no creation may have", () => {
  const name = "My Database";

  test("is accepted with adopt, and stays with the store", async () => {
    await using emulator = await emulate();
    const { id } = emulator.stores.seed({ ...seed, name });
    const args = { ...neon, name, adopt: id };
    const { state } = await createStore(processOf(emulator), args);

    const run = processOf(emulator);
    const { adopt: _, ...later } = args;
    const inputs = await checked(run, later, state);

    expect(state.name).toBe(name);
    expect((await integrationStore.diff(run, id, state, inputs)).replaces).toEqual([]);
  });

  test("is accepted for a store that was renamed to it", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.edit(id, { name });

    const run = processOf(emulator);
    const inputs = await checked(run, { ...neon, name }, state);

    expect((await integrationStore.diff(run, id, state, inputs)).replaces).toEqual([]);
  });

  test("is rejected for a new store, without a request", async () => {
    await using emulator = await emulate();

    const { failures } = await integrationStore.check(processOf(emulator), undefined, { ...neon, name });

    expect(failures).toMatchObject([{ code: "argument-invalid" }]);
    expect(emulator.journal.entries()).toEqual([]);
  });

  test("is rejected before a replacement deletes the store", async () => {
    await using emulator = await emulate();
    const { state } = await createStore(processOf(emulator));
    const args = { ...neon, name, allowReplacement: true };

    const run = processOf(emulator);
    await integrationStore.check(run, state, args);
    const { failures } = await integrationStore.check(run, undefined, args);

    expect(failures).toMatchObject([{ code: "argument-invalid" }]);
    expect(emulator.stores.list()).toHaveLength(1);
  });
});

test("P10 an id that does not exist is rejected", async () => {
  await using emulator = await emulate();
  const { failures } = await integrationStore.check(processOf(emulator), undefined, {
    ...neon,
    adopt: "ir_AAAAAAAAAAAAAAAA",
  });

  expect(failures).toMatchObject([{ code: "adopt-not-found" }]);
  expect(render(failures[0])).toMatch(/ir_A{16} .* team team_\w+\./);
});

test("P10 all differences are named at once, without values of the metadata", async () => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed({ ...seed, name: "elsewhere", metadata: { region: "sin1", size: 2 } });

  const { failures } = await integrationStore.check(processOf(emulator), undefined, {
    ...neon,
    metadata: { region: "iad1", size: 4 },
    adopt: id,
  });

  expect(failures).toMatchObject([{ code: "adopt-differs" }]);
  const text = render(failures[0]);
  expect(text).toContain("name is elsewhere, not shop-db; metadata.region differs; metadata.size differs");
  expect(text).not.toContain("sin1");
});

test("P10 P46 a store of another resource is rejected: created in this run, and known from an earlier one", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const made = await createStore(context);
  const { failures } = await integrationStore.check(context, undefined, { ...neon, adopt: made.id });
  expect(failures).toMatchObject([{ code: "adopt-owned" }]);

  const nextRun = processOf(emulator);
  await integrationStore.diff(nextRun, made.id, made.state, await checked(nextRun, neon, made.state));
  expect(await failureOf(createStore(nextRun, { ...neon, adopt: made.id }))).toMatchObject({ code: "adopt-owned" });
});

describe("P10 P46 a resource with a new logical name that adopts the store of its old one", () => {
  async function moved() {
    const emulator = await emulate();
    const old = await createStore(processOf(emulator));
    const args = { ...neon, adopt: old.id };
    return { emulator, old, args };
  }

  test("keeps it when the engine then deletes the old resource", async () => {
    const { emulator, old, args } = await moved();
    await using _ = emulator;
    const run = processOf(emulator);

    const adopted = await createStore(run, args);
    await integrationStore.delete(run, old.id, old.state);

    expect(adopted.id).toBe(old.id);
    expect(emulator.stores.list().map(({ id }) => id)).toEqual([old.id]);
    expect(run.said.info).toEqual([expect.stringContaining(`shop-db (${old.id}) was not deleted`)]);
  });

  test("keeps it if that run is interrupted and the next one deletes the old resource", async () => {
    const { emulator, old, args } = await moved();
    await using _ = emulator;
    const { state } = await createStore(processOf(emulator), args);

    const nextRun = processOf(emulator);
    await integrationStore.diff(nextRun, old.id, state, await checked(nextRun, args, state));
    await integrationStore.delete(nextRun, old.id, old.state);

    expect(emulator.stores.list().map(({ id }) => id)).toEqual([old.id]);
  });

  test("loses it with the last resource that has it", async () => {
    const { emulator, old, args } = await moved();
    await using _ = emulator;
    const { state } = await createStore(processOf(emulator), args);

    await integrationStore.delete(processOf(emulator), old.id, state);

    expect(emulator.stores.list()).toEqual([]);
  });
});

test("P46 a resource that the program keeps is deleted if the engine replaces it for its own reasons", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));

  const run = processOf(emulator);
  await integrationStore.diff(run, id, state, await checked(run, neon, state));
  await integrationStore.delete(run, id, state);

  expect(emulator.stores.list()).toEqual([]);
});

test("P44 no message suggests to adopt a store of another resource", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const nextRun = processOf(emulator);
  await integrationStore.diff(nextRun, id, state, await checked(nextRun, neon, state));

  const failure = await failureOf(createStore(nextRun));

  expect(failure.code).toBe("store-name-taken");
  expect(render(failure)).toContain(id);
  expect(render(failure)).not.toContain("adopt");
});

test("P10 P46 of two resources that adopt one store, the second fails", async () => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed(seed);
  const context = processOf(emulator);
  const inputs = await checked(context, { ...neon, adopt: id });

  const outcomes = await Promise.allSettled([1, 2].map(() => integrationStore.create(context, inputs)));

  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
});

test.each([403, 500])("P10 a GET that fails with %i neither adopts nor creates a store", async (status) => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed(seed);
  const context = processOf(emulator);
  const inputs = await checked(context, { ...neon, adopt: id });
  emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status, times: null });

  const { cause } = await failureOf(integrationStore.create(context, inputs));

  expect(cause).toMatchObject({ status, method: "GET", path: `/v1/storage/stores/${id}` });
  expect(emulator.journal.writes()).toEqual([]);
});

test.each([
  { what: "a 500", fault: { kind: "status", status: 500 } },
  { what: "a 408", fault: { kind: "status", status: 408 } },
  { what: "a reset", fault: { kind: "reset" } },
] as const)("P34 P10 check of adoptions that $what prevents passes with one warning", async ({ fault }) => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed(seed);
  const context = processOf(emulator);
  emulator.faults.add({ route: BY_ID, at: "before-commit", times: null, ...fault });

  for (const name of ["shop-db", "other-db"]) {
    const { failures, inputs } = await integrationStore.check(context, undefined, { ...neon, name, adopt: id });
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ adopt: id });
  }

  expect(context.said.warning).toEqual([expect.stringContaining("[not-verified]")]);
});

test("P10 adopt has no effect once the store is in the state", async () => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed(seed);
  const args = { ...neon, adopt: id };
  const { state } = await createStore(processOf(emulator), args);
  const nextRun = processOf(emulator);
  emulator.journal.clear();

  const inputs = await checked(nextRun, args, state);
  expect(await integrationStore.diff(nextRun, id, state, inputs)).toEqual({ changes: false, replaces: [] });
  expect(emulator.journal.entries()).toEqual([]);
});

test("P10 P46 a store that another resource is to adopt is rejected for the resource that has it", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const run = processOf(emulator);

  await checked(run, { ...neon, adopt: id });
  const inputs = await checked(run, neon, state);

  const failure = await failureOf(integrationStore.diff(run, id, state, inputs));
  expect(failure.code).toBe("adopt-conflict");
  expect(render(failure)).toContain(id);
});

test("P10 a resource that left the program does not own its store, even after a refresh", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const run = processOf(emulator);
  await integrationStore.read(run, id, state);
  await integrationStore.diff(run, id, state, state);

  const { failures } = await integrationStore.check(run, undefined, { ...neon, adopt: id });

  expect(failures).toEqual([]);
});

test("P10 P46 of two resources that adopt one store under different names at once, the second fails", async () => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed(seed);
  const context = processOf(emulator);
  const { name: _, ...unnamed } = await checked(context, { ...neon, adopt: id });
  const held = emulator.barriers.hold({ route: BY_ID, at: "before-commit" });
  const creating = [{ ...unnamed, name: "shop-db" }, unnamed].map((inputs) => integrationStore.create(context, inputs));
  const outcomes = Promise.allSettled(creating);
  await held.reached(2);
  held.release();

  expect((await outcomes).map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});
