// Two processes that create stores for one account share its rate limit, and know nothing of each other.
import { expect, test } from "vitest";
import { render } from "../../../provider/src/errors/render.ts";
import {
  ALWAYS,
  CREATE,
  count,
  createStore,
  emulate,
  failureOf,
  neon,
  processOf,
} from "../../support/process-context.ts";

const SHARE = 25;

async function createAll(limit: { requests: number; seconds: number }) {
  const emulator = await emulate({ rateLimit: limit });
  const creations = ["first", "second"].flatMap((stack) => {
    const context = processOf(emulator);
    return Array.from({ length: SHARE }, (_, n) => createStore(context, { ...neon, name: `${stack}-${n}` }));
  });
  return { emulator, results: await Promise.allSettled(creations) };
}

test("P22 two processes that create 25 stores each through one limit both finish, and no POST is accepted twice", async () => {
  const { emulator, results } = await createAll({ requests: 40, seconds: 1 });
  await using _ = emulator;

  expect(results.filter(({ status }) => status === "rejected")).toEqual([]);
  expect(new Set(emulator.stores.list().map(({ name }) => name)).size).toBe(2 * SHARE);
  expect(emulator.stores.list()).toHaveLength(2 * SHARE);
  const posts = emulator.journal.writes().map(({ status }) => status);
  expect(posts.filter((status) => status === 200)).toHaveLength(2 * SHARE);
  expect(posts.filter((status) => status !== 200 && status !== 429)).toEqual([]);
});

test("P22 two processes that meet a limit of an hour both fail at once with its Retry-After, and each store is created at most once", async () => {
  const { emulator, results } = await createAll({ requests: 40, seconds: 3600 });
  await using _ = emulator;

  const failures = results.filter(({ status }) => status === "rejected");
  expect(failures.length).toBeGreaterThan(0);
  for (const failure of failures) {
    const text = failure.status === "rejected" ? render(failure.reason) : "";
    expect(text).toContain("60 minutes");
  }
  const names = emulator.stores.list().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

test.each([
  { what: "beyond the deadline", retryAfter: "600", posts: 1 },
  { what: "that never ends", retryAfter: "0.3", posts: 4 },
])("P22 P44 a limit $what of the POST alone fails the creation, with and without a list", async (limit) => {
  const { retryAfter, posts } = limit;
  for (const createWithoutList of [false, true]) {
    await using emulator = await emulate({ listStores: createWithoutList ? 403 : "allow" });
    const fault = { kind: "status", status: 429, retryAfter, times: ALWAYS } as const;
    emulator.faults.add({ route: CREATE, at: "before-commit", ...fault });
    const context = processOf(emulator, { createWithoutList, timings: { rateLimitBudgetSeconds: 1 } });

    // Without a list nothing tells whether the limit came before the creation: the POST is not repeated.
    const { code } = await failureOf(createStore(context));
    expect(code).toBe(createWithoutList ? "outcome-unknown-unlisted" : "api-rate-limited");
    expect(count(emulator, CREATE)).toBe(createWithoutList ? 1 : posts);
  }
});
