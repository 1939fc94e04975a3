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
async function pauseAfter(limit: Answer): Promise<number> {
  const clock = new SkippingClock(NOW);
  const { url, arrivals } = await serve([limit, fine], { now: clock.now });
  expect((await client(url, { clock }).send(get)).data.value).toBe("fine");
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

test("P22 a Retry-After of minutes is kept to the second, that of a 503 too", async () => {
  expect(await pauseAfter(rateLimited("120"))).toBe(120_000);
  expect(await pauseAfter(rateLimited("300"))).toBe(300_000);
  expect(await pauseAfter(json(503, {}, { "retry-after": "90" }))).toBe(90_000);
});

for (const [header, value] of [
  ["600", "10 minutes"],
  ["86400", "24 hours"],
  ["31536000", "365 days"],
  ["9".repeat(400), "3650 days"],
] as const) {
  for (const status of [429, 503]) {
    test(`P22 a ${status} with a Retry-After of ${value} fails at once with this value, and so do the requests after it`, async () => {
      const clock = new SkippingClock();
      const { url, arrivals } = await serve([json(status, {}, { "retry-after": header }), fine], { now: clock.now });
      const transport = client(url, { clock });

      const failure = await failureOf(transport.send(get));
      const next = await failureOf(transport.send(post));

      expect(failure).toMatchObject({ status, outcome: status === 429 ? "refused" : "unknown" });
      expect(failure.detail).toContain(value);
      expect(next).toMatchObject({ kind: "rate limited", outcome: "not sent" });
      expect(next.detail).toContain(value);
      expect(arrivals).toHaveLength(1);
      expect(clock.waits).toEqual([]);
    });
  }
}

test("P22 a POST that meets a 503 is not sent again, and the request after it waits for its Retry-After", async () => {
  const clock = new SkippingClock();
  const { url, arrivals } = await serve([json(503, {}, { "retry-after": "40" }), fine], { now: clock.now });
  const transport = client(url, { clock });

  expect(await failureOf(transport.send(post))).toMatchObject({ status: 503, outcome: "unknown" });
  await transport.send(get);

  expect(arrivals.map(({ method }) => method)).toEqual(["POST", "GET"]);
  expect(clock.waits).toEqual([40_000]);
});

test("P22 P44 a caller can get the 429 of a POST: its next request waits for the pause", async () => {
  const clock = new SkippingClock();
  const { url, arrivals } = await serve([rateLimited("40"), fine], { now: clock.now });
  const transport = client(url, { clock });

  const failure = await failureOf(transport.send({ ...post, retryRateLimit: false }));
  expect(failure).toMatchObject({ kind: "rate limited", outcome: "refused", status: 429 });
  expect(clock.waits).toEqual([]);
  await transport.send(get);

  expect(arrivals.map(({ method }) => method)).toEqual(["POST", "GET"]);
  expect(clock.waits).toEqual([40_000]);
});

test("P22 P44 a caller that reads before each POST meets the deadline too, though the reads succeed", async () => {
  const clock = new SkippingClock();
  const answer: Answer = (response, request) =>
    (request.method === "GET" ? fine : rateLimited("30"))(response, request);
  const { url } = await serve([answer], { now: clock.now });
  const transport = client(url, { clock });
  const start = clock.now();

  const listAndPost = async (): Promise<unknown> => {
    await transport.send(get);
    const failure = await failureOf(transport.send({ ...post, retryRateLimit: false }));
    return failure.status === 429 ? listAndPost() : failure;
  };

  expect(await failureOf(listAndPost())).toMatchObject({ kind: "rate limited", outcome: "not sent" });
  expect(clock.now() - start).toBeLessThanOrEqual(300_000);
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

for (const header of ["60", "7", "1", undefined, "-5"]) {
  test(`P22 under a lasting 429 with Retry-After ${header}, 200 requests all end within one deadline`, async () => {
    const clock = new SkippingClock();
    const said: string[] = [];
    const { url, arrivals } = await serve([rateLimited(header)], { now: clock.now });
    const transport = client(url, { clock, onPause: (message) => said.push(message) });
    const start = clock.now();

    const failures = await Promise.all(
      Array.from({ length: 200 }, (_, n) => failureOf(transport.send(everyMethod[n % 3] ?? get))),
    );

    expect(new Set(failures.map(({ kind }) => kind))).toEqual(new Set(["rate limited"]));
    expect(failures.some(({ status, code }) => status === 429 && code === "rate_limited")).toBe(true);
    const elapsed = clock.now() - start;
    expect(elapsed).toBeLessThanOrEqual(300_000);
    expect(elapsed).toBeGreaterThanOrEqual(239_000);
    expect(arrivals.at(-1)?.at).toBeLessThanOrEqual(start + 300_000);
    expect(said.length).toBeGreaterThanOrEqual(4);
    expect(said.length).toBeLessThanOrEqual(45);
  });
}

test("P22 a limit that lets requests pass slowly fails none of them, though all together take longer than the deadline", async () => {
  const clock = new SkippingClock();
  let passes = clock.now();
  // One request a minute.
  const answer: Answer = (response, request) => {
    const rest = passes - clock.now();
    if (rest > 0) return rateLimited(String(Math.ceil(rest / 1000)))(response, request);
    passes = clock.now() + 60_000;
    return fine(response, request);
  };
  const { url } = await serve([answer], { now: clock.now });
  const transport = client(url, { clock });

  await Promise.all(Array.from({ length: 10 }, () => transport.send(post)));
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
  const clock = new SkippingClock(NOW);
  const headers = ["1", "5", inTwentySeconds, undefined, "-3", "0", "soon"];
  const accepted: string[] = [];
  const limitedAt: number[] = [];
  const storm: Answer[] = Array.from({ length: 80 }, (_, n) => (response, request) => {
    limitedAt.push(clock.now());
    rateLimited(headers[n % headers.length])(response, request);
  });
  const server = await serve([...storm, fine], { now: clock.now });
  const transport = client(server.url, { clock });
  const start = clock.now();

  const names = Array.from({ length: 25 }, (_, n) => `store-${n}`);
  await Promise.all(names.map((name) => transport.send({ ...post, body: { name } })));

  accepted.push(...server.arrivals.slice(80).map(({ body }) => JSON.parse(body).name));
  expect(accepted.sort()).toEqual(names.sort());
  expect(clock.now() - start).toBeLessThanOrEqual(300_000);
  // Whatever arrived later than a limit arrived at least its shortest pause, one second, later.
  for (const at of limitedAt) {
    const between = server.arrivals.filter((arrival) => arrival.at > at && arrival.at < at + 1_000);
    expect(between).toEqual([]);
  }
});
