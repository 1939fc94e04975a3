// The program as `pulumi up` runs it: a real engine, and the emulator instead of Vercel.
import { expect, test } from "vitest";
import { createTestStack } from "./stack";

test("creates one database, keeps it, and deletes it", async () => {
  await using test = await createTestStack();
  const { emulator, stack } = test;

  const { outputs } = await stack.up();

  const [store, ...others] = emulator.stores.list();
  expect(others).toEqual([]);
  expect(store).toMatchObject({ name: "test-your-program-test-orders", metadata: { region: "iad1" } });
  expect(outputs.databaseUrl).toEqual({
    value: emulator.stores.secretValues(String(store?.id)).DATABASE_URL,
    secret: true,
  });

  await stack.preview({ expectNoChanges: true });
  await stack.destroy();
  expect(emulator.stores.list()).toEqual([]);
});
