// What a replacement keeps, and what rejects it before anything is deleted.
import { describe, expect, test } from "vitest";
import { DEFAULT_NAME_KEY, RETAIN_KEY } from "../../../provider/src/contract/integration-store.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  ALWAYS,
  BY_ID,
  checked,
  count,
  createStore,
  emulate,
  failureOf,
  LIST,
  neon,
  processOf,
} from "../../support/process-context.ts";
import {
  type Arguments,
  byDiff,
  force,
  named,
  replace,
  replaceOnChanges,
  trigger,
} from "../../support/replacements.ts";

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
      const isMissing = status === 404 || status === 410;
      expect(failure.cause).toMatchObject(isMissing ? { code: "deletion-not-confirmed" } : { status });
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
