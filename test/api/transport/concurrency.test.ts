// How many requests are active at once, and that requests leave nothing behind.
import { expect, test } from "vitest";
import { client, failureOf, get, post, writes } from "../../support/client.ts";
import { type Answer, serve } from "../../support/raw-server.ts";
import { fine, json } from "../../support/responses.ts";

test("P26 no more requests are under way than are allowed, and all are answered", async () => {
  const slow: Answer = (response, request) => setTimeout(() => fine(response, request), 5);
  const server = await serve([slow]);
  const transport = client(server.url, { timings: { maxConcurrentRequests: 4 } });

  await Promise.all(Array.from({ length: 40 }, () => transport.send(get)));

  expect(server.arrivals).toHaveLength(40);
  expect(server.mostAtOnce()).toBe(4);
});

test("P26 a failed request gives its place back", async () => {
  const { url } = await serve([json(400, {}), json(404, {}), fine]);
  const transport = client(url, { timings: { maxConcurrentRequests: 1 } });

  const outcomes = await Promise.allSettled([transport.send(post), transport.send(post), transport.send(post)]);

  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "fulfilled"]);
});

test("P14 a request that may not be sent any more when its turn has come is cancelled, and gives its slot back", async () => {
  const { url, arrivals } = await serve([fine]);
  let mayWrite = false;
  const transport = client(url, { timings: { maxConcurrentRequests: 1 }, mayWrite: async () => mayWrite });

  for (const write of writes) {
    expect(await failureOf(transport.send(write))).toMatchObject({ kind: "cancelled", outcome: "not sent" });
  }
  await transport.send(get);
  mayWrite = true;
  await transport.send(post);

  expect(arrivals.map(({ method }) => method)).toEqual(["GET", "POST"]);
});

test("P26 thousands of requests leave no timer behind", async () => {
  const { url } = await serve([fine]);
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on("warning", warn);
  const transport = client(url);

  await Promise.all(Array.from({ length: 2_000 }, () => transport.send(get)));

  process.off("warning", warn);
  expect(warnings).toEqual([]);
  expect(process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length).toBeLessThan(100);
});
