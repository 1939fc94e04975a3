// Lists in pages: every page counts, and a list that is not read to its end is not read.
import type { Emulator, FaultGiven } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { listConnectionIds } from "../../../provider/src/vercel/api/connections.ts";
import { listConfigurations } from "../../../provider/src/vercel/api/integrations.ts";
import { listCustomEnvironments, listVariables } from "../../../provider/src/vercel/api/projects.ts";
import {
  ALWAYS,
  CREATE,
  count,
  createStore,
  emulate,
  failureOf,
  LIST,
  neon,
  processOf,
} from "../../support/process-context.ts";

const quick = { timings: { rateLimitBudgetSeconds: 0.3, requestSeconds: 0.5 } };
const region = { region: "iad1" };

/** Other stores, which fill the first page. */
function seedOthers(emulator: Emulator, number = 3): void {
  for (let index = 0; index < number; index += 1) {
    emulator.stores.seed({ name: `other-${index}`, integration: "neon", metadata: region });
  }
}

function failSecondPage(emulator: Emulator, fault: Partial<FaultGiven>): void {
  emulator.faults.add({ route: LIST, at: "answer", skip: 1, times: ALWAYS, ...fault } as FaultGiven);
}

describe.concurrent("P44 a list of stores in pages", () => {
  test.each([1, 2, 3])(
    "%i rows long: a store of the same name on a later page fails the creation",
    async (pageSize) => {
      await using emulator = await emulate();
      seedOthers(emulator);
      const { id } = emulator.stores.seed({ name: neon.name, integration: "neon", metadata: region });
      emulator.configure({ pageSize });

      const failure = await failureOf(createStore(processOf(emulator)));

      expect(failure).toMatchObject({ code: "store-exists", values: { id } });
      expect(count(emulator, CREATE)).toBe(0);
    },
  );

  const endings: { what: string; fault: Partial<FaultGiven> }[] = [
    { what: "a 403", fault: { kind: "status", status: 403 } as FaultGiven },
    { what: "a 500", fault: { kind: "status", status: 500 } as FaultGiven },
    { what: "a reset", fault: { kind: "reset" } },
    { what: "half a page", fault: { kind: "truncated" } },
    { what: "another shape", fault: { kind: "other-shape", body: { stores: {} } } as FaultGiven },
    {
      what: "a page that repeats",
      fault: { kind: "other-shape", body: { stores: [], pagination: { next: 1_700_000_000_000 } } } as FaultGiven,
    },
    {
      what: "a cursor of another type",
      fault: { kind: "other-shape", body: { stores: [], pagination: { next: { at: 1 } } } } as FaultGiven,
    },
  ];

  test.each(endings)("P16 that ends in $what keeps a store that it lacks, and creates none", async ({ fault }) => {
    await using emulator = await emulate();
    const { id, state } = await createStore(processOf(emulator));
    seedOthers(emulator);
    emulator.stores.remove(id);
    emulator.configure({ pageSize: 2 });
    failSecondPage(emulator, fault);
    emulator.journal.clear();

    const read = await failureOf(integrationStore.read(processOf(emulator, quick), id, state));
    const create = await failureOf(createStore(processOf(emulator, quick), { ...neon, name: "second-db" }));

    expect(read.code).toBe("deletion-not-confirmed");
    expect(create.code).toMatch(/^(stores-not-listed|api-(server-error|connection-lost|unreadable|unexpected-form))$/);
    expect(count(emulator, CREATE)).toBe(0);
  });

  test("P7 shows the store of a lost response on its last page", async () => {
    await using emulator = await emulate({ pageSize: 2 });
    seedOthers(emulator);
    emulator.faults.add({ route: CREATE, at: "after-commit", kind: "reset" });

    const { id } = await createStore(processOf(emulator));

    expect(emulator.stores.list({ name: neon.name })).toMatchObject([{ id }]);
    expect(count(emulator, CREATE)).toBe(1);
  });

  test("that never ends fails after a limited number of requests", async () => {
    await using emulator = await emulate({ pageSize: 1 });
    seedOthers(emulator, 210);

    const failure = await failureOf(createStore(processOf(emulator)));

    expect(failure.cause).toMatchObject({ kind: "unexpected form", path: "/v1/storage/stores" });
    expect(count(emulator, LIST)).toBeLessThanOrEqual(2 * 200);
    expect(count(emulator, CREATE)).toBe(0);
  });
});

test("P44 installations, connections, environments and variables are read to their last page", async () => {
  await using emulator = await emulate({ pageSize: 1 });
  const { id } = emulator.stores.seed({ name: "db", integration: "neon", metadata: region });
  for (const project of ["web", "worker"]) emulator.projects.connect({ store: id, project });
  const api = processOf(emulator).session().api();

  expect(await listConfigurations(api)).toHaveLength(emulator.state.installations({ team: "acme" }).length);
  expect(await listConnectionIds(api, id)).toHaveLength(2);
  const web = String(emulator.projects.get("web")?.id);
  expect(await listCustomEnvironments(api, web)).toHaveLength(2);
  expect(await listVariables(api, web)).toHaveLength(emulator.projects.variables("web").length);
});

test("P44 P16 an installation on a later page confirms that its store was deleted", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator));
  emulator.stores.remove(id);
  emulator.configure({ pageSize: 1 });
  emulator.state.edit((world) => world.installations.reverse());

  expect(await integrationStore.read(processOf(emulator), id, state)).toBeUndefined();
});
