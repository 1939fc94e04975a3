// Rows and fields that do not have the documented form: they concern themselves only.
import type { BehaviourChange, Emulator } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  BY_ID,
  CREATE,
  checked,
  count,
  createStore,
  DELETE,
  emulate,
  failureOf,
  neon,
  processOf,
} from "../../support/process-context.ts";

const oddRows: { what: string; row: unknown }[] = [
  { what: "null", row: null },
  { what: "a string", row: "ir_1" },
  { what: "a list", row: [] },
  { what: "without id", row: { name: "shop-db", type: "integration" } },
  { what: "with a number as its id", row: { id: 7, name: "shop-db" } },
  { what: "with an empty id", row: { id: "", name: "shop-db" } },
  { what: "with the name null", row: { id: "store_blob", type: "blob", name: null } },
  {
    what: "with a date as a string",
    row: { id: "store_blob", type: "blob", name: "b", createdAt: "2026-01-01T00:00:00Z" },
  },
  {
    what: "with a numeric cost",
    row: { id: "ir_x", name: "b", billingPlan: { id: "p", name: "P", type: "s", cost: 20 } },
  },
  { what: "with a plan without id", row: { id: "ir_x", name: "b", billingPlan: { cost: "20" } } },
  {
    what: "with a project without projectId",
    row: { id: "ir_x", name: "b", projectsMetadata: [{ id: "spc_1" }, null] },
  },
  {
    what: "with every field of another type",
    row: {
      id: "ir_x",
      name: {},
      type: 1,
      ownerId: [],
      status: 0,
      metadata: "m",
      secrets: [1],
      projectsMetadata: 3,
      totalConnectedProjects: "2",
      billingPlan: "free",
      product: [],
    },
  },
];

describe.concurrent.each(oddRows)("P49 a row $what in the list of stores", ({ row }) => {
  test("stops neither a creation nor the confirmation of a deletion", async () => {
    await using emulator = await emulate();
    emulator.state.edit(({ extraRows }) => extraRows.stores.unshift(row));
    const { id, state } = await createStore(processOf(emulator));
    emulator.stores.remove(id);

    expect(await integrationStore.read(processOf(emulator), id, state)).toBeUndefined();
    expect((await createStore(processOf(emulator))).id).not.toBe(id);
  });
});

test("P49 odd rows in the lists of installations, products and plans do not stop a creation", async () => {
  await using emulator = await emulate();
  emulator.state.edit(({ extraRows }) => {
    for (const rows of [extraRows.configurations, extraRows.products, extraRows.plans]) {
      rows.push(
        null,
        "row",
        {},
        { id: null },
        { id: "icfg_odd", slug: null, integrationId: 3, createdAt: "x", status: 1 },
      );
    }
  });

  const { state } = await createStore(processOf(emulator));

  expect(state).toMatchObject({ status: "available", billingPlan: { id: "free_v3" } });
});

const ownFields: { what: string; behaviour: BehaviourChange }[] = [
  { what: "times as strings", behaviour: { timeFormat: "iso" } },
  {
    what: "a numeric cost",
    behaviour: { storeFields: { billingPlan: { id: "free_v3", name: "Free", type: "subscription", cost: 0 } } },
  },
  {
    what: "a project without projectId",
    behaviour: { storeFields: { projectsMetadata: [{ id: "spc_1", name: "web" }] } },
  },
  {
    what: "a project with its id in another place",
    behaviour: { storeFields: { projectsMetadata: [{ id: "spc_1", project: { id: "prj_1" } }] } },
  },
  { what: "odd connection details", behaviour: { storeFields: { secrets: [null, "x", { name: 1 }] } } },
  {
    what: "an odd console address and owner",
    behaviour: { storeFields: { directPartnerConsoleUrl: 4, ownerId: null, externalResourceId: {} } },
  },
  {
    what: "nothing but what the creation needs",
    behaviour: {
      omittedFields: ["createdAt", "metadata", "billingPlan", "projectsMetadata", "totalConnectedProjects"],
    },
  },
];

describe.concurrent.each(ownFields)("P49 a store with $what", ({ behaviour }) => {
  test("is created with one POST, read without a difference, and adopted", async () => {
    await using emulator = await emulate();
    emulator.configure(behaviour);
    const { id, state } = await createStore(processOf(emulator));

    const read = await integrationStore.read(processOf(emulator), id, state);
    const again = await checked(processOf(emulator), neon, read?.inputs);
    const adopting = processOf(emulator);
    const adopted = await createStore(adopting, { ...neon, adopt: id });

    expect(await integrationStore.diff(processOf(emulator), id, state, again)).toMatchObject({ replaces: [] });
    expect(adopted.id).toBe(id);
    expect(count(emulator, CREATE)).toBe(1);
    expect(emulator.stores.list()).toHaveLength(1);
  });
});

const connected: { what: string; projectsMetadata: unknown }[] = [
  { what: "without projectId", projectsMetadata: [{ id: "spc_1", name: "web" }] },
  { what: "that is null", projectsMetadata: [null] },
  { what: "that is a string", projectsMetadata: ["web"] },
  { what: "with its id in another place", projectsMetadata: [{ id: "spc_1", project: { id: "prj_1" } }] },
];

test.concurrent.each(connected)("P21 P49 a project $what counts as connected", async ({ projectsMetadata }) => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  emulator.stores.edit(id, { json: { projectsMetadata, totalConnectedProjects: 0 } });

  const failure = await failureOf(integrationStore.delete(processOf(emulator), id, state));

  expect(failure.code).toBe("store-in-use");
  expect(count(emulator, DELETE)).toBe(0);
});

test("P49 an odd field of a response names the field, and does not blame the API's address", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  emulator.stores.edit(id, { json: { id: 5 } });

  const failure = await failureOf(integrationStore.read(processOf(emulator), id, state));

  expect(failure.cause).toMatchObject({
    path: `/v1/storage/stores/${id}`,
    detail: expect.stringContaining("store.id"),
  });
  expect(render(failure)).not.toContain("apiUrl");
});

test("P49 an API that answers something else is still told by its address", async () => {
  await using emulator: Emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  emulator.faults.add({ route: BY_ID, at: "answer", kind: "other-shape", body: { hello: "world" } });

  expect(render(await failureOf(integrationStore.read(processOf(emulator), id, state)))).toContain("apiUrl");
});
