// The recorder writes the form of answers without their values, and the comparison lists where two recordings differ.
import { globSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "vercel-marketplace-emulator";
import { expect, onTestFinished, test } from "vitest";
import { differences, notCompared, readRecording } from "../../../tools/live/compare.ts";
import { type Recorded, startRecorder } from "../../../tools/live/recorder.ts";
import { routeOf } from "../../../tools/live/routes.ts";
import { sanitize } from "../../../tools/live/sanitize.ts";
import { startLive } from "../../support/live.ts";

const settings = { integration: "neon", product: undefined, metadata: { region: "iad1" } };

async function createFolder() {
  const folder = await mkdtemp(join(tmpdir(), "recording-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function record(upstream: string) {
  const folder = await createFolder();
  const recorder = await startRecorder(upstream, folder, settings);
  onTestFinished(() => recorder.close());
  return { folder, recorder };
}

test("a recording has no value of a store, a project, a variable or an account, and no token", async () => {
  await using emulator = await startEmulator();
  const { recorder, folder } = await record(emulator.url);
  const user = { key: "canary_lower_key", value: "canary-variable-value" };
  emulator.projects.addVariable({ project: "web", ...user });
  const store = emulator.stores.seed({ name: "canary-store", integration: "neon", metadata: { region: "sin1" } });
  emulator.projects.connect({ store: store.id, project: "web", environments: ["production"] });
  const get = async (path: string) => {
    const headers = { authorization: `Bearer ${emulator.token}` };
    const response = await fetch(`${recorder.url}${path}?slug=acme&view=account`, { headers });
    return response.text();
  };
  const paths = [
    "/v2/user",
    "/v2/teams",
    "/v5/user/tokens/current",
    "/v1/integrations/configurations",
    "/v1/storage/stores",
    `/v1/storage/stores/${store.id}`,
    `/v1/storage/stores/${store.id}/secrets`,
    `/v1/storage/stores/${store.id}/connections`,
    "/v10/projects/web/env",
    `/v3/env/pull/${emulator.projects.get("web")?.id}/production`,
    "/v9/projects/web",
    "/v9/secret-path/canary-store",
  ];
  const answers: string[] = [];
  for (const path of paths) answers.push(await get(path));
  await recorder.close();

  const secrets = Object.entries(emulator.stores.secretValues(store.id)).flat();
  const account = [emulator.token, "canary", "sin1", user.key, store.id, "@", "secret-path"];
  const recorded = globSync(join(folder, "*")).map((file) => readFileSync(file, "utf8"));
  // One file has the settings.
  expect(recorded).toHaveLength(paths.length + 1);
  for (const secret of [...secrets, ...account]) expect(recorded.join("\n")).not.toContain(secret);
  // The client got what the API sent, with every value.
  for (const value of [...secrets, user.key, "canary-store", "@"]) expect(answers.join("\n")).toContain(value);
  const exchanges = await readRecording(folder);
  expect(exchanges.map(({ route, status }) => `${route} ${status}`)).toContain("/v1/storage/stores/:id/secrets 200");
  expect(exchanges.find(({ route }) => route === "/v1/storage/stores/:id")?.body).toMatchObject({
    store: {
      id: "ir_…",
      name: "string",
      status: '"available"',
      createdAt: "milliseconds",
      metadata: { "*": ["string"] },
    },
  });
});

test("an exchange that cannot be written is an error of the recording, not of the client", async () => {
  await using emulator = await startEmulator();
  const folder = await createFolder();
  const recorder = await startRecorder(emulator.url, folder, settings);
  await rm(folder, { recursive: true });
  const { status } = await fetch(`${recorder.url}/v2/user`, { headers: { authorization: `Bearer ${emulator.token}` } });
  expect(status).toBe(200);
  await expect(recorder.close()).rejects.toThrow(/^The recording is not complete: ENOENT: .*0001\.json'$/);
});

test("a comparison uses the settings of the recording, not those of the environment", async () => {
  await using emulator = await startEmulator();
  const folder = await createFolder();
  // The emulator has no free plan for this metadata, so that no tests run.
  const recorded = {
    integration: "icfg_AcmeUpstashA4Hd9Cs6Vn1Jy",
    product: "upstash-kv",
    metadata: { prodPack: true },
  };
  const given = { ...recorded, token: "canary" };
  await using recorder = await startRecorder(emulator.url, folder, given);
  await fetch(`${recorder.url}/v2/user`);
  expect(JSON.parse(readFileSync(join(folder, "settings.json"), "utf8"))).toEqual(recorded);

  const others = { VERCEL_LIVE_INTEGRATION: "neon", VERCEL_LIVE_PRODUCT: "neon", VERCEL_LIVE_METADATA: "{}" };
  const { code, output } = await startLive(undefined, others, ["tools/live/compare-main.ts", folder]).done;
  expect(output).toBe(
    "live: Nothing was created: icfg_AcmeUpstashA4Hd9Cs6Vn1Jy has no plan that certainly costs nothing. " +
      "It has: paid ($0.20 per 100K commands).\nlive:compare: The live tests failed against the emulator.\n",
  );
  expect(code).toBe(2);
});

test.each([
  ["word", { status: "ready", name: "ready" }, { name: "string", status: '"ready"' }],
  ["id or secret where a word is expected", { type: "icfg_12", status: "a@b.c" }, { status: "string", type: "icfg_…" }],
  ["word in a map", { metadata: { status: "mine" } }, { metadata: { "*": ["string"] } }],
  ["key of a variable", { DATABASE_URL: 1 }, { "*": ["number"] }],
  [
    "key of one of several variables",
    { DATABASE_URL: 1, PGHOST: "a", PGUSER: "b", id: "ir_1" },
    { "*": ["number", "string"], id: "ir_…" },
  ],
  ["list", [1, 2, "a", "b", null], ["null", "number", "string"]],
  [
    "others",
    { a: "", b: "https://x", c: "2026-01-01T00:00:00.000Z", d: true },
    { a: "empty string", b: "url", c: "iso-date", d: "boolean" },
  ],
])("the form of a %s", (_what, body, form) => {
  expect(sanitize(body, "/v1/any")).toEqual(form);
});

test("a route has no id and no name, also if the emulator does not know it", () => {
  expect(routeOf("GET", "/v1/storage/stores/ir_1")).toBe("/v1/storage/stores/:id");
  expect(routeOf("GET", "/v7/projects/my-app/secret-name")).toBe("/v7/projects/:unknown/:unknown");
});

const answer = (body: unknown, status = 200): Recorded => ({
  method: "GET",
  route: "/a",
  status,
  headers: ["date"],
  body,
});

test("equal recordings have no difference, and their order does not matter", () => {
  const recording = [answer({ id: "ir_…", list: [{ a: "string" }] }), answer({ id: "ir_…", list: [] })];
  expect(differences(recording, recording.toReversed())).toEqual([]);
});

test("keys, types, statuses and headers that differ are listed", () => {
  const live = [answer({ id: "store_…", extra: { deep: "string" } }), answer({ error: "string" }, 410)];
  const emulator = [{ ...answer({ id: "ir_…", more: "number" }), headers: [] }, answer({}, 500)];
  expect(differences(live, emulator)).toEqual([
    "GET /a 200  body.extra  missing in the emulator: object",
    "GET /a 200  body.id  live: store_…  emulator: ir_…",
    "GET /a 200  body.more  only in the emulator: number",
    "GET /a 200  header date  missing in the emulator: present",
    "GET /a 410  only the live API answers so",
    "GET /a 500  only the emulator answers so",
  ]);
});

test("a route that only one recording has is not compared", () => {
  const other = { ...answer({ a: "string" }), route: "/b" };
  expect(differences([answer({})], [answer({}), other])).toEqual([]);
  expect(notCompared([answer({})], [answer({}), other])).toEqual(["GET /b"]);
});
