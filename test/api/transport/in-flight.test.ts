// How many requests are under way at once, and how requests that wait for a place end.
import { expect, test } from "vitest";
import { client, failureOf, get, post } from "../../support/client.ts";
import { ManualClock } from "../../support/manual-clock.ts";
import { type Answer, serve } from "../../support/raw-server.ts";
import { fine, json, silence } from "../../support/responses.ts";

test("P26 no more requests are under way than are allowed, and all are answered", async () => {
  const slow: Answer = (response, request) => setTimeout(() => fine(response, request), 5);
  const server = await serve([slow]);
  const transport = client(server.url, { timings: { inFlight: 4 } });

  await Promise.all(Array.from({ length: 40 }, () => transport.send(get)));

  expect(server.arrivals).toHaveLength(40);
  expect(server.mostAtOnce()).toBe(4);
});

test("P26 a failed request gives its place back", async () => {
  const { url } = await serve([json(400, {}), json(404, {}), fine]);
  const transport = client(url, { timings: { inFlight: 1 } });

  const outcomes = await Promise.allSettled([transport.send(post), transport.send(post), transport.send(post)]);

  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
});

test("P14 a cancelled request ends at once: what was under way has an unknown outcome, what waited was not sent", async () => {
  const { url, arrivals } = await serve([silence]);
  const run = new AbortController();
  const transport = client(url, { signal: run.signal, timings: { inFlight: 1 } });
  const underWay = failureOf(transport.send(post));
  const waiting = failureOf(transport.send(post));
  await expect.poll(() => arrivals.length).toBe(1);

  run.abort();

  expect(await underWay).toMatchObject({ kind: "cancelled", outcome: "unknown" });
  expect(await waiting).toMatchObject({ kind: "cancelled", outcome: "not sent" });
  expect(arrivals).toHaveLength(1);
});

test("P14 a request that starts after the run was cancelled is not sent", async () => {
  const { url, arrivals } = await serve([fine]);
  const transport = client(url, { signal: AbortSignal.abort() });

  expect(await failureOf(transport.send(post))).toMatchObject({ kind: "cancelled", outcome: "not sent" });
  expect(arrivals).toEqual([]);
});

test("P14 a pause for a rate limit, and one after a failure, end when the run is cancelled", async () => {
  const clock = new ManualClock();
  const limited = await serve([json(429, {}, { "retry-after": "30" })]);
  const failing = await serve([json(503, {})]);
  const run = new AbortController();
  const options = { clock, signal: run.signal };
  const paused = failureOf(client(limited.url, options).send(post));
  const backingOff = failureOf(client(failing.url, options).send(get));
  await expect.poll(() => clock.sleeping).toBe(2);

  run.abort();

  expect(await paused).toMatchObject({ kind: "cancelled", outcome: "not sent" });
  expect(await backingOff).toMatchObject({ kind: "server error", status: 503 });
});

test("P26 thousands of requests leave no listener on the signal of the run", async () => {
  const { url } = await serve([fine]);
  const run = new AbortController();
  let listeners = 0;
  const { addEventListener, removeEventListener } = run.signal;
  run.signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners += 1;
    addEventListener.apply(run.signal, args);
  };
  run.signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners -= 1;
    removeEventListener.apply(run.signal, args);
  };
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on("warning", warn);
  const transport = client(url, { signal: run.signal });

  await Promise.all(Array.from({ length: 2_000 }, () => transport.send(get)));

  process.off("warning", warn);
  expect(listeners).toBe(0);
  expect(warnings).toEqual([]);
  expect(process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length).toBeLessThan(100);
});
