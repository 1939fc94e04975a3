// What Vercel does on a bad day. The emulator does it on demand, and its journal says what it was asked.
import { expect, test } from "vitest";
import { Database } from "../database";
import { createTestStack } from "./stack";

const CREATE = "/v1/storage/stores/integration/direct";

const program = async () => {
  const { url } = new Database("orders", { timeouts: { create: "3s" } });
  return { url };
};

test("a creation whose response is lost makes one store", async () => {
  await using test = await createTestStack(program);
  const { emulator, stack } = test;
  const fault = emulator.faults.add({ route: `POST ${CREATE}`, at: "after-commit", kind: "reset" });

  const { outputs } = await stack.up();

  expect(fault.hits).toBe(1);
  expect(emulator.journal.count("POST", CREATE)).toBe(1);
  expect(emulator.stores.list()).toHaveLength(1);
  expect(outputs.url).toMatchObject({ secret: true });
});

test("a token that may not create stores creates none, and the error says what it lacks", async () => {
  await using test = await createTestStack(program);
  const { emulator, stack } = test;
  stack.workspace.envVars.VERCEL_API_TOKEN = emulator.tokens.viewer;

  await expect(stack.up()).rejects.toThrow("[api-forbidden]");

  expect(emulator.stores.list()).toEqual([]);
});

test("a store that stays initializing is kept, and the next update continues with it", async () => {
  await using test = await createTestStack(program, { behaviour: { provisioning: { status: "initializing" } } });
  const { emulator, stack } = test;

  await expect(stack.up()).rejects.toThrow("[store-not-ready]");
  const [store] = emulator.stores.list();
  emulator.stores.edit(String(store?.id), { status: "available" });
  await stack.up();

  expect(emulator.journal.count("POST", CREATE)).toBe(1);
});
