// Refresh and destroy against the wrong world: nothing is dropped that is not surely gone.
import { startEmulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { connectionsAt, connectionsIn, createConnected, oneConnection } from "./support/connections.ts";
import { exhaustive, testMatrix } from "./support/matrix.ts";
import { createStack, STORE_TYPE } from "./support/stack.ts";

test("P15 a store that was deleted outside is dropped by refresh and made again by up, or destroyed without complaint", async () => {
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

const failures = [
  { what: "401", fault: { kind: "status", status: 401, code: "forbidden", message: "no" } },
  { what: "403", fault: { kind: "status", status: 403, code: "forbidden", message: "no" } },
  {
    what: "a lasting 500",
    always: true,
    fault: { kind: "status", status: 500, code: "internal_server_error", message: "no" },
  },
  { what: "a lasting reset", fault: { kind: "reset" } },
  { what: "an answer that is no JSON", fault: { kind: "not-json" } },
  { what: "silence", fault: { kind: "hang" } },
] as const;

testMatrix("P16 $what during refresh fails it, and drops nothing", failures, async ({ fault }) => {
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
  expect(refresh.output).toContain(`Could not read shop-dev-db (${before[0]?.id})`);
  expect(refresh.output).not.toContain("    at ");
  expect(await workspace.resources(STORE_TYPE)).toMatchObject([{ id: before[0]?.id }]);
});

const wrongWorlds = [
  {
    what: "a token of another team",
    always: true,
    environment: (tokens: Record<string, string>) => ({ VERCEL_API_TOKEN: tokens.otherTeam }),
  },
  { what: "a token that is worth nothing", environment: () => ({ VERCEL_API_TOKEN: "vcp_worthless0000" }) },
  {
    what: "a project's token",
    environment: (tokens: Record<string, string>) => ({ VERCEL_API_TOKEN: tokens.project }),
  },
];

testMatrix("P40 with $what, refresh and destroy fail and drop nothing", wrongWorlds, async ({ environment }) => {
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
});

test("P40 at an address where another Vercel answers, a store never reads as deleted", async () => {
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
  expect(refresh.output).toContain("so it is not taken as deleted");
  expect(destroy.code).not.toBe(0);
  expect(await workspace.resources(STORE_TYPE)).toHaveLength(1);
  expect(emulator.stores.list()).toHaveLength(1);
});

test(
  "P40 another team in the settings does not matter to a store that exists: its own team is asked",
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

test("P17 drift shows in a refresh, which does not fail for it, and what the program says again is no change", async () => {
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
