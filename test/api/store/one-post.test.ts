// One create sends one POST, whatever becomes of it, and ends with the store that exists or says that it does not know.
import type { FaultGiven } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
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

type Spoiling = { what: string } & (FaultGiven extends infer Given
  ? Given extends { kind: infer Kind }
    ? { fault: { kind: Kind } & Omit<Given, "kind" | "at" | "route"> }
    : never
  : never);

/** Everything after which nobody knows whether the store was made. */
const ambiguous: Spoiling[] = [
  { what: "a reset", fault: { kind: "reset" } },
  { what: "silence", fault: { kind: "hang" } },
  { what: "a 500", fault: { kind: "status", status: 500 } },
  { what: "a 502", fault: { kind: "status", status: 502 } },
  { what: "a 504", fault: { kind: "status", status: 504 } },
  { what: "a 408", fault: { kind: "status", status: 408 } },
  { what: "half an answer", fault: { kind: "truncated" } },
  { what: "a store that is null", fault: { kind: "null-store" } },
  { what: "an answer of another shape", fault: { kind: "other-shape" } },
  { what: "a page of a gateway", fault: { kind: "not-json", status: 502 } },
  { what: "a page instead of an answer", fault: { kind: "not-json" } },
  { what: "an answer that drips", fault: { kind: "drip", gapMs: 40 } },
  { what: "a redirect", fault: { kind: "redirect", location: "http://127.0.0.1:9/elsewhere" } },
];

describe.concurrent("an ambiguous answer", () => {
  test.each(ambiguous)(
    "P6 P7 $what after the commit: the store that was made is found and returned",
    async ({ fault }) => {
      await using emulator = await emulate();
      emulator.faults.add({ route: CREATE, at: "after-commit", ...fault });

      const { id, state } = await createStore(processOf(emulator));

      expect(emulator.stores.list().map((store) => store.id)).toEqual([id]);
      expect(state).toMatchObject({ name: "shop-db", status: "available", secrets: emulator.stores.secretValues(id) });
      expect(count(emulator, CREATE)).toBe(1);
    },
  );

  test.each(ambiguous)(
    "P6 P7 $what before the commit: nothing is made, and the outcome is called unknown",
    async ({ fault }) => {
      await using emulator = await emulate();
      emulator.faults.add({ route: CREATE, at: "before-commit", ...fault });

      const failure = await failureOf(createStore(processOf(emulator)));

      expect(emulator.stores.list()).toEqual([]);
      expect(count(emulator, CREATE)).toBe(1);
      expect(failure.message).toContain(
        "Vercel did not answer the creation of shop-db clearly, so its outcome is unknown.",
      );
      expect(failure.message).toContain("POST /v1/storage/stores/integration/direct");
      expect(failure.message).toMatch(/A store named shop-db in icfg_\w+: looked for it for \d+ seconds?: not there\./);
      expect(failure.message).toContain("Wait a few minutes, then run `pulumi up` again: it looks before it creates.");
      const order = emulator.journal.entries().map(({ method, route }) => `${method} ${route}`);
      expect(order.slice(order.indexOf(CREATE) + 1).filter((route) => route === LIST).length).toBeGreaterThanOrEqual(3);
    },
  );
});

const refusals = [
  { status: 400, next: "Correct what the message names" },
  { status: 401, next: "Use a token that is valid" },
  { status: 402, next: "payment method" },
  { status: 403, next: "only an admin of the installation can create stores" },
  { status: 404, next: "Check the id and the team" },
  { status: 409, next: "Look at the store" },
  { status: 422, next: "Correct what the message names" },
] as const;

test.each(refusals)(
  "P6 a clear $status is final: one POST, no look-up, the API's words and what to do",
  async ({ status, next }) => {
    await using emulator = await emulate();
    emulator.faults.add({ route: CREATE, at: "before-commit", kind: "status", status, message: "not this time" });

    const failure = await failureOf(createStore(processOf(emulator)));

    expect(failure.message).toContain("Could not create shop-db.");
    expect(failure.message).toContain("not this time");
    expect(failure.message).toContain(next);
    expect(count(emulator, CREATE)).toBe(1);
    expect(count(emulator, LIST)).toBe(1);
  },
);

test("P22 a POST that a rate limit refused is sent again, and only one is accepted", async () => {
  await using emulator = await emulate();
  emulator.faults.add({ route: CREATE, at: "before-commit", kind: "status", status: 429, retryAfter: "0.2", times: 2 });

  await createStore(processOf(emulator));

  const posts = emulator.journal.writes().map(({ status }) => status);
  expect(posts).toEqual([429, 429, 200]);
  expect(emulator.stores.list()).toHaveLength(1);
});

test("P7 a store that is listed late is waited for", async () => {
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

test("P7 P8 what commits after the last look is met by the next run, which names it and sends no POST", async () => {
  await using emulator = await emulate();
  const held = emulator.barriers.hold({ route: CREATE, at: "before-commit" });
  const failure = await failureOf(createStore(processOf(emulator)));
  expect(failure.message).toContain("its outcome is unknown");
  held.release();
  await expect.poll(() => emulator.stores.list().length).toBe(1);
  const [store] = emulator.stores.list();

  const next = await failureOf(createStore(processOf(emulator)));
  expect(next.message).toContain(
    `A store named shop-db already exists in ${store?.integrationConfigurationId}: ${store?.id}`,
  );
  expect(next.message).toContain(`set adopt: "${store?.id}"`);
  expect(next.message).toContain("Nothing was created.");

  const { id } = await createStore(processOf(emulator), { ...neon, adopt: String(store?.id) });
  expect(id).toBe(store?.id);
  expect(count(emulator, CREATE)).toBe(1);
});

test("P7 a look-up whose lists fail for long ends, and says that no list was answered", async () => {
  await using emulator = await emulate();
  emulator.faults.add({ route: CREATE, at: "after-commit", kind: "reset" });
  emulator.faults.add({ route: LIST, at: "before-commit", kind: "hang", skip: 1, times: ALWAYS });

  const failure = await failureOf(createStore(processOf(emulator, { timings: { requestSeconds: 0.3 } })));

  expect(failure.message).toContain("its outcome is unknown");
  expect(failure.message).toContain("no list of stores was answered");
  expect(count(emulator, CREATE)).toBe(1);
});

test("P8 an engine that is gone stops a creation before its POST", async () => {
  await using emulator = await emulate();
  const context = processOf(emulator);
  const inputs = await checked(context);
  context.engineLives = false;

  const failure = await failureOf(integrationStore.create(context, inputs));

  expect(failure.message).toBe("The run that asked for shop-db has ended. Nothing was created.");
  expect(emulator.journal.writes()).toEqual([]);
});
