// Many stores in one process: they share what they ask, keep within the limits, and each is bought once.
import { expect, test } from "vitest";
import { CREATE, createStore, neon, openMarket, refusalOf } from "./market.ts";
import { unknown } from "./support/values.ts";

const named = (count: number) => Array.from({ length: count }, (_, index) => ({ ...neon, name: `db-${index}` }));

test("P26 fifty stores of one product cost three discovery requests and one list for preview and creation, and never more at once than the limit", async () => {
  await using market = await openMarket({ timings: { maxConcurrentRequests: 8 } });
  const { host, emulator } = market;

  const checks = await Promise.all(named(50).map((args) => host.check(args)));
  expect(emulator.journal.entries()).toHaveLength(4);
  const created = await Promise.all(checks.map(({ inputs }) => host.create(inputs)));

  const count = (route: string) => emulator.journal.count("GET", route);
  expect(count("/v1/integrations/configurations")).toBe(1);
  expect(count("/v1/integrations/configuration/:id/products")).toBe(1);
  expect(count("/v1/integrations/integration/:integration/products/:product/plans")).toBe(1);
  expect(count("/v1/storage/stores")).toBe(1);
  expect(emulator.journal.count("POST", CREATE)).toBe(50);
  expect(new Set(created.map(({ id }) => id)).size).toBe(50);
  expect(emulator.journal.mostInFlight()).toBeLessThanOrEqual(8);
  // A POST and a look at its connection details each, and the four above.
  expect(emulator.journal.entries()).toHaveLength(104);
});

test("P26 creations that a preview could not check share their discovery too", async () => {
  await using market = await openMarket();
  const { host, emulator } = market;
  const checks = await Promise.all(named(20).map((args) => host.check({ ...args, integration: unknown })));
  expect(emulator.journal.entries()).toEqual([]);

  await Promise.all(checks.map(({ inputs }) => host.create({ ...inputs, integration: "neon" })));

  expect(emulator.journal.count("GET", "/v1/integrations/configurations")).toBe(1);
  expect(emulator.journal.count("POST", CREATE)).toBe(20);
});

test("P22 fifty creations at once through a limit of ten requests a second all succeed, each with one POST that is accepted", async () => {
  await using market = await openMarket({
    behaviour: { rateLimit: { requests: 10, seconds: 1 } },
    deadlineSeconds: 55,
  });
  const { host, emulator } = market;
  const checks = await Promise.all(named(50).map((args) => host.check(args)));

  const created = await Promise.all(checks.map(({ inputs }) => host.create(inputs)));

  expect(new Set(created.map(({ id }) => id)).size).toBe(50);
  expect(emulator.stores.list()).toHaveLength(50);
  const posts = emulator.journal.entries().filter(({ method }) => method === "POST");
  expect(posts.filter(({ status }) => status === 200)).toHaveLength(50);
  expect(posts.filter(({ status }) => status !== 200 && status !== 429)).toEqual([]);
  expect(emulator.journal.entries().some(({ status }) => status === 429)).toBe(true);
});

test("P22 a pause of more than a few seconds is announced", async () => {
  await using market = await openMarket();
  const { host, emulator } = market;
  emulator.faults.add({ at: "before-commit", kind: "status", status: 429, retryAfter: "45" });

  // Ends with the host: nobody waits for the pause.
  host.check(neon).catch(() => {});

  expect((await host.engine.waitForLog(/45 seconds/)).severity).toBe("info");
});

test("P6 one name twice in a program: the second creation fails and names the first one's store", async () => {
  await using market = await openMarket();
  const { host, emulator } = market;
  const { id, inputs } = await createStore(host);

  const refusal = await refusalOf(host.create(inputs));

  expect(refusal.message).toMatch(new RegExp(`${id}.*\\[store-name-taken\\]$`));
  expect(refusal.initFailure).toBeUndefined();
  expect(emulator.journal.count("POST", CREATE)).toBe(1);
});
