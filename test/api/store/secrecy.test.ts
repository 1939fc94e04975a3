// What a failed creation shows of the values that the API repeats: those that the product offers, and no others.
import { expect, test } from "vitest";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import {
  ALWAYS,
  CREATE,
  checked,
  count,
  createStore,
  emulate,
  failureOf,
  messageOf,
  neon,
  processOf,
} from "../../support/process-context.ts";

const PRODUCTS = "GET /v1/integrations/configuration/:id/products";
const PLANS = "GET /v1/integrations/integration/:integration/products/:product/plans";

test.each([CREATE, PLANS])(
  "P27 %s: a value that the product offers is public, any other one is hidden",
  async (route) => {
    await using emulator = await emulate();
    const { metadataSchema } = emulator.state.product("neon", "neon");
    const properties = { ...metadataSchema.properties, pin: { type: "number", "ui:control": "input" } };
    emulator.state.editProduct("neon", "neon", { metadataSchema: { ...metadataSchema, properties } as never });
    emulator.faults.add({
      route,
      at: "before-commit",
      kind: "status",
      status: 409,
      message: "Region iad1 is at capacity for 987654.",
    });
    const run = processOf(emulator);
    const act = createStore(run, { ...neon, metadata: { region: "iad1", pin: 987654 } });

    if (route === CREATE) {
      const { cause } = await failureOf(act);
      expect(cause).toMatchObject({ detail: "Region iad1 is at capacity for [hidden]." });
    } else {
      await act;
      expect(run.said.warning[0]).toContain("Region iad1 is at capacity for [hidden].");
    }
  },
);

test("P27 if the product's schema cannot be read, every value of the metadata is hidden", async () => {
  await using emulator = await emulate();
  const inputs = await checked(processOf(emulator));
  emulator.faults.add({ route: PRODUCTS, at: "answer", kind: "status", status: 403, times: ALWAYS });
  emulator.faults.add({
    route: CREATE,
    at: "before-commit",
    kind: "status",
    status: 409,
    message: "Region iad1 is full",
  });

  const failure = await failureOf(integrationStore.create(processOf(emulator), inputs));

  expect(failure.cause).toMatchObject({ detail: "Region [hidden] is full" });
  expect(count(emulator, CREATE)).toBe(1);
});

test("P27 a replacement shows no number of the metadata that the product does not offer", async () => {
  await using emulator = await emulate();
  const { id, state } = await createStore(processOf(emulator), { ...neon, metadata: { region: "iad1", size: 5 } });
  const run = processOf(emulator);
  const inputs = await checked(run, { ...neon, metadata: { region: "fra1", size: 47 } }, state);

  const message = await messageOf(integrationStore.diff(run, id, state, inputs));

  expect(message).toContain('metadata.region from "iad1" to "fra1"');
  expect(message).toContain("metadata.size");
  expect(message).not.toContain("47");
});
