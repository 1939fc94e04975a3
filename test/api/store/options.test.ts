// Replacements that a resource option causes: recognized by the order of the calls, and only with consent.
import { describe, expect, test } from "vitest";
import {
  DEFAULT_NAME_KEY,
  IGNORES_NAME_KEY,
  type StoreArgumentName,
  type StoreState,
  storeSpecs,
} from "../../../provider/src/contract/integration-store.ts";
import { PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { ALWAYS, checked, createStore, emulate, failureOf, neon, processOf } from "../../support/process-context.ts";
import {
  adopted,
  byDiff,
  force,
  named,
  options,
  replace,
  replaceOnChanges,
  trigger,
  unnamed,
} from "../../support/replacements.ts";

/** A change of every argument that diff applies in place. */
const inPlace: Partial<Record<StoreArgumentName, [before: unknown, now: unknown]>> = {
  timeouts: [undefined, { create: "20m" }],
  forceDestroy: [undefined, true],
  allowReplacement: [true, undefined],
  paymentMethodId: [undefined, "pm_AcmeCard4242"],
  prepaymentAmountCents: [undefined, 2500],
};

test("P20 every argument that changes in place is in this table, or has a test of its own", () => {
  const all = Object.entries(storeSpecs).filter(([, { change }]) => change !== "replace");
  expect(all.map(([name]) => name).sort()).toEqual([...Object.keys(inPlace), "adopt"].sort());
});

describe.each(options)("P20 $option", ({ plan }) => {
  test.each(Object.entries(inPlace))("with a changed %s is rejected without allowReplacement", async (name, values) => {
    await using emulator = await emulate();
    const [before, now] = values;
    const resource = await createStore(processOf(emulator), { ...named, [name]: before });
    emulator.journal.clear();

    for (const _ of ["preview", "up"]) {
      const failure = await failureOf(plan(processOf(emulator), resource, { ...named, [name]: now }));
      expect(failure.code).toBe("replacement-by-option");
      expect(render(failure)).toContain("shop-db");
    }
    expect(emulator.journal.writes()).toEqual([]);
  });

  test("with a removed adopt is rejected without allowReplacement", async () => {
    await using emulator = await emulate();
    const resource = await adopted(emulator);

    const failure = await failureOf(plan(processOf(emulator), resource, named));

    expect(failure.code).toBe("replacement-by-option");
  });

  test("is rejected for a store with its default name too, and its id is named if diff was called", async () => {
    await using emulator = await emulate();
    const resource = await createStore(processOf(emulator), unnamed);

    const failure = await failureOf(plan(processOf(emulator), resource, { ...unnamed, forceDestroy: true }));

    expect(failure.code).toBe("replacement-by-option");
    expect(render(failure)).toContain(plan === trigger ? "shop-dev-db" : resource.id);
  });

  test.each([named, unnamed])(
    "P31 with allowReplacement replaces the store, and its own name is no conflict",
    async (args) => {
      await using emulator = await emulate();
      const resource = await createStore(processOf(emulator), args);
      const run = processOf(emulator);

      const inputs = await plan(run, resource, { ...args, allowReplacement: true, forceDestroy: true });
      expect(run.said.warning).toEqual([]);
      const replaced = await replace(run, resource, inputs);

      expect(replaced.id).not.toBe(resource.id);
      expect(emulator.stores.list()).toMatchObject([{ id: replaced.id, name: resource.state.name }]);
    },
  );

  test("P11 with allowReplacement and an adopt that has had its effect creates a new store", async () => {
    await using emulator = await emulate();
    const resource = await adopted(emulator);
    const run = processOf(emulator);
    const args = { ...named, adopt: resource.id, allowReplacement: true, forceDestroy: true };

    const replaced = await replace(run, resource, await plan(run, resource, args));

    expect(replaced.id).not.toBe(resource.id);
    expect(emulator.stores.list()).toMatchObject([{ id: replaced.id, name: "shop-db" }]);
    // The next run is unchanged.
    const next = processOf(emulator);
    const inputs = await checked(next, args, replaced.state);
    expect(await integrationStore.diff(next, replaced.id, replaced.state, inputs)).toEqual({
      changes: false,
      replaces: [],
    });
  });

  test("P16 is rejected while the API is out, although the program allows it: nothing could be verified", async () => {
    await using emulator = await emulate();
    const resource = await createStore(processOf(emulator), named);
    emulator.faults.add({ at: "before-commit", kind: "status", status: 503, times: ALWAYS });
    const run = processOf(emulator, { timings: { requestSeconds: 0.2 } });

    const failure = await failureOf(plan(run, resource, { ...named, allowReplacement: true, forceDestroy: true }));

    expect(failure.code).toBe("replacement-not-verified");
  });

  test("P47 keeps team, installation, product, plan and name", async () => {
    await using emulator = await emulate();
    const installations = emulator.state.installations({ integration: "upstash", team: "acme" });
    const integrationConfigurationId = String(installations[1]?.id);
    const kv = { integration: "upstash", product: "upstash-kv", metadata: { primaryRegion: "iad1" } };
    const first = { ...kv, integrationConfigurationId, name: "cache", billingPlanId: "paid" };
    const resource = await createStore(processOf(emulator), { ...first, [DEFAULT_NAME_KEY]: "shop-dev-db" });
    // The account has another team by now, and the program leaves open what it can.
    const run = processOf(emulator, { token: "both", team: "acme-prod" });
    const args = { ...kv, name: "cache", [DEFAULT_NAME_KEY]: "shop-dev-db", allowReplacement: true };

    const inputs = await plan(run, resource, args);
    const replaced = await replace(run, resource, inputs);

    const kept = ["teamId", "integrationConfigurationId", "productId", "billingPlan", "name"] as const;
    for (const field of kept) expect(replaced.state[field]).toEqual(resource.state[field]);
    expect(emulator.stores.list()).toMatchObject([{ id: replaced.id, teamId: resource.state.teamId }]);
  });
});

test.each([
  { what: "a diff", plan: byDiff },
  { what: "replaceOnChanges", plan: replaceOnChanges },
  { what: "replacementTrigger", plan: trigger },
  { what: "--replace", plan: force },
])("P11 a store with a name that no creation may have is not replaced by $what", async ({ plan }) => {
  await using emulator = await emulate();
  const { id } = emulator.stores.seed({ name: "My Database", integration: "neon", metadata: { region: "iad1" } });
  // The store gives its name to the resource.
  const args = { ...unnamed, adopt: id };
  const resource = await createStore(processOf(emulator), args);
  const run = processOf(emulator);

  const replacing = plan(run, resource, { ...args, allowReplacement: true, forceDestroy: true });
  const failure = await failureOf(replacing.then((inputs) => replace(run, resource, inputs)));

  expect(failure.code).toBe(plan === force ? "replacement-adopts-itself" : "argument-invalid");
  expect(emulator.stores.get(id)).toMatchObject({ id });
});

test("P20 P41 replaceOnChanges needs no consent for a store that never became available", async () => {
  await using emulator = await emulate({ provisioning: { status: "initializing" } });
  const failure = await failureOf(createStore(processOf(emulator), { ...named, timeouts: { create: 0.1 } }));
  if (!(failure instanceof PartialStateError)) throw failure;
  const resource = { id: failure.id, state: failure.state() as StoreState };

  const inputs = await replaceOnChanges(processOf(emulator), resource, named);

  expect(inputs.name).toBe("shop-db");
});

test("P20 a new resource beside one that an option replaces is created", async () => {
  await using emulator = await emulate();
  const resource = await createStore(processOf(emulator), unnamed);
  const run = processOf(emulator);
  await failureOf(trigger(run, resource, unnamed));

  const { id } = await createStore(run, { ...unnamed, [DEFAULT_NAME_KEY]: "shop-dev-other" });

  expect(emulator.stores.get(id)?.name).toBe("shop-dev-other");
});

describe.each(options)("P20 $option and ignoreChanges of the name", ({ plan }) => {
  const programs = [
    { what: "a default name", first: unnamed, name: "shop-dev-db", now: unnamed },
    { what: "another name in the program", first: named, name: "shop-db", now: { ...named, name: "other-db" } },
  ];

  test.each(programs)("with $what is rejected without allowReplacement", async ({ first, name, now }) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator), { ...first, [IGNORES_NAME_KEY]: true });
    const run = processOf(emulator);
    const ignoring = { ...now, [IGNORES_NAME_KEY]: true, forceDestroy: true };

    // The engine copies the old name into the first check only.
    const inputs = await checked(run, { ...ignoring, name }, state);
    if (plan === replaceOnChanges) await integrationStore.diff(run, id, state, inputs);
    const failure = await failureOf(checked(run, ignoring));

    expect(failure.code).toBe("replacement-by-option");
  });
});

test("P31 an allowed replacement with ignoreChanges of the name meets its own store", async () => {
  await using emulator = await emulate();
  const args = { ...unnamed, [IGNORES_NAME_KEY]: true, allowReplacement: true };
  const { id, state } = await createStore(processOf(emulator), args);
  const run = processOf(emulator);
  const news = { ...args, metadata: { region: "fra1" } };

  await integrationStore.diff(run, id, state, await checked(run, { ...news, name: "shop-dev-db" }, state));
  await replace(run, { id, state }, await checked(run, news));

  expect(emulator.stores.list()).toMatchObject([{ name: "shop-dev-db", metadata: { region: "fra1" } }]);
});

test("P20 P41 a store that the state has as unfinished is not replaced without consent once it is available", async () => {
  await using emulator = await emulate();
  const created = await createStore(processOf(emulator), named);
  const { secrets: _, ...rest } = created.state;
  const state = { ...rest, status: "initializing" };
  const run = processOf(emulator);

  const failure = await failureOf(replaceOnChanges(run, { id: created.id, state }, { ...named, forceDestroy: true }));

  expect(failure.code).toBe("replacement-by-option");
});

test.each([true, false])(
  "P20 with ignoreChanges for the name, an option replaces nothing without allowReplacement (diff called: %s)",
  async (callsDiff) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator), named);
    const run = processOf(emulator);

    // The engine passes the old name with the old inputs, and the program's name without them.
    const inputs = await checked(run, { ...named, timeouts: { create: "20m" } }, state);
    if (callsDiff) await integrationStore.diff(run, id, state, inputs);
    await checked(run, { ...named, name: "renamed", timeouts: { create: "20m" } });

    expect((await failureOf(integrationStore.delete(run, id, state))).code).toBe("replacement-by-option");
    expect(emulator.stores.get(id)).toMatchObject({ id });
  },
);

test("P20 two resources of one logical name, each with a name of its own, do not stand in each other's way", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator), named);
  const run = processOf(emulator);
  const inputs = await checked(run, { ...named, allowReplacement: true, metadata: { region: "fra1" } }, state);
  expect((await integrationStore.diff(run, id, state, inputs)).replaces).toEqual(["metadata"]);
  await checked(run, { ...named, name: "other" });
  await checked(run, { ...named, allowReplacement: true, metadata: { region: "fra1" } });

  await integrationStore.delete(run, id, state);

  expect(emulator.stores.get(id)).toBeUndefined();
});

test.each([false, true])(
  "P20 with ignoreChanges for everything, an option replaces a store only with allowReplacement: %s",
  async (allowReplacement) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator), named);
    const run = processOf(emulator);

    // The engine passes the old inputs, which have no default name.
    await checked(run, neon, state);
    await checked(run, { ...named, name: "renamed", allowReplacement });
    const deletion = integrationStore.delete(run, id, state);

    if (allowReplacement) await deletion;
    else expect((await failureOf(deletion)).code).toBe("replacement-by-option");
    expect(emulator.stores.get(id) === undefined).toBe(allowReplacement);
  },
);

test.each([
  { what: "no consent: rejected", consent: false },
  { what: "consent in its state: deleted", consent: true },
])("P20 a store that replaceWith deletes along with another one, with $what", async ({ consent }) => {
  await using emulator = await emulate();
  const base = { ...unnamed, allowReplacement: true };
  const dependent = { ...unnamed, [DEFAULT_NAME_KEY]: "shop-dev-two", ...(consent ? { allowReplacement: true } : {}) };
  const first = await createStore(processOf(emulator), base);
  const second = await createStore(processOf(emulator), dependent);
  const leaving = await createStore(processOf(emulator), { ...unnamed, [DEFAULT_NAME_KEY]: "shop-dev-three" });
  const run = processOf(emulator);
  const moved = { ...base, metadata: { region: "fra1" } };
  await integrationStore.diff(run, first.id, first.state, await checked(run, moved, first.state));
  const replacement = await checked(run, moved);

  const deletion = integrationStore.delete(run, second.id, second.state);
  if (consent) await deletion;
  else expect((await failureOf(deletion)).code).toBe("replacement-by-option");
  expect(emulator.stores.get(second.id) === undefined).toBe(consent);

  // What leaves the program is deleted after every replacement, and needs no consent.
  await replace(run, first, replacement);
  await integrationStore.delete(run, leaving.id, leaving.state);
  expect(emulator.stores.get(leaving.id)).toBeUndefined();
});
