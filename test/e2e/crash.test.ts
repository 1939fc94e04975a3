// kill -9 at every labelled point: never two stores, and the recovery that the error message describes works.
import type { BarrierGiven } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive, testMatrix } from "../support/matrix.ts";
import { type Crash, crash, recover, type Victim } from "./support/crash.ts";
import { createStack, program, STORE_TYPE } from "./support/stack.ts";

const up = ["up", "--yes", "--skip-preview", "--non-interactive"];
const victims: readonly Victim[] = ["the CLI", "the provider", "both"];

const programOf = (adopt?: string) =>
  program(`new IntegrationStore("db", {
    integration: "neon", metadata: { region: "iad1" }, ${adopt === undefined ? "" : `adopt: "${adopt}"`}
  })`);

const POST = "POST /v1/storage/stores/integration/direct";

interface PointOfCreate {
  label: string;
  point: BarrierGiven;
  stores: 0 | 1;
  /** The victim of the row that runs in `npm test`; a second Ctrl-C, below, is the row for the POST itself. */
  always?: Victim;
}

const pointsOfCreate: readonly PointOfCreate[] = [
  {
    label: "before its POST",
    point: { route: "GET /v1/storage/stores", at: "before-commit" },
    stores: 0,
    always: "the CLI",
  },
  { label: "before the commit", point: { route: POST, at: "before-commit" }, stores: 1 },
  { label: "after the commit", point: { route: POST, at: "after-commit" }, stores: 1 },
  { label: "after the response", point: { route: POST, at: "after-answer" }, stores: 1 },
  {
    label: "while it polls",
    point: { route: "GET /v1/storage/stores/:id", at: "before-commit" },
    stores: 1,
    always: "the provider",
  },
];

const crashesOfCreate = pointsOfCreate.flatMap(({ label, always, ...row }) =>
  victims.map((victim) => ({ ...row, what: `${victim} killed ${label}`, victim, always: victim === always })),
);

testMatrix("P8 $what of a creation: never two stores", crashesOfCreate, async ({ point, victim, stores }) => {
  await using stack = await createStack({
    program: programOf(),
    behaviour: { provisioning: { status: "initializing", reads: 2, end: "available" } },
  });
  const { emulator, workspace } = stack;

  await crash(stack, { point, victim, args: up });
  expect(emulator.stores.list()).toHaveLength(stores);
  expect(emulator.journal.count("POST")).toBe(stores);

  const { failedFirst } = await recover(stack, programOf);

  expect(failedFirst).toBe(stores === 1);
  expect(emulator.stores.history().filter(({ event }) => event === "created")).toHaveLength(1);
  expect((await workspace.resources(STORE_TYPE)).map(({ id }) => id)).toEqual(
    emulator.stores.list().map(({ id }) => id),
  );
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
});

const DELETE = "DELETE /v1/storage/stores/integration/:id";
const pointsOfDelete: readonly { label: string; point: BarrierGiven; victims: readonly Victim[]; always?: Victim }[] = [
  {
    label: "at the first read",
    point: { route: "GET /v1/storage/stores/:id", at: "before-commit" },
    victims: ["the CLI"],
  },
  { label: "before the commit", point: { route: DELETE, at: "before-commit" }, victims },
  { label: "after the commit", point: { route: DELETE, at: "after-commit" }, victims, always: "the CLI" },
  { label: "after the response", point: { route: DELETE, at: "after-answer" }, victims: ["the CLI"] },
];
const crashesOfDelete = pointsOfDelete.flatMap(({ label, point, victims, always }) =>
  victims.map((victim) => ({ what: `${victim} killed ${label}`, point, victim, always: victim === always })),
);

testMatrix("P8 P21 $what of a deletion: the next destroy completes it", crashesOfDelete, async ({ point, victim }) => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  await workspace.up();
  const cut: Crash = { point, victim, args: ["destroy", "--yes", "--skip-preview", "--non-interactive"] };

  await crash(stack, cut);
  await workspace.cancel();
  const destroy = await workspace.destroy();

  expect(destroy.code).toBe(0);
  expect(emulator.stores.list()).toEqual([]);
  expect(await workspace.resources(STORE_TYPE)).toEqual([]);
});

test("P14 after one Ctrl-C the running creation completes, and its store is in the state", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  const barrier = emulator.barriers.hold({ route: POST, at: "before-commit" });
  const running = workspace.start(up);
  await barrier.reached();

  // As a terminal does: to the whole group of processes, not to the CLI alone.
  process.kill(-running.processGroup, "SIGINT");
  await running.waitForOutput(/cancel|interrupt|\^C/i);
  barrier.release();
  await running.done;

  const [store] = emulator.stores.list();
  expect((await workspace.resources(STORE_TYPE)).map(({ id }) => id)).toEqual([store?.id]);
  expect((await workspace.up()).code).toBe(0);
  expect(emulator.journal.count("POST")).toBe(1);
});

test(
  "P8 P14 a second Ctrl-C is like any crash: the next up fails with the id of the existing store",
  exhaustive,
  async () => {
    await using stack = await createStack({ program: programOf() });
    const { emulator, workspace } = stack;
    const barrier = emulator.barriers.hold({ route: POST, at: "after-commit" });
    const running = workspace.start(up);
    await barrier.reached();

    running.kill("SIGINT");
    await running.waitForOutput(/cancel|interrupt|\^C/i);
    running.kill("SIGINT");
    await running.done;
    barrier.release();
    const { failedFirst } = await recover(stack, programOf);

    expect(failedFirst).toBe(true);
    expect(emulator.stores.list()).toHaveLength(1);
    expect(emulator.stores.history()).toHaveLength(1);
  },
);

test(
  "P9 two stacks create the same name at once: each has its own store or fails, and neither has the other's",
  exhaustive,
  async () => {
    await using first = await createStack({ program: named("shared-name") });
    const { emulator } = first;
    await using second = await createStack({
      program: named("shared-name"),
      stack: "prod",
      environment: emulator.environment(),
    });
    const barrier = emulator.barriers.hold({ route: POST, at: "before-commit" });
    const runs = [first.workspace.start(up), second.workspace.start(up)];
    await barrier.reached(2);
    barrier.release();
    const results = await Promise.all(runs.map(({ done }) => done));

    const inState = await Promise.all([first, second].map(({ workspace }) => workspace.resources(STORE_TYPE)));
    const ids = inState.flat().map(({ id }) => id);
    expect(results.filter(({ code }) => code === 0)).toHaveLength(ids.length);
    expect(new Set(ids).size).toBe(ids.length);
    expect(
      emulator.stores
        .list()
        .map(({ id }) => id)
        .sort(),
    ).toEqual(ids.map(String).sort());
  },
);

function named(name: string): string {
  return program(`new IntegrationStore("db", { integration: "neon", name: "${name}", metadata: { region: "iad1" } })`);
}
