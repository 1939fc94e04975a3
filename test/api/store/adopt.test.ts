// adopt takes over the store that was named, if it is the one that the program describes, and never makes one.
import type { Seed, StorePatch } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import type { StoreInputs } from "../../../provider/src/contract/integration-store.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { BY_ID, checked, createStore, emulate, failureOf, neon, processOf } from "../../support/process-context.ts";

const seed: Seed = { name: "shop-db", integration: "neon", metadata: { region: "iad1" }, billingPlanId: "free_v3" };

test("P10 a store that is as the program says is taken over without a write, and ends as a created one", async () => {
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
  const { dashboardUrl: _, externalResourceId: __, secrets: ___, ...same } = created.state;
  expect(adoptedState).toMatchObject(same);
});

test("P10 a program that leaves name and plan open gets those of the store", async () => {
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
  says: string;
}

const differences: Difference[] = [
  { what: "of another team", seed: { team: "acme-prod" }, says: "there is no such store in team team_" },
  {
    what: "of another integration",
    seed: { integration: "paid-db", billingPlanId: "pro" },
    says: "integrationConfigurationId is icfg_AcmePaidDb",
  },
  { what: "of another region", seed: { metadata: { region: "fra1" } }, says: "metadata.region differs" },
  { what: "that has none of the metadata", seed: { metadata: {} }, says: "metadata.region differs" },
  { what: "of another name", seed: { name: "elsewhere" }, says: "name is elsewhere, not shop-db" },
  { what: "of another plan", args: { billingPlanId: "launch_v3" }, says: "billingPlanId is free_v3, not launch_v3" },
  { what: "in error", patch: { status: "error" }, says: "its state is error" },
  { what: "that is uninstalled", patch: { status: "uninstalled" }, says: "its state is uninstalled" },
];

test.each(differences)(
  "P10 a store $what is refused at preview, and by create",
  async ({ seed: other, patch, args, says }) => {
    await using emulator = await emulate();
    const { id } = emulator.stores.seed({ ...seed, ...other });
    if (patch) emulator.stores.edit(id, patch);
    const context = processOf(emulator);
    const given = { ...neon, ...args, adopt: id };

    const preview = await integrationStore.check(context, undefined, given);
    expect(preview.failures).toHaveLength(1);
    expect(preview.failures[0]).toContain(`adopt: ${id} cannot be taken over: `);
    expect(preview.failures[0]).toContain(says);
    expect(preview.failures[0]).toContain("Nothing was created.");

    const verified = await checked(context, { ...neon, ...args });
    const { message } = await failureOf(integrationStore.create(context, { ...verified, adopt: id }));
    expect(message).toContain(says);
    expect(emulator.journal.writes()).toEqual([]);
  },
);

test("P10 a store of another installation of the same integration is refused with both ids", async () => {
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

  expect(failures).toEqual([expect.stringContaining(`integrationConfigurationId is ${a}, not ${b}`)]);
});

test("P10 another product of the same installation is refused", async () => {
  await using emulator = await emulate();
  const [installation] = emulator.state.installations({ integration: "upstash", team: "acme" }).map(({ id }) => id);
  const of = { name: "cache", integrationConfigurationId: String(installation) };
  const { id } = emulator.stores.seed({ ...of, integration: "upstash", product: "upstash-vector" });

  const { failures } = await integrationStore.check(processOf(emulator), undefined, {
    ...of,
    product: "upstash-kv",
    adopt: id,
  });

  expect(failures).toEqual([expect.stringContaining("product is iap_UpstashVec8Lc3Bw, not iap_UpstashKv5Zr1Tn6")]);
});

test("P10 an id that is not there is refused, whatever the program says besides", async () => {
  await using emulator = await emulate();
  const { failures } = await integrationStore.check(processOf(emulator), undefined, {
    ...neon,
    adopt: "ir_AAAAAAAAAAAAAAAA",
  });

  expect(failures).toEqual([
    expect.stringMatching(/^adopt: ir_A{16} cannot be taken over: there is no such store in team team_\w+\./),
  ]);
});

test("P10 every difference is named at once, and no value of the metadata", async () => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed({ ...seed, name: "elsewhere", metadata: { region: "sin1", size: 2 } });

  const { failures } = await integrationStore.check(processOf(emulator), undefined, {
    ...neon,
    metadata: { region: "iad1", size: 4 },
    adopt: id,
  });

  expect(failures).toEqual([
    expect.stringContaining("name is elsewhere, not shop-db; metadata.region differs; metadata.size differs"),
  ]);
  expect(failures[0]).not.toContain("sin1");
});

test("P10 a store that another resource of the program has is refused: one that it made, and one that it had before", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const made = await createStore(context);
  const { failures } = await integrationStore.check(context, undefined, { ...neon, adopt: made.id });
  expect(failures).toEqual([expect.stringContaining("another resource of the program has it already")]);

  const nextRun = processOf(emulator);
  await integrationStore.diff(nextRun, made.id, made.state, await checked(nextRun, neon, made.state));
  const { message } = await failureOf(createStore(nextRun, { ...neon, adopt: made.id }));
  expect(message).toContain("another resource of the program has it already");
});

describe("P10 a resource that got another logical name, and adopts the store that it had under the old one", () => {
  async function moved() {
    const emulator = await emulate();
    const old = await createStore(processOf(emulator));
    const args = { ...neon, adopt: old.id };
    return { emulator, old, args };
  }

  test("keeps it, though the engine then deletes the old resource", async () => {
    const { emulator, old, args } = await moved();
    await using _ = emulator;
    const run = processOf(emulator);

    const taken = await createStore(run, args);
    await integrationStore.delete(run, old.id, old.state);

    expect(taken.id).toBe(old.id);
    expect(emulator.stores.list().map(({ id }) => id)).toEqual([old.id]);
    expect(run.said.info).toEqual([`shop-db (${old.id}) was not deleted: another resource of the program has it now.`]);
  });

  test("keeps it where that run was cut off, and the next one deletes the old resource", async () => {
    const { emulator, old, args } = await moved();
    await using _ = emulator;
    const { state } = await createStore(processOf(emulator), args);

    const nextRun = processOf(emulator);
    await integrationStore.diff(nextRun, old.id, state, await checked(nextRun, args, state));
    await integrationStore.delete(nextRun, old.id, old.state);

    expect(emulator.stores.list().map(({ id }) => id)).toEqual([old.id]);
  });

  test("is deleted with the last resource that has it", async () => {
    const { emulator, old, args } = await moved();
    await using _ = emulator;
    const { state } = await createStore(processOf(emulator), args);

    await integrationStore.delete(processOf(emulator), old.id, state);

    expect(emulator.stores.list()).toEqual([]);
  });
});

test("a resource that the program keeps is deleted all the same when the engine replaces it for reasons of its own", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));

  const run = processOf(emulator);
  await integrationStore.diff(run, id, state, await checked(run, neon, state));
  await integrationStore.delete(run, id, state);

  expect(emulator.stores.list()).toEqual([]);
});

test("P10 nobody is told to adopt a store that another resource of the program has", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const nextRun = processOf(emulator);
  await integrationStore.diff(nextRun, id, state, await checked(nextRun, neon, state));

  const { message } = await failureOf(createStore(nextRun));

  expect(message).toContain(`belongs to a resource of the program already: ${id}. Nothing was created.`);
  expect(message).not.toContain("adopt");
});

test("P10 two resources that adopt one store: the second fails", async () => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed(seed);
  const context = processOf(emulator);
  const inputs = await checked(context, { ...neon, adopt: id });

  const outcomes = await Promise.allSettled([1, 2].map(() => integrationStore.create(context, inputs)));

  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
});

test.each([403, 500])("P10 a look that fails with %i takes nothing over, and makes nothing instead", async (status) => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed(seed);
  const context = processOf(emulator);
  const inputs = await checked(context, { ...neon, adopt: id });
  emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status, times: null });

  const { message } = await failureOf(integrationStore.create(context, inputs));

  expect(message).toContain(`${status} from Vercel on GET /v1/storage/stores/${id}`);
  expect(emulator.journal.writes()).toEqual([]);
});

test("P10 adopt stays in the program without an effect once the store is in the state", async () => {
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

test("P10 a store that another resource is to take over is refused for the resource that has it, in either order", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const run = processOf(emulator);

  await checked(run, { ...neon, adopt: id });
  const inputs = await checked(run, neon, state);

  await expect(integrationStore.diff(run, id, state, inputs)).rejects.toThrow(
    `(${id}) belongs to this resource, and another resource of the program is to take it over`,
  );
});

test("P10 a resource that left the program does not hold its store, also where a refresh has looked at it", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  const run = processOf(emulator);
  await integrationStore.read(run, id, state);
  await integrationStore.diff(run, id, state, state);

  const { failures } = await integrationStore.check(run, undefined, { ...neon, adopt: id });

  expect(failures).toEqual([]);
});
