// Responses with any values, pages of any size, reads that lag: nothing is created twice, nothing is dropped.
import fc from "fast-check";
import { expect, test } from "vitest";
import { isRecord } from "../../../provider/src/contract/values.ts";
import { OperationError } from "../../../provider/src/errors/operation-error.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { exhaustive } from "../../support/matrix.ts";
import { CREATE, count, createStore, emulate, neon, processOf } from "../../support/process-context.ts";

const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(null, "", "x", 0, -1, 1.5, true, [], {}, [null], [{}], "2026-01-01T00:00:00Z"),
);

/** Fields of a store, each with any value, or an object of the right fields with any values. */
const fields = [
  "type",
  "ownerId",
  "createdAt",
  "updatedAt",
  "metadata",
  "externalResourceId",
  "directPartnerConsoleUrl",
  "ownership",
  "secretRotationCompletedAt",
  "secrets",
  "projectsMetadata",
  "totalConnectedProjects",
  "billingPlan",
  "product",
  "status",
  "name",
] as const;
const members = {
  secrets: fc.array(fc.record({ name: anything, length: anything })),
  projectsMetadata: fc.array(
    fc.record({
      id: anything,
      projectId: anything,
      project: anything,
      name: anything,
      environments: anything,
      environmentVariables: anything,
      envVarPrefix: anything,
    }),
  ),
  billingPlan: fc.record({
    id: anything,
    name: anything,
    type: anything,
    cost: anything,
    scope: anything,
    disabled: anything,
  }),
  ownership: fc.constantFrom("owned", "linked", "sandbox"),
  secretRotationCompletedAt: fc.double(),
  product: fc.record({ id: anything, slug: anything, integrationConfigurationId: anything, integration: anything }),
};
const oddStore = fc.record(
  Object.fromEntries(
    fields.map((field) => [
      field,
      field in members ? fc.oneof(anything, members[field as keyof typeof members]) : anything,
    ]),
  ),
  { requiredKeys: [] },
);

const oddRow = fc.oneof(
  anything,
  oddStore,
  oddStore.map((row) => ({ ...row, id: "ir_other" })),
  fc.record({
    id: anything,
    slug: anything,
    name: anything,
    createdAt: anything,
    deletedAt: anything,
    status: anything,
    installationType: anything,
    integrationId: anything,
  }),
);
const lists = [
  "stores",
  "configurations",
  "connections",
  "products",
  "plans",
  "envs",
  "environments",
  "teams",
] as const;
const rows = fc.record(Object.fromEntries(lists.map((list) => [list, fc.array(oddRow, { maxLength: 3 })])));

const world = fc.record({
  rows,
  own: oddStore,
  pageSize: fc.constantFrom(null, 1, 2, 3),
  lag: fc.constantFrom(0, 0, 20, 60),
});

const runs = (numRuns: number) => ({ numRuns, endOnFailure: true });

async function lives(given: typeof world extends fc.Arbitrary<infer W> ? W : never) {
  const { rows, own, pageSize, lag } = given;
  await using emulator = await emulate({ pageSize, storesAfter: { ms: lag } });
  emulator.state.edit((state) => Object.assign(state.extraRows, structuredClone(rows)));
  const context = processOf(emulator, { timings: { settleSeconds: 0.1, pollSeconds: 0.001 } });
  const { id, state } = await createStore(context);
  expect(count(emulator, CREATE)).toBe(1);
  const { name: _, status: __, ownerId, ...others } = own;
  const harmless = typeof ownerId === "string" ? others : { ...others, ownerId };
  for (const json of [harmless, own]) {
    emulator.stores.edit(id, { json });
    const refresh = processOf(emulator, { timings: { settleSeconds: 0.1 } });
    const read = await integrationStore.read(refresh, id, state).catch((error: unknown) => error);
    if (!(read instanceof OperationError)) expect(read).toMatchObject({ state: expect.anything() });
    if (json === harmless) expect(read).toMatchObject({ state: { name: neon.name } });
    if (json === own || typeof own.type === "string" || isRecord(own.product)) continue;
    const second = await createStore(
      processOf(emulator, { timings: { settleSeconds: 0.1, pollSeconds: 0.001 } }),
    ).catch((error: unknown) => error);
    expect(second).toMatchObject({ code: "store-exists" });
  }
  if (Array.isArray(own.projectsMetadata) && own.projectsMetadata.length > 0) {
    await integrationStore
      .delete(context, id, state)
      .catch((error: unknown) => expect(error).toBeInstanceOf(OperationError));
    expect(emulator.stores.get(id)).toMatchObject({ id });
  }
}

test("P7 P16 P44 P49 whatever the rows and fields of responses are, one store is created and none is dropped", async () => {
  await fc.assert(fc.asyncProperty(world, lives), runs(40));
});

test("P7 P16 P44 P49 many random responses", { ...exhaustive, timeout: 600_000 }, async () => {
  await fc.assert(fc.asyncProperty(world, lives), runs(400));
});
