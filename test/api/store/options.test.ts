// Replacements that a resource option or the command line causes, told apart by the order of the engine's calls.
import type { Emulator } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import {
  DEFAULT_NAME_KEY,
  IGNORES_NAME_KEY,
  RETAIN_KEY,
  type StoreArgumentName,
  type StoreInputs,
  type StoreState,
  storeSpecs,
} from "../../../provider/src/contract/integration-store.ts";
import { PartialStateError } from "../../../provider/src/errors/operation-error.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  ALWAYS,
  BY_ID,
  CREATE,
  checked,
  count,
  createStore,
  emulate,
  failureOf,
  LIST,
  neon,
  type ProcessContext,
  processOf,
} from "../../support/process-context.ts";

type Arguments = StoreInputs & Record<string, unknown>;

interface Resource {
  id: string;
  state: StoreState;
}

/** The arguments as the constructor sends them. */
const unnamed: Arguments = {
  integration: "neon",
  metadata: { region: "iad1" },
  [DEFAULT_NAME_KEY]: "shop-dev-db",
};
const named: Arguments = { ...neon, [DEFAULT_NAME_KEY]: "shop-dev-db" };

/** The calls for a store whose diff the engine overrules, as `replaceOnChanges` does. */
async function replaceOnChanges(run: ProcessContext, { id, state }: Resource, args: Arguments) {
  const inputs = await checked(run, args, state);
  const { replaces } = await integrationStore.diff(run, id, state, inputs);
  expect(replaces).toEqual([]);
  return checked(run, args);
}

/** The calls for a changed `replacementTrigger`. */
async function trigger(run: ProcessContext, { state }: Resource, args: Arguments) {
  await checked(run, args, state);
  return checked(run, args);
}

/** The calls for `--replace` and `pulumi state taint`. */
async function force(run: ProcessContext, _: Resource, args: Arguments) {
  return checked(run, args);
}

const options = [
  { option: "replaceOnChanges", plan: replaceOnChanges },
  { option: "replacementTrigger", plan: trigger },
];

/** The rest of a replacement in an update. */
async function replace(run: ProcessContext, { id, state }: Resource, inputs: StoreInputs): Promise<Resource> {
  await integrationStore.delete(run, id, state);
  return integrationStore.create(run, inputs);
}

async function adopted(emulator: Emulator): Promise<Resource> {
  const { id } = emulator.stores.seed({ name: "shop-db", integration: "neon", metadata: { region: "iad1" } });
  return createStore(processOf(emulator), { ...named, adopt: id });
}

/** A change of every argument that diff applies in place. */
const inPlace: Partial<Record<StoreArgumentName, [before: unknown, now: unknown]>> = {
  timeouts: [undefined, { create: "20m" }],
  forceDestroy: [undefined, true],
  allowReplacement: [true, undefined],
  paymentMethodId: [undefined, "pm_AcmeCard4242"],
  prepaymentAmountCents: [undefined, 2500],
};

test("P20 every argument that changes in place is in this table, or has a test of its own", () => {
  const all = Object.entries(storeSpecs).filter(([, { change }]) => change === "in place");
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
  expect(emulator.stores.get(id)).toBeDefined();
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

describe("a forced replacement", () => {
  test("P20 P31 is rejected without allowReplacement: its check is that of a creation, and the name exists", async () => {
    await using emulator = await emulate();
    const resource = await createStore(processOf(emulator), named);

    const failure = await failureOf(force(processOf(emulator), resource, named));

    expect(failure.code).toBe("store-exists");
    for (const part of [resource.id, "--replace", "allowReplacement: true"]) expect(render(failure)).toContain(part);
  });

  test("P11 P31 with allowReplacement deletes the store and creates it again, after one warning", async () => {
    await using emulator = await emulate();
    const resource = await createStore(processOf(emulator), named);
    const run = processOf(emulator);

    const inputs = await force(run, resource, { ...named, allowReplacement: true });
    expect(run.said.warning).toEqual([expect.stringMatching(new RegExp(`${resource.id}.*\\[store-may-exist\\]$`))]);
    const replaced = await replace(run, resource, inputs);

    expect(emulator.stores.list()).toMatchObject([{ id: replaced.id, name: "shop-db" }]);
    expect(count(emulator, CREATE)).toBe(2);
  });

  test("P44 with allowReplacement of a resource that is new after all: the creation fails before any POST", async () => {
    await using emulator = await emulate();
    const { id } = await createStore(processOf(emulator), named);
    const run = processOf(emulator);
    emulator.journal.clear();

    const inputs = await checked(run, { ...named, allowReplacement: true });
    const failure = await failureOf(integrationStore.create(run, inputs));

    expect(failure.code).toBe("store-exists");
    expect(render(failure)).toContain(id);
    expect(emulator.journal.writes()).toEqual([]);
  });

  test("P11 with an adopt that has had its effect is rejected without allowReplacement, and deletes nothing", async () => {
    await using emulator = await emulate();
    const resource = await adopted(emulator);
    const run = processOf(emulator);
    await force(run, resource, { ...named, adopt: resource.id });

    const failure = await failureOf(integrationStore.delete(run, resource.id, resource.state));

    expect(failure.code).toBe("replacement-adopts-itself");
    expect(emulator.stores.get(resource.id)).toBeDefined();
  });

  test("P11 with an adopt that has had its effect and allowReplacement creates a new store", async () => {
    await using emulator = await emulate();
    const resource = await adopted(emulator);
    const run = processOf(emulator);

    const inputs = await force(run, resource, { ...named, adopt: resource.id, allowReplacement: true });
    const replaced = await replace(run, resource, inputs);

    expect(replaced.id).not.toBe(resource.id);
    expect(emulator.stores.list()).toMatchObject([{ id: replaced.id, name: "shop-db" }]);
  });

  test("P11 P46 is no way to delete a store that another resource is to adopt with allowReplacement", async () => {
    await using emulator = await emulate();
    const old = await createStore(processOf(emulator), named);
    const run = processOf(emulator);

    // A rename: the new resource adopts first, then the engine deletes the old one.
    const { id } = await createStore(run, { ...named, adopt: old.id, allowReplacement: true });
    await integrationStore.delete(run, old.id, old.state);

    expect(emulator.stores.get(id)).toBeDefined();
  });

  test("P47 keeps what the program leaves open: the plan of the store that has the name", async () => {
    await using emulator = await emulate();
    const resource = await createStore(processOf(emulator), { ...named, billingPlanId: "launch_v3" });
    const run = processOf(emulator);

    const inputs = await force(run, resource, { ...named, allowReplacement: true });
    const replaced = await replace(run, resource, inputs);

    expect(inputs.billingPlan?.id).toBe("launch_v3");
    expect(replaced.state.billingPlan).toEqual(resource.state.billingPlan);
  });
});

describe.each([
  { what: "a diff", plan: undefined },
  { what: "replaceOnChanges", plan: replaceOnChanges },
  { what: "replacementTrigger", plan: trigger },
  { what: "--replace", plan: force },
])("P31 retainOnDelete and a replacement by $what", ({ plan }) => {
  const args: Arguments = { ...named, [RETAIN_KEY]: true, allowReplacement: true, forceDestroy: true };

  test("is rejected at preview: the old store keeps the name", async () => {
    await using emulator = await emulate();
    const resource = await createStore(processOf(emulator), named);
    const run = processOf(emulator);

    const failure = await failureOf(plan?.(run, resource, args) ?? byDiff(run, resource, args));

    expect(failure.code).toBe(plan === force ? "store-exists" : "replacement-retains");
  });
});

async function byDiff(run: ProcessContext, { id, state }: Resource, args: Arguments): Promise<StoreInputs> {
  const changed = { ...args, metadata: { region: "fra1" } };
  const { replaces } = await integrationStore.diff(run, id, state, await checked(run, changed, state));
  expect(replaces).toContain("metadata");
  return checked(run, changed);
}

describe("P47 a replacement that diff requires", () => {
  const allowed = { ...named, allowReplacement: true };

  test("stays in its team, whatever the account's settings say by now", async () => {
    await using emulator = await emulate();
    const resource = await createStore(processOf(emulator), allowed);
    const run = processOf(emulator, { token: "both", team: "acme-prod" });

    const replaced = await replace(run, resource, await byDiff(run, resource, allowed));

    expect(emulator.stores.list()).toMatchObject([{ id: replaced.id, teamId: resource.state.teamId }]);
  });

  test("keeps a plan that was changed in the dashboard and read by a refresh", async () => {
    await using emulator = await emulate();
    const resource = await createStore(processOf(emulator), allowed);
    const { billingPlan } = emulator.stores.seed({ name: "x", integration: "neon", billingPlanId: "launch_v3" });
    emulator.stores.edit(resource.id, { billingPlan });
    const read = await integrationStore.read(processOf(emulator), resource.id, resource.state);
    const refreshed = { id: resource.id, state: read?.state ?? {} };
    const run = processOf(emulator);

    const replaced = await replace(run, refreshed, await byDiff(run, refreshed, allowed));

    expect(replaced.state.billingPlan?.id).toBe("launch_v3");
  });

  test("follows what the program says", async () => {
    await using emulator = await emulate();
    const resource = await createStore(processOf(emulator), allowed);
    const run = processOf(emulator);
    const args = { ...allowed, billingPlanId: "launch_v3" };

    const replaced = await replace(run, resource, await byDiff(run, resource, args));

    expect(replaced.state.billingPlan?.id).toBe("launch_v3");
  });

  test("P31 lists no stores for its own name, and no other resource may take it", async () => {
    await using emulator = await emulate();
    const resource = await createStore(processOf(emulator), allowed);
    const run = processOf(emulator);
    emulator.journal.clear();

    await byDiff(run, resource, allowed);
    expect(count(emulator, LIST)).toBe(0);
    const other = { ...named, [DEFAULT_NAME_KEY]: "shop-dev-other" };
    expect((await failureOf(checked(run, other))).code).toBe("name-used-twice");
  });
});

describe("P16 a look-up that fails never replaces a store", () => {
  const dashboard = { metadata: { region: "fra1" } };

  test.each([401, 403, 404, 408, 410, 429, 500, 503])(
    "of a store that already is what the program says, with consent: %i",
    async (status) => {
      await using emulator = await emulate();
      const args = { ...named, allowReplacement: true };
      const { id, state } = await createStore(processOf(emulator), args);
      emulator.stores.edit(id, dashboard);
      emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status, times: ALWAYS });
      emulator.faults.add({ route: LIST, at: "before-commit", kind: "status", status: 403, times: ALWAYS });
      const run = processOf(emulator, { timings: { requestSeconds: 0.3, rateLimitBudgetSeconds: 0.3 } });

      const inputs = await checked(run, { ...args, ...dashboard }, state);
      const failure = await failureOf(integrationStore.diff(run, id, state, inputs));

      expect(failure.code).toBe("replacement-not-verified");
      expect(failure.cause).toBeDefined();
      expect(emulator.journal.writes()).toHaveLength(1);
    },
  );

  test("and is the reason that the rejection without consent names", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator), named);
    emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status: 403, times: ALWAYS });
    const run = processOf(emulator);

    const inputs = await checked(run, { ...named, ...dashboard }, state);
    const failure = await failureOf(integrationStore.diff(run, id, state, inputs));

    expect(failure).toMatchObject({ code: "replacement-requires-consent", cause: { status: 403 } });
  });

  test.each([401, 403, 404, 500])("P10 nor lets it pass that an adopt comes too late: %i", async (status) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator), named);
    emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status, times: ALWAYS });
    emulator.faults.add({ route: LIST, at: "before-commit", kind: "status", status: 403, times: ALWAYS });
    const run = processOf(emulator, { timings: { requestSeconds: 0.3 } });

    const inputs = await checked(run, { ...named, adopt: "ir_Another000000000" }, state);
    const failure = await failureOf(integrationStore.diff(run, id, state, inputs));

    expect(failure.code).toMatch(status === 404 ? "deletion-not-confirmed" : /^api-/);
  });

  test("P20 while a confirmed deletion needs no consent", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator), named);
    emulator.stores.remove(id);
    const run = processOf(emulator);

    const inputs = await checked(run, { ...named, ...dashboard }, state);

    expect((await integrationStore.diff(run, id, state, inputs)).replaces).toEqual(["metadata"]);
  });

  test("P17 and a refresh that meets it still shows the drift", async () => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator), named);
    emulator.stores.edit(id, dashboard);
    const run = processOf(emulator);
    const read = await integrationStore.read(run, id, state);
    emulator.faults.add({ route: BY_ID, at: "before-commit", kind: "status", status: 403, times: ALWAYS });

    const diff = await integrationStore.diff(run, id, state, read?.inputs ?? {});

    expect(diff.replaces).toEqual(["metadata"]);
  });
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

test("P31 a forced replacement that cannot be verified fails before anything is deleted", async () => {
  await using emulator = await emulate();
  const args = { ...named, allowReplacement: true };
  await createStore(processOf(emulator), args);
  const route = "GET /v1/integrations/integration/:integration/products/:product/plans";
  emulator.faults.add({ route, at: "answer", kind: "status", status: 500, times: ALWAYS });

  const failure = await failureOf(checked(processOf(emulator), args));

  expect(failure.code).toBe("replacement-not-verified");
});

test("P47 a paid plan without a price stays at a replacement", async () => {
  await using emulator = await emulate();
  emulator.state.editPlan("neon", "neon", "launch_v3", { cost: "" });
  const { id } = emulator.stores.seed({ ...neon, billingPlanId: "launch_v3" });
  const args = { ...named, adopt: id, allowReplacement: true };
  const { state } = await createStore(processOf(emulator), args);
  const run = processOf(emulator);
  const news = { ...args, metadata: { region: "fra1" } };

  await integrationStore.diff(run, id, state, await checked(run, news, state));
  const inputs = await checked(run, news);

  expect(inputs).toMatchObject({ billingPlanId: "launch_v3", billingPlan: { id: "launch_v3" } });
  const replaced = await replace(run, { id, state }, inputs);
  expect(emulator.stores.get(replaced.id)?.billingPlan).toMatchObject({ id: "launch_v3" });
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
    expect(emulator.stores.get(id)).toBeDefined();
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

describe("P20 P44 a forced replacement of a store whose name no list has shown", () => {
  test.each([
    { what: "403", status: 403 },
    { what: "500", status: 500 },
  ])("is rejected before the deletion: the list returns $what", async ({ status }) => {
    for (const allowReplacement of [undefined, true]) {
      await using emulator = await emulate();
      const store = await createStore(processOf(emulator), named);
      emulator.faults.add({ route: LIST, at: "before-commit", kind: "status", status, times: ALWAYS });
      const run = processOf(emulator, { timings: { requestSeconds: 0.3 } });

      await force(run, store, { ...named, ...(allowReplacement === undefined ? {} : { allowReplacement }) });

      const failure = await failureOf(integrationStore.delete(run, store.id, store.state));
      expect(failure.code).toBe("replacement-not-listed");
      expect(emulator.stores.get(store.id)).toBeDefined();
    }
  });

  test("is carried out with consent where stores may be created without a list", async () => {
    await using emulator = await emulate();
    const store = await createStore(processOf(emulator), named);
    emulator.configure({ listStores: 403 });
    const run = processOf(emulator, { createWithoutList: true });

    const inputs = await force(run, store, { ...named, allowReplacement: true });
    const { id } = await replace(run, store, inputs);

    expect(emulator.stores.list().map((one) => one.id)).toEqual([id]);
  });
});

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
