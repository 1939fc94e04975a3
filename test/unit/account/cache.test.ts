// One cache, shared by concurrent callers: no caller gets a response of a request that was sent too early.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cache } from "../../../provider/src/account/cache.ts";
import { ManualClock } from "../../support/manual-clock.ts";

/** Lets everything that can continue do so. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A server whose responses a test sends one by one. */
function server() {
  const requests: { respond(value: string): void; fail(error: Error): void }[] = [];
  const load = () =>
    new Promise<string>((resolve, reject) => requests.push({ respond: resolve, fail: (error) => reject(error) }));
  return { requests, load };
}

test("concurrent callers share one request", async () => {
  const cache = new Cache<string>(new ManualClock());
  const { requests, load } = server();
  const both = Promise.all([cache.get("key", {}, load), cache.get("key", {}, load)]);
  await settled();

  requests[0]?.respond("value");

  expect(await both).toEqual(["value", "value"]);
  expect(requests).toHaveLength(1);
});

test("without a bound, a response is kept for the life of the cache", async () => {
  const clock = new ManualClock();
  const cache = new Cache<number>(clock);
  await cache.get("key", {}, async () => 1);
  clock.advance(86_400_000);

  expect(await cache.get("key", {}, async () => 2)).toBe(1);
  expect(await cache.get("another key", {}, async () => 3)).toBe(3);
});

describe("P44 a list that was requested before a POST never answers a question that comes after it", () => {
  test("although its response arrives after the POST", async () => {
    const clock = new ManualClock();
    const cache = new Cache<string>(clock);
    const { requests, load } = server();
    const before = cache.get("stores", {}, load);
    await settled();
    clock.advance(1); // The POST.
    const after = cache.get("stores", { notBefore: clock.monotonic() }, load);
    clock.advance(1);
    requests[0]?.respond("without the store");
    await settled();
    requests[1]?.respond("with the store");

    expect(await before).toBe("without the store");
    expect(await after).toBe("with the store");
  });

  test("although its response is in the cache", async () => {
    const clock = new ManualClock();
    const cache = new Cache<string>(clock);
    await cache.get("stores", {}, async () => "without the store");
    clock.advance(1);

    expect(await cache.get("stores", { notBefore: clock.monotonic() }, async () => "with the store")).toBe(
      "with the store",
    );
  });

  test("in any order of requests, responses and questions", async () => {
    const steps = fc.array(fc.constantFrom("ask", "ask fresh", "respond", "fail", "time"), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(steps, async (schedule) => {
        const clock = new ManualClock();
        const cache = new Cache<number>(clock);
        const requests: { sentAt: number; respond(): void; fail(): void }[] = [];
        const load = () => {
          const sentAt = clock.monotonic();
          return new Promise<number>((resolve, reject) =>
            requests.push({ sentAt, respond: () => resolve(sentAt), fail: () => reject(new Error("failed")) }),
          );
        };
        const answers: Promise<boolean>[] = [];
        for (const step of schedule) {
          if (step === "ask" || step === "ask fresh") {
            const notBefore = step === "ask" ? clock.monotonic() - 5 : clock.monotonic();
            answers.push(
              cache.get("key", { notBefore }, load).then(
                (sentAt) => sentAt >= notBefore,
                () => true,
              ),
            );
          }
          if (step === "respond") requests.shift()?.respond();
          if (step === "fail") requests.shift()?.fail();
          if (step === "time") clock.advance(2);
          await settled();
          expect(requests.length).toBeLessThanOrEqual(1);
        }
        for (let left = 0; left < 3; left += 1) {
          requests.shift()?.respond();
          await settled();
        }
        expect(await Promise.all(answers)).not.toContain(false);
      }),
      { numRuns: 200 },
    );
  });
});

test("callers who may not share the request in progress share the next one", async () => {
  const clock = new ManualClock();
  const cache = new Cache<string>(clock);
  const { requests, load } = server();
  void cache.get("key", {}, load);
  await settled();
  clock.advance(1);
  const notBefore = clock.monotonic();
  const both = Promise.all([cache.get("key", { notBefore }, load), cache.get("key", { notBefore }, load)]);
  requests[0]?.respond("first");
  await settled();
  requests[1]?.respond("second");

  expect(await both).toEqual(["second", "second"]);
  expect(requests).toHaveLength(2);
});

test("a failure reaches those who share the request, and is not cached", async () => {
  const cache = new Cache<string>(new ManualClock());
  const failing = () => Promise.reject(new Error("failed"));
  const outcomes = await Promise.allSettled([cache.get("key", {}, failing), cache.get("key", {}, failing)]);

  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await cache.get("key", {}, async () => "value")).toBe("value");
});
