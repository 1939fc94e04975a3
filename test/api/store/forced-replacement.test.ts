// Replacements by --replace and `pulumi state taint`, which send nothing but a check without old inputs.
import { describe, expect, test } from "vitest";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  ALWAYS,
  CREATE,
  checked,
  count,
  createStore,
  emulate,
  failureOf,
  LIST,
  processOf,
} from "../../support/process-context.ts";
import { adopted, force, named, replace } from "../../support/replacements.ts";

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
    expect(emulator.stores.get(resource.id)).toMatchObject({ id: resource.id });
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

    expect(emulator.stores.get(id)).toMatchObject({ id });
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

test("P31 a forced replacement that cannot be verified fails before anything is deleted", async () => {
  await using emulator = await emulate();
  const args = { ...named, allowReplacement: true };
  await createStore(processOf(emulator), args);
  const route = "GET /v1/integrations/integration/:integration/products/:product/plans";
  emulator.faults.add({ route, at: "answer", kind: "status", status: 500, times: ALWAYS });

  const failure = await failureOf(checked(processOf(emulator), args));

  expect(failure.code).toBe("replacement-not-verified");
});

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
      expect(emulator.stores.get(store.id)).toMatchObject({ id: store.id });
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
