// A creation sends one POST, whatever happens to it. It returns the store that exists, or fails with an unknown outcome.
import type { FaultGiven } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { apiFailures } from "../../../provider/src/errors/api-failures.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { searches } from "../../../provider/src/lifecycle/integration-store/messages.ts";
import {
  ALWAYS,
  CREATE,
  checked,
  count,
  createStore,
  emulate,
  failureOf,
  LIST,
  neon,
  processOf,
} from "../../support/process-context.ts";

type AmbiguousResponse = { what: string } & (FaultGiven extends infer Given
  ? Given extends { kind: infer Kind }
    ? { fault: { kind: Kind } & Omit<Given, "kind" | "at" | "route"> }
    : never
  : never);

/** Responses that do not say whether the store was created. */
const ambiguous: AmbiguousResponse[] = [
  { what: "a reset", fault: { kind: "reset" } },
  { what: "no response", fault: { kind: "hang" } },
  { what: "a 500", fault: { kind: "status", status: 500 } },
  { what: "a 502", fault: { kind: "status", status: 502 } },
  { what: "a 504", fault: { kind: "status", status: 504 } },
  { what: "a 408", fault: { kind: "status", status: 408 } },
  { what: "a truncated response", fault: { kind: "truncated" } },
  { what: "a store that is null", fault: { kind: "null-store" } },
  { what: "a response of another shape", fault: { kind: "other-shape" } },
  { what: "an HTML page with 502", fault: { kind: "not-json", status: 502 } },
  { what: "an HTML page with 200", fault: { kind: "not-json" } },
  { what: "a body that arrives byte by byte", fault: { kind: "drip", gapMs: 40 } },
  { what: "a redirect", fault: { kind: "redirect", location: "http://127.0.0.1:9/elsewhere" } },
];

describe.concurrent("an ambiguous response", () => {
  test.each(ambiguous)("P6 P7 $what after the commit: the created store is found and returned", async ({ fault }) => {
    await using emulator = await emulate();
    emulator.faults.add({ route: CREATE, at: "after-commit", ...fault });

    const { id, state } = await createStore(processOf(emulator));

    expect(emulator.stores.list().map((store) => store.id)).toEqual([id]);
    expect(state).toMatchObject({ name: "shop-db", status: "available", secrets: emulator.stores.secretValues(id) });
    expect(count(emulator, CREATE)).toBe(1);
  });

  test.each(ambiguous)(
    "P6 P7 $what before the commit: nothing is created, and the outcome is unknown",
    async ({ fault }) => {
      await using emulator = await emulate();
      emulator.faults.add({ route: CREATE, at: "before-commit", ...fault });

      const failure = await failureOf(createStore(processOf(emulator)));

      expect(emulator.stores.list()).toEqual([]);
      expect(count(emulator, CREATE)).toBe(1);
      expect(failure).toMatchObject({ code: "outcome-unknown", cause: { outcome: "unknown" } });
      const text = render(failure);
      expect(text).toContain("POST /v1/storage/stores/integration/direct");
      expect(text).toMatch(/store named shop-db in icfg_\w+: .*\d+ seconds?/);
      const order = emulator.journal.entries().map(({ method, route }) => `${method} ${route}`);
      expect(order.slice(order.indexOf(CREATE) + 1).filter((route) => route === LIST).length).toBeGreaterThanOrEqual(3);
    },
  );
});

const rejections = [
  { status: 400, code: "api-bad-request" },
  { status: 401, code: "api-unauthorized" },
  { status: 402, code: "api-payment-required" },
  { status: 403, code: "api-forbidden" },
  { status: 404, code: "api-installation-not-found" },
  // One more list explains it.
  { status: 409, code: "api-conflict", lists: 2 },
  { status: 422, code: "api-values-rejected" },
] as const;

test.each(rejections)(
  "P6 P36 a $status is final: one POST, no search, the API's reason and the next step",
  async ({ status, code, ...row }) => {
    await using emulator = await emulate();
    emulator.faults.add({ route: CREATE, at: "before-commit", kind: "status", status, message: "not this time" });

    const failure = await failureOf(createStore(processOf(emulator)));

    expect(failure).toMatchObject({
      code,
      operation: { name: "create", resource: "shop-db" },
      cause: { detail: "not this time" },
    });
    expect(render(failure)).toContain(apiFailures[code].nextStep);
    expect(count(emulator, CREATE)).toBe(1);
    expect(count(emulator, LIST)).toBe("lists" in row ? row.lists : 1);
  },
);

test("P22 a rate-limited POST is sent again, and only one is accepted", async () => {
  await using emulator = await emulate();
  emulator.faults.add({ route: CREATE, at: "before-commit", kind: "status", status: 429, retryAfter: "0.2", times: 2 });

  await createStore(processOf(emulator));

  const posts = emulator.journal.writes().map(({ status }) => status);
  expect(posts).toEqual([429, 429, 200]);
  expect(emulator.stores.list()).toHaveLength(1);
});

test("P7 a store that is listed late is found", async () => {
  await using emulator = await emulate();
  const held = emulator.barriers.hold({ route: CREATE, at: "before-commit" });
  const context = processOf(emulator, { timings: { postSeconds: 0.2, settleSeconds: 10 } });

  const creating = createStore(context);
  await held.reached();
  await expect.poll(() => count(emulator, LIST)).toBeGreaterThanOrEqual(3);
  held.release();

  expect(emulator.stores.list()).toEqual([]);
  const { id } = await creating;
  expect(emulator.stores.list().map((store) => store.id)).toEqual([id]);
  expect(count(emulator, CREATE)).toBe(1);
});

test("P7 P8 P44 a store that appears after the search fails the next run before its POST, with its id", async () => {
  await using emulator = await emulate();
  const held = emulator.barriers.hold({ route: CREATE, at: "before-commit" });
  const failure = await failureOf(createStore(processOf(emulator)));
  expect(failure.code).toBe("outcome-unknown");
  held.release();
  await expect.poll(() => emulator.stores.list().length).toBe(1);
  const [store] = emulator.stores.list();

  const next = await failureOf(createStore(processOf(emulator)));
  expect(next.code).toBe("store-exists");
  expect(render(next)).toContain(String(store?.integrationConfigurationId));
  expect(render(next)).toContain(`set adopt: "${store?.id}"`);

  const { id } = await createStore(processOf(emulator), { ...neon, adopt: String(store?.id) });
  expect(id).toBe(store?.id);
  expect(count(emulator, CREATE)).toBe(1);
});

test("P7 a search whose lists all fail ends, and says so", async () => {
  await using emulator = await emulate();
  emulator.faults.add({ route: CREATE, at: "after-commit", kind: "reset" });
  emulator.faults.add({ route: LIST, at: "before-commit", kind: "hang", skip: 1, times: ALWAYS });

  const failure = await failureOf(createStore(processOf(emulator, { timings: { requestSeconds: 0.3 } })));

  expect(failure.code).toBe("outcome-unknown");
  expect(render(failure)).toContain(searches.noList);
  expect(count(emulator, CREATE)).toBe(1);
});

test("P8 a creation whose engine has ended sends no POST", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const inputs = await checked(context);
  context.engineLives = false;

  const failure = await failureOf(integrationStore.create(context, inputs));

  expect(failure.code).toBe("run-ended");
  expect(emulator.journal.writes()).toEqual([]);
});

test("P6 P7 a store that is listed without its name is found after a lost response", async () => {
  await using emulator = await emulate({ storeFields: { name: null } });
  emulator.faults.add({ route: CREATE, at: "after-commit", kind: "reset" });

  const { id } = await createStore(processOf(emulator));

  expect(emulator.stores.list()).toMatchObject([{ id }]);
});
