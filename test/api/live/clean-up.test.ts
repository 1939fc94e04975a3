// What the live tests do without a run of the tests: skip, refuse a plan that costs anything, delete, list leftovers.
import { exec } from "node:child_process";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { LiveApi } from "../../../tools/live/api.ts";
import { cleanUp, describeLeft, listLeftovers } from "../../../tools/live/clean-up.ts";
import { newName, readSettings, startOf } from "../../../tools/live/settings.ts";
import { startLive } from "../../support/live.ts";
import { type Answer, serve } from "../../support/raw-server.ts";
import { json } from "../../support/responses.ts";

const HOUR = 3_600_000;
const DELETE = "DELETE /v1/storage/stores/integration/:id";
let emulator: Emulator;
let api: LiveApi;
beforeEach(async () => {
  emulator = await startEmulator();
  api = { apiUrl: emulator.url, token: emulator.token, team: "acme" };
});
afterEach(() => emulator.close());

function seed(name: string) {
  return emulator.stores.seed({ name, integration: "neon", metadata: { region: "iad1" } });
}
const names = () => emulator.stores.list().map(({ name }) => name);

test("without a token nothing runs, one line says so, and the exit code is 0", async () => {
  const { code, output } = await startLive(undefined).done;
  expect(output).toMatch(/^skipped: set VERCEL_LIVE_TOKEN .*\n$/);
  expect(code).toBe(0);
});

test.each([
  ["has no free plan", "paid-db", '{"region":"eu-west"}'],
  ["calls a plan free that has a price", "neon", '{"region":"iad1"}'],
])("nothing is created if the product %s", async (_what, integration, metadata) => {
  emulator.state.editPlan("neon", "neon", "free_v3", { cost: "$0.10 per GB" });
  const variables = { VERCEL_LIVE_INTEGRATION: integration, VERCEL_LIVE_METADATA: metadata };
  const { code, output } = await startLive(emulator, variables).done;
  expect(code, output).toBe(1);
  expect(output).toContain("no plan that certainly costs nothing");
  expect(emulator.journal.entries().length).toBeGreaterThan(0);
  expect(emulator.journal.writes()).toEqual([]);
});

test("nothing is created if the folder of the recording is not empty", async () => {
  const { code, output } = await startLive(emulator, { VERCEL_LIVE_RECORD: import.meta.dirname }).done;
  expect(code).toBe(1);
  expect(output).toContain("not empty");
  expect(emulator.journal.writes()).toEqual([]);
});

const seconds = "VERCEL_LIVE_SETTLE_SECONDS must be a whole number of seconds from 0 to 9999.";
const object = 'VERCEL_LIVE_METADATA must be a JSON object, such as {"region":"iad1"}.';
test.each([
  ["VERCEL_LIVE_SETTLE_SECONDS", "1m", seconds],
  ["VERCEL_LIVE_SETTLE_SECONDS", "-1", seconds],
  ["VERCEL_LIVE_METADATA", "region=iad1", object],
  ["VERCEL_LIVE_METADATA", "[]", object],
  ["VERCEL_LIVE_METADATA", "null", object],
])("%s=%s is rejected with the name of the variable and what is valid", (name, value, message) => {
  expect(() => readSettings({ [name]: value })).toThrow(new Error(message));
});

test("valid settings are read, and empty ones are the defaults", () => {
  const given = { VERCEL_LIVE_SETTLE_SECONDS: "0", VERCEL_LIVE_METADATA: '{"size":1}' };
  expect(readSettings(given)).toMatchObject({ settleSeconds: 0, metadata: { size: 1 } });
  const empty = { VERCEL_LIVE_SETTLE_SECONDS: "", VERCEL_LIVE_METADATA: "" };
  expect(readSettings(empty)).toMatchObject({ settleSeconds: 60, metadata: { region: "iad1" } });
});

test("Ctrl-C before the tests run exits with 130, without a clean-up", async () => {
  const barrier = emulator.barriers.hold({ route: "GET /v1/storage/stores", at: "before-commit" });
  const { pid, done } = startLive(emulator);
  await Promise.race([barrier.reached(), done.then(({ output }) => expect.fail(output))]);
  process.kill(pid, "SIGINT");
  barrier.release();
  expect(await done).toEqual({ code: 130, output: "live: Interrupted. Everything was cleaned up.\n" });
  expect(emulator.journal.writes()).toEqual([]);
});

test("two runs have two names, which say when they began", () => {
  const now = Date.now();
  const all = Array.from({ length: 50 }, () => newName(now));
  expect(new Set(all).size).toBe(50);
  expect(all.map(startOf)).toEqual(all.map(() => now));
  expect(["live-test-shop", "shop", "live-test-"].map(startOf)).toEqual([undefined, undefined, undefined]);
});

test("only the store of the run's name is deleted, with its connections, on any page of the list", async () => {
  emulator.configure({ pageSize: 2, deleteWhileConnected: "conflict" });
  const [own, other] = [newName(), newName()];
  // On the second of three pages, whatever their order.
  const others = [other, `${own}-2`, "shop", "shop-2"];
  for (const name of others.slice(0, 2)) seed(name);
  const { id } = seed(own);
  for (const name of others.slice(2)) seed(name);
  emulator.projects.connect({ store: id, project: "web", environments: ["production"] });
  expect(await cleanUp(api, own, 0)).toMatchObject({ deleted: [{ id }], left: [] });
  expect(names()).toEqual(others);
});

test("a store that appears after the first list of a failed run is deleted", async () => {
  const name = newName();
  const { id } = seed(name);
  emulator.stores.edit(id, { hidden: { reads: 2 } });
  expect((await cleanUp(api, name, 2)).deleted).toHaveLength(1);
  expect(names()).toEqual([]);
});

test("a deletion is repeated after an error of the server", async () => {
  const name = newName();
  seed(name);
  emulator.faults.add({ route: DELETE, at: "before-commit", kind: "status", status: 502 });
  expect(await cleanUp(api, name, 0)).toMatchObject({ left: [] });
  expect(names()).toEqual([]);
});

test("a deletion whose answer is lost counts as a deletion", async () => {
  const name = newName();
  const { id } = seed(name);
  emulator.faults.add({ route: DELETE, at: "after-commit", kind: "status", status: 502 });
  expect(await cleanUp(api, name, 0)).toMatchObject({ deleted: [{ id }], left: [] });
});

/** A list with stores of the name `own`. */
const listOf = (...ids: string[]) => json(200, { stores: ids.map((id) => ({ id, name: "own" })) });
const stored = (id: string) => ({ id, name: "own", isConnected: false });
const deleted = json(200, {});
const missing = json(404, {});
const forbidden = json(403, {});

async function cleanUpWith(answers: readonly Answer[]) {
  const { url } = await serve(answers);
  return cleanUp({ ...api, apiUrl: url }, "own", 0);
}

test("a store that was deleted already, but is still in the list, is not counted as deleted", async () => {
  expect(await cleanUpWith([listOf("ir_1"), missing, listOf()])).toEqual({ deleted: [], left: [] });
});

/** Answers with the list 25 seconds later. */
function later(list: Answer): Answer {
  return (response, request) => {
    vi.setSystemTime(Date.now() + 25_000);
    list(response, request);
  };
}

test.each([
  ["within a minute is not left", [], { deleted: [], left: [] }],
  [
    "for more than a minute is left",
    [later(listOf("ir_1")), missing],
    { deleted: [], left: [stored("ir_1")], problem: "it is still in the list of stores" },
  ],
])("after a passed run, a store that stays in the list %s", async (_what, more, result) => {
  vi.useFakeTimers({ toFake: ["Date"] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const twice = [later(listOf("ir_1")), missing, later(listOf("ir_1")), missing];
  expect(await cleanUpWith([...twice, ...more, listOf()])).toEqual(result);
});

test.each([
  {
    what: "a later deletion",
    answers: [listOf("ir_1", "ir_2"), deleted, forbidden],
    left: [stored("ir_2")],
    problem: "DELETE /v1/storage/stores/integration/ir_2: status 403",
  },
  {
    what: "the next list",
    answers: [listOf("ir_1"), deleted, forbidden],
    left: [],
    problem: "GET /v1/storage/stores: status 403",
  },
])("what was deleted is reported, and not as left, if $what fails", async ({ answers, left, problem }) => {
  expect(await cleanUpWith(answers)).toEqual({ deleted: [stored("ir_1")], left, problem });
});

test("what cannot be deleted is described with a command that deletes it", async () => {
  const name = newName();
  const { id } = seed(name);
  emulator.projects.connect({ store: id, project: "web", environments: ["production"] });
  const fault = emulator.faults.add({ route: DELETE, at: "before-commit", kind: "status", status: 403, times: null });
  const { left, problem } = await cleanUp(api, name, 0);
  expect(problem).toContain("403");
  const [store] = left;
  if (store === undefined) throw new Error("Nothing is reported as left.");
  const text = describeLeft(api, store);
  for (const part of [name, id, `https://vercel.com/acme/~/stores/integration/${id}`]) expect(text).toContain(part);
  expect(text).not.toContain(emulator.token);
  emulator.faults.remove(fault.id);
  const command = String(text.split("\n").at(-1)).replaceAll("curl", "curl --noproxy '*'");
  await promisify(exec)(command, { env: { PATH: process.env.PATH, VERCEL_LIVE_TOKEN: emulator.token } });
  expect(names()).toEqual([]);
});

test("a list that cannot be read to its end is a problem, not an empty list", async () => {
  emulator.faults.add({ route: "GET /v1/storage/stores", at: "answer", kind: "status", status: 403 });
  expect((await cleanUp(api, newName(), 0)).problem).toContain("403");
});

test("leftovers are stores of runs that began more than an hour ago", async () => {
  const old = newName(Date.now() - 2 * HOUR);
  for (const name of [old, newName(), "live-test-shop", "shop"]) seed(name);
  expect((await listLeftovers(api)).map(({ name }) => name)).toEqual([old]);
});

test.each([
  ["listed", {}, 3],
  ["deleted if a variable says so", { VERCEL_LIVE_DELETE_LEFTOVERS: "1" }, 2],
])("leftovers are %s", async (_what, variables, count) => {
  const [old, young] = [newName(Date.now() - 2 * HOUR), newName()];
  const { id } = seed(old);
  for (const name of [young, "shop"]) seed(name);
  // No run follows: there is no free plan.
  emulator.state.editPlan("neon", "neon", "free_v3", { disabled: true });
  const { output } = await startLive(emulator, variables).done;
  for (const part of [old, id, "curl"]) expect(output).toContain(part);
  expect(output).not.toContain(young);
  expect(output).not.toContain(emulator.token);
  expect(emulator.stores.list()).toHaveLength(count);
});
