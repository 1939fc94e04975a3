// Refresh and destroy with failing requests, or a wrong team, token or API URL: only confirmed deletions leave the state.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startEmulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive, testMatrix } from "../support/matrix.ts";
import { expectNoCanaries } from "./support/canaries.ts";
import { connectionsAt, connectionsIn, createConnected, oneConnection } from "./support/connections.ts";
import { expectMessage, messagesIn } from "./support/messages.ts";
import { createStack, oneStore, program, STORE_TYPE } from "./support/stack.ts";

test("P15 a store that was deleted outside is removed by refresh and created again by up, and destroy succeeds", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  await workspace.up();
  const [store] = emulator.stores.list();
  emulator.stores.remove(String(store?.id));

  expect((await workspace.refresh()).code).toBe(0);
  expect(await workspace.resources(STORE_TYPE)).toEqual([]);

  expect((await workspace.up()).code).toBe(0);
  expect(emulator.stores.list()).toHaveLength(1);

  emulator.stores.remove(String(emulator.stores.list()[0]?.id));
  expect((await workspace.destroy()).code).toBe(0);
  expect(await workspace.resources()).toEqual([]);
});

test("P45 a store that was moved to another team stays in the state, and destroy fails while it exists", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  workspace.environment.VERCEL_API_TOKEN = emulator.tokens.both;
  await workspace.up();
  const id = String(emulator.stores.list()[0]?.id);
  emulator.stores.move(id, "acme-prod");

  const refresh = await workspace.refresh();
  const destroy = await workspace.destroy();

  for (const { code, output } of [refresh, destroy]) {
    expect(code).not.toBe(0);
    expectMessage(output, "store-moved", "acme-prod");
  }
  expect(await workspace.resources(STORE_TYPE)).toMatchObject([{ id }]);
  expect(emulator.stores.list()).toMatchObject([{ id }]);
  expect(emulator.journal.count("POST")).toBe(1);
});

test(
  "P45 P10 a store that was moved is managed in its new team by the way out that the message names",
  exhaustive,
  async () => {
    const inTeam = (more = "") =>
      program(`new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } ${more} })`);
    await using stack = await createStack({ program: inTeam() });
    const { emulator, workspace } = stack;
    workspace.environment.VERCEL_API_TOKEN = emulator.tokens.both;
    await workspace.up();
    const [resource] = await workspace.resources(STORE_TYPE);
    emulator.stores.move(String(resource?.id), "acme-prod");
    const refresh = await workspace.refresh();
    const [, teamId, adopt] = /teamId: "(\w+)" and adopt: "(\w+)"/.exec(refresh.output) ?? [];
    emulator.journal.clear();

    await workspace.pulumi(["state", "delete", "--yes", String(resource?.urn)]);
    await workspace.writeProgram(inTeam(`, teamId: "${teamId}", adopt: "${adopt}"`));
    const up = await workspace.up();

    expect(up.code, up.output).toBe(0);
    expect(emulator.journal.writes()).toEqual([]);
    expect(await workspace.resources(STORE_TYPE)).toMatchObject([{ id: resource?.id, outputs: { teamId } }]);
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
    expect((await workspace.destroy()).code).toBe(0);
    expect(emulator.stores.list()).toEqual([]);
  },
);

const failures = [
  { what: "401", fault: { kind: "status", status: 401, code: "forbidden", message: "no" }, code: "api-unauthorized" },
  { what: "403", fault: { kind: "status", status: 403, code: "forbidden", message: "no" }, code: "api-forbidden" },
  {
    what: "a lasting 500",
    always: true,
    fault: { kind: "status", status: 500, code: "internal_server_error", message: "no" },
    code: "api-server-error",
  },
  { what: "a lasting reset", fault: { kind: "reset" }, code: "api-connection-lost" },
  { what: "a response that is not JSON", fault: { kind: "not-json" }, code: "api-unreadable" },
  { what: "no response", fault: { kind: "hang" }, code: "api-timeout" },
] as const;

testMatrix(
  "P16 $what during refresh fails it, and removes nothing from the state",
  failures,
  async ({ fault, code }) => {
    await using stack = await createStack({ timings: { requestSeconds: 0.4 } });
    const { emulator, workspace } = stack;
    await workspace.up();
    const before = await workspace.resources(STORE_TYPE);
    emulator.faults.add({
      route: "GET /v1/storage/stores/:id",
      at: "before-commit",
      times: Number.POSITIVE_INFINITY,
      ...fault,
    });

    const refresh = await workspace.refresh();

    expect(refresh.code).not.toBe(0);
    expectMessage(refresh.output, code, `read shop-dev-db (${before[0]?.id})`);
    expect(refresh.output).not.toContain("    at ");
    expect(await workspace.resources(STORE_TYPE)).toMatchObject([{ id: before[0]?.id }]);
  },
);

const wrongTokens = [
  {
    what: "a token of another team",
    always: true,
    environment: (tokens: Record<string, string>) => ({ VERCEL_API_TOKEN: tokens.otherTeam }),
  },
  { what: "a token that does not exist", environment: () => ({ VERCEL_API_TOKEN: "vcp_worthless0000" }) },
  {
    what: "a project's token",
    environment: (tokens: Record<string, string>) => ({ VERCEL_API_TOKEN: tokens.project }),
  },
];

testMatrix(
  "P40 with $what, refresh and destroy fail and remove nothing from the state",
  wrongTokens,
  async ({ environment }) => {
    await using stack = await createConnected(oneConnection);
    const { emulator, workspace } = stack;
    await workspace.up();
    const connections = connectionsAt(emulator);
    const wrong = { environment: environment(emulator.tokens as Record<string, string>) as Record<string, string> };

    const refresh = await workspace.refresh([], wrong);
    const destroy = await workspace.destroy([], wrong);

    expect(refresh.code).not.toBe(0);
    expect(destroy.code).not.toBe(0);
    expect(destroy.output).toContain("Token: from environment variable VERCEL_API_TOKEN");
    expect(await workspace.resources(STORE_TYPE)).toHaveLength(1);
    expect(emulator.stores.list()).toHaveLength(1);
    expect(connections).toHaveLength(1);
    expect(await connectionsIn(stack)).toEqual(connections);
    expect(connectionsAt(emulator)).toEqual(connections);
  },
);

test("P40 with the API URL of another Vercel, a store never reads as deleted", async () => {
  await using elsewhere = await startEmulator();
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  await workspace.up();
  const [installation] = (await workspace.resources(STORE_TYPE)).map(
    ({ outputs }) => outputs?.integrationConfigurationId,
  );
  elsewhere.state.removeInstallation(String(installation));
  const wrong = { environment: { VERCEL_API_URL: elsewhere.url, VERCEL_API_TOKEN: elsewhere.token } };

  const refresh = await workspace.refresh([], wrong);
  const destroy = await workspace.destroy([], wrong);

  expect(refresh.code).not.toBe(0);
  const [store] = emulator.stores.list();
  expectMessage(refresh.output, "deletion-not-confirmed", `shop-dev-db (${store?.id})`, String(installation));
  expect(destroy.code).not.toBe(0);
  expect(await workspace.resources(STORE_TYPE)).toHaveLength(1);
  expect(emulator.stores.list()).toHaveLength(1);
});

test(
  "P40 another team in the settings changes nothing for an existing store: requests name the team of the store",
  exhaustive,
  async () => {
    await using stack = await createStack();
    const { workspace } = stack;
    await workspace.up();
    const other = { environment: { VERCEL_TEAM: "acme-prod" } };

    expect((await workspace.refresh(["--expect-no-changes"], other)).code).toBe(0);
    expect((await workspace.destroy([], other)).code).toBe(0);
  },
);

test("P17 drift shows in a refresh, which does not fail because of it, and a program with the live value is no change", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  await workspace.up();
  const [store] = emulator.stores.list();
  emulator.stores.edit(String(store?.id), { metadata: { region: "fra1" } });

  const refresh = await workspace.refresh(["--diff"]);
  expect(refresh.code).toBe(0);
  expect(refresh.output).toContain("fra1");

  await workspace.writeProgram(`
    const { IntegrationStore } = require("pulumi-vercel-marketplace");
    new IntegrationStore("db", { integration: "neon", metadata: { region: "fra1" } });
  `);
  emulator.journal.clear();
  expect((await workspace.up()).code).toBe(0);
  expect(emulator.journal.writes()).toEqual([]);
  expect(emulator.stores.list()).toHaveLength(1);
});

test("P5 the state of a newer version is unchanged, loses nothing in a refresh, and is neither updated nor deleted", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  await workspace.up();
  const state = await workspace.exportState();
  const stored = state.deployment.resources?.find(({ type }) => type === STORE_TYPE);
  Object.assign(stored?.outputs ?? {}, { stateVersion: 99, colour: "green" });
  await writeFile(join(workspace.folder, "newer.json"), JSON.stringify(state));
  expect(await workspace.pulumi(["stack", "import", "--file", "newer.json"])).toMatchObject({ code: 0 });

  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });
  await workspace.writeProgram(oneStore.replace("metadata:", "timeouts: { create: 601 }, metadata:"));
  const runs = [await workspace.preview(), await workspace.up(), await workspace.destroy()];

  for (const run of runs.slice(1)) {
    expect(run.code).not.toBe(0);
    expectMessage(run.output, "state-too-new", "99");
  }
  expect(runs[0]?.code).not.toBe(0);
  expect((await workspace.resources(STORE_TYPE))[0]?.outputs).toMatchObject({ stateVersion: 99, colour: "green" });
  expect(emulator.stores.list()).toHaveLength(1);
});

test("P18 a store to which the server added metadata is imported, refreshed and unchanged", exhaustive, async () => {
  await using stack = await createStack({ behaviour: { normaliseMetadata: true } });
  const { emulator, workspace } = stack;
  await workspace.up();
  const [resource] = await workspace.resources(STORE_TYPE);
  const provider = { __provider: resource?.inputs?.__provider };
  const entry = { type: STORE_TYPE, name: "db", id: resource?.id, inputs: provider, outputs: provider };
  await workspace.pulumi(["state", "delete", "--yes", String(resource?.urn)]);
  await writeFile(join(workspace.folder, "import.json"), JSON.stringify({ resources: [entry] }));

  const flags = ["--generate-code=false", "--yes", "--non-interactive", "--protect=false"];
  expect(await workspace.pulumi(["import", "--file", "import.json", ...flags])).toMatchObject({ code: 0 });
  expect((await workspace.refresh()).code).toBe(0);

  expect(await workspace.preview(["--expect-no-changes", "--diff"])).toMatchObject({ code: 0 });
  await workspace.writeProgram(
    program('new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" }, forceDestroy: true })'),
  );
  expect((await workspace.up()).code).toBe(0);
  expect(emulator.stores.list()).toMatchObject([{ id: resource?.id }]);
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
});

test(
  "P17 P27 P28 after a rotation a refresh reports it once, and the next up has the new values, without showing any",
  exhaustive,
  async () => {
    await using stack = await createStack();
    const { emulator, workspace } = stack;
    await workspace.up();
    const id = String(emulator.stores.list()[0]?.id);
    const old = Object.values(emulator.stores.secretValues(id));
    emulator.stores.rotateSecrets(id);
    emulator.stores.edit(id, { secretRotationCompletedAt: Date.UTC(2026, 10, 2) });

    const refresh = await workspace.refresh(["--diff"]);
    const again = await workspace.refresh(["--diff"]);
    const up = await workspace.up();

    expect([refresh.code, again.code, up.code]).toEqual([0, 0, 0]);
    expectMessage(refresh.output, "secrets-rotated", id, "2026-11-02T00:00:00.000Z");
    expect(messagesIn(again.output + up.output)).toEqual([]);
    await expectNoCanaries(stack, [refresh.output, again.output, up.output], old);
    const { stdout } = await workspace.pulumi(["stack", "output", "--json", "--show-secrets"]);
    expect(JSON.parse(stdout)).toMatchObject({ url: emulator.stores.secretValues(id).DATABASE_URL });
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  },
);

test(
  "P2 P1 a sandbox is a warning of up and refresh; only operations that change it request the claim link",
  exhaustive,
  async () => {
    await using stack = await createStack();
    const { emulator, workspace } = stack;
    emulator.state.editProduct("neon", "neon", { ownership: "sandbox" });
    const claims = () => emulator.journal.writes().filter(({ path }) => path.endsWith("/sandbox/claim-url")).length;

    const up = await workspace.up();
    expectMessage(up.output, "store-sandbox", "shop-dev-db (ir_", "https://console.example/");
    expect(claims()).toBe(1);

    const refresh = await workspace.refresh();
    expectMessage(refresh.output, "store-sandbox", "https://vercel.com/acme/~/stores/integration/ir_");
    const unchanged = await workspace.up(["--expect-no-changes"]);
    expect([refresh.code, unchanged.code]).toEqual([0, 0]);
    expect(messagesIn(unchanged.output)).toEqual([]);
    expect(claims()).toBe(1);
  },
);
