// The engine is gone: its process must not buy anything any more, and must not wait for anybody.
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { CREATE, createStore, neon, openMarket, refusalOf } from "./market.ts";

/** The address of an engine that is stopped: it accepts connections, and answers nothing. */
async function startStoppedEngine(): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on("error", () => {})));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("P13 an engine that is stopped, as by a debugger, keeps its provider", async () => {
  await using market = await openMarket({ engineAddress: await startStoppedEngine() });
  const { host, emulator } = market;

  const { id } = await createStore(host);

  expect(emulator.stores.list().map((store) => store.id)).toEqual([id]);
});

test("P25 the way to the engine is no proxy's", async () => {
  const proxy = "http://127.0.0.1:9";
  await using market = await openMarket({
    environment: { http_proxy: proxy, https_proxy: proxy, HTTP_PROXY: proxy, HTTPS_PROXY: proxy, VERCEL_API_TOKEN: "" },
  });
  const { host } = market;

  await host.check(neon);

  await host.engine.waitForLog(/\[not-verified\]/);
});

test("P8 a deletion whose engine is gone sends no DELETE", async () => {
  await using market = await openMarket();
  const { host, emulator } = market;
  const { id, outputs } = await createStore(host);
  emulator.journal.clear();
  host.engine.die();

  expect((await refusalOf(host.delete(id, outputs))).message).toContain(id);

  expect(emulator.journal.writes()).toEqual([]);
  expect(emulator.stores.list()).toHaveLength(1);
});

test("P8 a creation whose engine is gone stops before its POST", async () => {
  await using market = await openMarket();
  const { host, emulator } = market;
  const { inputs } = await host.check(neon);
  host.engine.die();

  const { message } = await refusalOf(host.create(inputs));

  expect(message).toMatch(/shop-db.*\[run-ended\]$/);
  expect(emulator.journal.writes()).toEqual([]);
});

test("P8 a creation that is held up before its POST looks for its engine right before it", async () => {
  await using market = await openMarket();
  const { host, emulator } = market;
  const held = emulator.barriers.hold({ route: "GET /v1/storage/stores", at: "before-commit" });
  const { inputs } = await host.check(neon);
  const creating = refusalOf(host.create(inputs));
  await held.reached();
  host.engine.die();
  held.release();

  expect((await creating).message).toContain("[run-ended]");
  expect(emulator.journal.writes()).toEqual([]);
});

// The engine is looked at when the turn of the POST has come, after every wait.
test("P8 a POST that waits for the end of a rate limit is not sent when its engine is gone by then", async () => {
  await using market = await openMarket();
  const { host, emulator } = market;
  const limit = emulator.faults.add({
    route: CREATE,
    at: "before-commit",
    kind: "status",
    status: 429,
    retryAfter: "2",
  });
  const { inputs } = await host.check(neon);
  const creating = refusalOf(host.create(inputs));
  await expect.poll(() => limit.hits).toBe(1);
  host.engine.die();

  expect((await creating).message).toContain("[run-ended]");
  expect(emulator.journal.writes().map(({ status }) => status)).toEqual([429]);
  expect(emulator.stores.list()).toEqual([]);
});

test("P8 an engine that was never there, or that has no address, is told nothing", async () => {
  await using market = await openMarket({ engineAddress: "127.0.0.1:9" });
  const { host, emulator } = market;

  const { inputs, failures } = await host.check(neon);

  expect(failures).toEqual([]);
  expect((await refusalOf(host.create(inputs))).message).toContain("[run-ended]");
  expect(emulator.journal.writes()).toEqual([]);
  expect(host.stderr).toBe("");
});

test("P13 an engine that is gone ends the wait for a store, whose id is answered all the same", async () => {
  await using market = await openMarket({ behaviour: { provisioning: { status: "initializing" } } });
  const { host, emulator } = market;
  const { inputs } = await host.check(neon);
  const creating = refusalOf(host.create(inputs));
  await expect.poll(() => emulator.journal.count("GET", "/v1/storage/stores/:id")).toBeGreaterThanOrEqual(2);
  host.engine.die();

  const { initFailure, message } = await creating;

  expect(message).toContain("[polling-ended]");
  expect(initFailure?.id).toBe(emulator.stores.list()[0]?.id);
});
