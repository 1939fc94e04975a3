// The live tests against the emulator, on the real engine: they pass, and leave nothing however they end.
import { globSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type BarrierGiven, type BarrierHandle, type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { expect, inject, test } from "vitest";
import { processesOf } from "../../tools/workspace/processes.ts";
import { type LiveProcess, startLive } from "../support/live.ts";
import { exhaustive } from "../support/matrix.ts";
import { CREATE_ROUTE, quickTimings } from "./support/stack.ts";

const timings = { VERCEL_MARKETPLACE_TIMINGS: JSON.stringify(quickTimings) };
const DELETE = "DELETE /v1/storage/stores/integration/:id";
const created: BarrierGiven = { route: `POST ${CREATE_ROUTE}`, at: "after-commit" };
const creating: BarrierGiven = { route: `POST ${CREATE_ROUTE}`, at: "before-commit" };

function seedOther(emulator: Emulator): string {
  return emulator.stores.seed({ name: "shop-db", integration: "neon", metadata: { region: "iad1" } }).id;
}

function deletedIn(emulator: Emulator): string[] {
  return emulator.stores.history().flatMap(({ event, id }) => (event === "deleted" ? [id] : []));
}

test(
  "the live tests pass, create one free store, record no value, and the recording equals one of the emulator",
  exhaustive,
  async () => {
    await using emulator = await startEmulator();
    const other = seedOther(emulator);
    const folder = await mkdtemp(join(inject("runFolder"), "recording-"));
    const projectId = String(emulator.projects.get("web")?.id);
    const variables = { ...timings, VERCEL_LIVE_RECORD: folder, VERCEL_LIVE_PROJECT: projectId };
    const { code, output } = await startLive(emulator, variables).done;
    expect(code, output).toBe(0);
    expect(emulator.stores.list().map(({ id }) => id)).toEqual([other]);
    expect(deletedIn(emulator)).toHaveLength(1);
    const posts = emulator.journal.writes().filter(({ path }) => path === CREATE_ROUTE);
    expect(posts).toMatchObject([{ body: { billingPlanId: "free_v3", name: expect.stringMatching(/^live-test-/) } }]);
    expect(emulator.projects.variables("web").filter(({ key }) => key.startsWith("LIVE_TEST"))).toEqual([]);

    const settings = JSON.parse(readFileSync(join(folder, "settings.json"), "utf8"));
    expect(settings).toEqual({ integration: "neon", metadata: { region: "iad1" } });
    const recorded = globSync(join(folder, "[0-9]*.json"))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    for (const canary of [emulator.token, "live-test-", "postgres", "LIVE_TEST", projectId, "iad1", "acme", "@"]) {
      expect(recorded).not.toContain(canary);
    }
    const compared = await startLive(undefined, timings, ["tools/live/compare-main.ts", folder]).done;
    expect(compared.output).toContain("No difference.");
    expect(compared.code, compared.output).toBe(0);
  },
);

async function reached(barrier: BarrierHandle, live: LiveProcess): Promise<void> {
  await Promise.race([barrier.reached(), live.done.then(({ output }) => expect.fail(output))]);
}

/** The process of the tests is the only child of the supervisor. */
function testsOf({ pid }: LiveProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim());
}

/** The engine of the only run of the tests. */
function killEngine(live: LiveProcess): void {
  const temporary = readFileSync(`/proc/${testsOf(live)}/environ`, "utf8").match(/(?:^|\0)TMPDIR=([^\0]+)/)?.[1];
  for (const { pid, command } of processesOf(String(temporary))) {
    if (/^\S*pulumi up/.test(command)) process.kill(pid, "SIGKILL");
  }
}

/** Tests and engines that use the API. */
function processesWith(apiUrl: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, "utf8").includes(apiUrl);
    } catch {
      // It has ended, or belongs to another user.
      return false;
    }
  });
}

test.each([
  {
    what: "the tests are killed when the store exists",
    at: created,
    end: (live) => process.kill(testsOf(live), "SIGKILL"),
    code: 1,
  },
  { what: "the engine is killed before the store exists", at: creating, end: killEngine, code: 1 },
  {
    what: "Ctrl-C comes before the store exists",
    at: creating,
    end: ({ pid }) => process.kill(pid, "SIGINT"),
    code: 130,
  },
] satisfies { what: string; at: BarrierGiven; end: (live: LiveProcess) => void; code: number }[])(
  "nothing is left if $what",
  exhaustive,
  async ({ at, end, code: expected }) => {
    await using emulator = await startEmulator();
    const other = seedOther(emulator);
    const barrier = emulator.barriers.hold(at);
    const live = startLive(emulator, { ...timings, VERCEL_LIVE_SETTLE_SECONDS: "4" });
    await reached(barrier, live);
    end(live);
    barrier.release();
    const { code, output } = await live.done;
    expect(code, output).toBe(expected);
    expect(output).toContain("nothing is left");
    expect(emulator.stores.list().map(({ id }) => id)).toEqual([other]);
    expect(deletedIn(emulator)).toHaveLength(1);
    expect(processesWith(emulator.url)).toEqual([]);
  },
);

test("an interrupted run that leaves a store exits with 1", exhaustive, async () => {
  await using emulator = await startEmulator();
  emulator.faults.add({ route: DELETE, at: "before-commit", kind: "status", status: 403, times: null });
  const barrier = emulator.barriers.hold(created);
  const live = startLive(emulator, timings);
  await reached(barrier, live);
  process.kill(live.pid, "SIGINT");
  barrier.release();
  const { code, output } = await live.done;
  expect(code, output).toBe(1);
  expect(output).toContain("Left at Vercel:");
});

test("a failed test deletes the store, and what cannot be deleted or recorded is printed", exhaustive, async () => {
  await using emulator = await startEmulator();
  // The secrets cannot be read: a failure after the store exists. Then no deletion works.
  emulator.faults.add({
    route: "GET /v1/storage/stores/:id/secrets",
    at: "answer",
    kind: "status",
    status: 403,
    times: null,
  });
  const folder = await mkdtemp(join(inject("runFolder"), "recording-"));
  const barrier = emulator.barriers.hold(created);
  const live = startLive(emulator, { ...timings, VERCEL_LIVE_RECORD: folder });
  await reached(barrier, live);
  await rm(folder, { recursive: true });
  barrier.release();
  const first = await live.done;
  expect(first.code, first.output).toBe(1);
  expect(first.output).toContain("live: The recording is not complete: ENOENT");
  expect(emulator.stores.list()).toEqual([]);
  expect(deletedIn(emulator)).toHaveLength(1);

  emulator.faults.add({ route: DELETE, at: "before-commit", kind: "status", status: 403, times: null });
  const { code, output } = await startLive(emulator, timings).done;
  expect(code).toBe(1);
  const [left] = emulator.stores.list();
  for (const part of [left?.name, left?.id, "curl", "https://vercel.com/"]) expect(output).toContain(String(part));
  expect(output).not.toContain("nothing is left");
  expect(output).not.toContain(emulator.token);
});
