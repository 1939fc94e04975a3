// Rate limits: the pause that was told is kept by every request of the process, and nothing is lost or sent twice.
import { expect, test } from "vitest";
import { path } from "../../../provider/src/vercel/path.ts";
import { client, everyMethod, failureOf, get, post } from "../../support/client.ts";
import { ManualClock, SkippingClock } from "../../support/manual-clock.ts";
import { type Answer, serve } from "../../support/raw-server.ts";
import { fine, json, rateLimited } from "../../support/responses.ts";

const NOW = Date.parse("Wed, 05 Aug 2026 12:00:00 GMT");
const inTwentySeconds = "Wed, 05 Aug 2026 12:00:20 GMT";

/** How long a request stays away after a rate limit, in milliseconds. */
async function pauseAfter(limit: Answer, maxPauseSeconds = 60): Promise<number> {
  const clock = new SkippingClock(NOW);
  const { url, arrivals } = await serve([limit, fine], { now: clock.now });
  expect((await client(url, { clock, timings: { maxPauseSeconds } }).send(get)).data.value).toBe("fine");
  const [first, second] = arrivals;
  return (second?.at ?? 0) - (first?.at ?? 0);
}

test("P22 a Retry-After in seconds is kept", async () => {
  expect(await pauseAfter(rateLimited("7"))).toBe(7_000);
});

test("P22 a Retry-After as a date is kept, by the server's own clock where it tells it", async () => {
  expect(await pauseAfter(rateLimited(inTwentySeconds))).toBe(20_000);
  expect(await pauseAfter(rateLimited(inTwentySeconds, { date: "Wed, 05 Aug 2026 12:00:00 GMT" }))).toBe(20_000);
  // The clock of this machine is an hour behind, then an hour ahead.
  expect(
    await pauseAfter(rateLimited("Wed, 05 Aug 2026 13:00:20 GMT", { date: "Wed, 05 Aug 2026 13:00:00 GMT" })),
  ).toBe(20_000);
  expect(
    await pauseAfter(rateLimited("Wed, 05 Aug 2026 11:00:20 GMT", { date: "Wed, 05 Aug 2026 11:00:00 GMT" })),
  ).toBe(20_000);
});

for (const [name, header] of [
  ["that is absent", undefined],
  ["of zero", "0"],
  ["that is negative", "-30"],
  ["in the past", "Tue, 04 Aug 2026 12:00:00 GMT"],
  ["that is no time", "soon"],
] as const) {
  test(`P22 a Retry-After ${name} gives one second`, async () => {
    expect(await pauseAfter(rateLimited(header))).toBe(1_000);
  });
}

test("P22 an absurd Retry-After is cut to the longest pause that is granted", async () => {
  for (const absurd of ["86400", "9".repeat(400), "Wed, 05 Aug 2099 12:00:00 GMT"]) {
    expect(await pauseAfter(rateLimited(absurd), 45)).toBe(45_000);
  }
});

for (const request of everyMethod) {
  test(`P22 a ${request.method} is sent again after a rate limit, for it was not accepted`, async () => {
    const { url, arrivals } = await serve([rateLimited("2"), rateLimited("2"), fine]);

    await client(url).send(request);

    expect(arrivals.map(({ method }) => method)).toEqual(Array(3).fill(request.method));
  });
}

test("P22 a POST that meets a rate limit, and then loses its answer, is not sent again", async () => {
  const { url, arrivals } = await serve([rateLimited("2"), json(502, {}), fine]);

  expect((await failureOf(client(url).send(post))).outcome).toBe("unknown");
  expect(arrivals).toHaveLength(2);
});

test("P22 a rate limit without end is given up when patience is", async () => {
  const { url, arrivals } = await serve([rateLimited("60")]);

  const error = await failureOf(client(url, { timings: { rateLimitBudgetSeconds: 300 } }).send(post));

  expect(error).toMatchObject({ kind: "rate limited", outcome: "refused", status: 429, code: "rate_limited" });
  expect(arrivals).toHaveLength(6);
});

test("P22 a request that starts during a pause is held back until it ends", async () => {
  const clock = new ManualClock();
  const { url, arrivals } = await serve([rateLimited("30"), fine], { now: clock.now });
  const transport = client(url, { clock });
  const start = clock.now();

  const first = transport.send(get);
  await expect.poll(() => clock.sleeping).toBe(1);
  const second = transport.send({ ...get, path: path`/v1/things/2` });
  await expect.poll(() => clock.sleeping).toBe(2);
  clock.advance(29_999);
  expect(clock.sleeping).toBe(2);
  clock.advance(1);

  await Promise.all([first, second]);
  expect(arrivals.map(({ at }) => at - start)).toEqual([0, 30_000, 30_000]);
});

test("P22 a request that gets its place from one that met a rate limit sees the pause", async () => {
  const clock = new SkippingClock();
  const { url, arrivals } = await serve([rateLimited("30"), fine], { now: clock.now });
  const transport = client(url, { clock, timings: { maxConcurrentRequests: 1 } });
  const start = clock.now();

  await Promise.all([transport.send(get), transport.send(get)]);

  expect(arrivals.map(({ at }) => at - start)).toEqual([0, 30_000, 30_000]);
});

test("P22 in a storm of rate limits over 25 creations all succeed, no POST is accepted twice, every pause is kept", async () => {
  const clock = new SkippingClock();
  const headers = ["1", "5", inTwentySeconds, undefined, "-3", "0", "999999", "soon"];
  const accepted: string[] = [];
  const limitedAt: number[] = [];
  const storm: Answer[] = Array.from({ length: 80 }, (_, n) => (response, request) => {
    limitedAt.push(clock.now());
    rateLimited(headers[n % headers.length])(response, request);
  });
  const server = await serve([...storm, fine], { now: clock.now });
  const transport = client(server.url, { clock, timings: { rateLimitBudgetSeconds: 86_400 } });

  const names = Array.from({ length: 25 }, (_, n) => `store-${n}`);
  await Promise.all(names.map((name) => transport.send({ ...post, body: { name } })));

  accepted.push(...server.arrivals.slice(80).map(({ body }) => JSON.parse(body).name));
  expect(accepted.sort()).toEqual(names.sort());
  // Whatever arrived later than a limit arrived at least its shortest pause, one second, later.
  for (const at of limitedAt) {
    const between = server.arrivals.filter((arrival) => arrival.at > at && arrival.at < at + 1_000);
    expect(between).toEqual([]);
  }
});
