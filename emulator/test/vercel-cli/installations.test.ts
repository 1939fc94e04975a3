// The command line of Vercel: `integration add`, `remove` and `update`.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { exhaustive, testMatrix } from "../../../test/support/matrix.ts";
import { NEON } from "../client.ts";
import { all, STAGING, secretNames, WEB, WORKER } from "../connection-requests.ts";
import { type Cli, connectedTo, installCli, startCli, startCliWithStore } from "./cli.ts";

installCli();

const INTEGRATION = "GET /v2/integrations/integration/:integration";
const CONFIGURATIONS = "GET /v2/integrations/configurations";
const PROVISION = "POST /v1/integrations/integration/:integration/marketplace/auto-provision/:product";
const READ_PROJECT = "GET /v9/projects/:project";
const CONNECT = "POST /v1/storage/stores/:id/connections";
const UPSTASH_B = "icfg_AcmeUpstashB8Ge2Kw5Pu7Qf";
/** Without it, the command also connects the linked project and pulls its variables. */
const alone = "--no-connect";

test("integration add creates a store, connects the project and pulls its variables", async () => {
  const { emulator, folder, run } = await startCli();
  const { code, output, routes, writes } = await run("integration", "add", "neon", "--name", "db");
  expect(code).toBe(0);
  expect(output).toContain("db");
  const connect = [READ_PROJECT, CONNECT, READ_PROJECT, "GET /v3/env/pull/:project/:target"];
  expect(routes).toEqual([INTEGRATION, CONFIGURATIONS, PROVISION, ...connect]);
  const [store] = emulator.stores.list();
  const body = { name: "db", metadata: {}, acceptedPolicies: {}, source: "cli" };
  expect(writes).toMatchObject([
    { body, status: 201 },
    { body: { projectId: WEB, envVarEnvironments: all, type: "integration" }, status: 200 },
  ]);
  expect(store).toMatchObject({ name: "db", metadata: { region: "iad1" }, billingPlan: { id: "free_v3" } });
  expect(connectedTo(emulator, store?.id ?? "")).toEqual([{ name: "web", environments: all, prefix: null }]);
  const pulled = await readFile(join(folder, ".env.local"), "utf8");
  for (const name of secretNames) expect(pulled).toContain(`${name}=`);
});

interface AddRow {
  /** The arguments after `integration add`. */
  what: string;
  /** What the command sends besides the name. */
  sent: object;
  /** The new store. */
  store: object;
}

const added: AddRow[] = [
  {
    what: `neon ${alone} --plan launch_v3`,
    sent: { billingPlanId: "launch_v3", metadata: {} },
    store: { billingPlan: { id: "launch_v3" }, metadata: { region: "iad1" } },
  },
  {
    what: `neon ${alone} -m region=fra1 -m size=2 -m auth=true -m tags=web,jobs`,
    sent: { metadata: { region: "fra1", size: 2, auth: true, tags: ["web", "jobs"] } },
    store: { metadata: { region: "fra1", size: 2, auth: true, tags: ["web", "jobs"] } },
  },
  {
    // The command leaves the region to the server.
    what: `mongodbatlas ${alone} -m clusterTier=FREE`,
    sent: { metadata: { clusterTier: "FREE" } },
    store: { metadata: { vercelRegion: "iad1", clusterTier: "FREE" } },
  },
  {
    what: `upstash/upstash-kv ${alone} --installation-id ${UPSTASH_B}`,
    sent: { installationId: UPSTASH_B, metadata: {} },
    store: { integrationConfigurationId: UPSTASH_B, metadata: { primaryRegion: "iad1" } },
  },
];

testMatrix("integration add $what", added, async ({ what, sent, store }) => {
  const { emulator, run } = await startCli();
  const { code, stdout, routes, writes } = await run("integration", "add", ...what.split(" "), "--name", "s", "--json");
  expect(code).toBe(0);
  expect(routes).toEqual([INTEGRATION, CONFIGURATIONS, PROVISION]);
  expect(writes).toMatchObject([{ body: { ...sent, name: "s", source: "cli", acceptedPolicies: {} }, status: 201 }]);
  const [created, ...others] = emulator.stores.list();
  expect(others).toEqual([]);
  expect(created).toMatchObject({ ...store, name: "s", source: "cli", projectsMetadata: [] });
  expect(JSON.parse(stdout)).toMatchObject({
    resource: { id: created?.id, externalResourceId: created?.externalResourceId, ownership: "owned" },
    installation: { id: created?.integrationConfigurationId },
    billingPlan: { id: created?.billingPlan.id },
    connected: false,
  });
});

test("integration add connects with environments and a prefix", exhaustive, async () => {
  const { emulator, run } = await startCli();
  const options = ["-e", "preview", "-e", "staging", "--prefix", "DB", "--no-env-pull"];
  const { code, routes, writes } = await run("integration", "add", "neon", "--name", "db", ...options);
  expect(code).toBe(0);
  const environments = [READ_PROJECT, "GET /projects/:project/custom-environments"];
  expect(routes).toEqual([...environments, INTEGRATION, CONFIGURATIONS, PROVISION, READ_PROJECT, CONNECT]);
  const settings = { envVarEnvironments: ["preview", STAGING], envVarPrefix: "DB" };
  expect(writes.at(-1)).toMatchObject({ body: { projectId: WEB, ...settings }, status: 200 });
  expect(connectedTo(emulator, emulator.stores.list()[0]?.id ?? "")).toMatchObject([{ prefix: "DB" }]);
  expect(emulator.projects.variables("web").map(({ key }) => key)).toEqual(secretNames.map((name) => `DB_${name}`));
});

interface RejectedRow {
  what: string;
  /** The answer of the API; undefined if the command asks for no creation. */
  status?: number;
  contains: string;
  /** The page that the command opens in a browser. */
  opened?: string;
  prepare?: (cli: Cli) => void;
}

const rejected: RejectedRow[] = [
  { what: "supabase --non-interactive", contains: "integration_terms_acceptance_required" },
  { what: "lumen-logs --non-interactive", contains: "integration_terms_acceptance_required" },
  { what: "pageworks", contains: "not a Marketplace integration" },
  { what: "upstash/upstash-kv", status: 422, contains: "Multiple installations" },
  { what: "upstash/upstash-kv --installation-id icfg_nosuch", status: 404, contains: "icfg_nosuch" },
  { what: "mongodbatlas", status: 422, contains: "Missing required metadata: clusterTier" },
  {
    // The command does not check patterns.
    what: "omnibase -m label=Orders",
    status: 422,
    contains: "metadata.label should match pattern",
    opened: "/acme/~/integrations/checkout/omnibase",
  },
  { what: "neon -m size=57", contains: "56" },
  { what: "neon --plan scale_v1", status: 400, contains: "scale_v1 is disabled" },
  { what: "paid-db", status: 400, contains: "no plans available" },
  { what: "frost-cache", status: 403, contains: "suspended" },
  {
    what: "neon --plan launch_v3",
    status: 402,
    contains: "payment method",
    prepare: ({ emulator }) => emulator.state.editTeam("acme", { paymentMethods: [] }),
  },
  {
    what: "neon",
    status: 409,
    contains: "already exists",
    prepare: ({ emulator }) => void emulator.stores.seed({ name: "s", integration: "upstash" }),
  },
];

testMatrix("integration add $what is rejected, and creates nothing", rejected, async (row) => {
  const cli = await startCli();
  row.prepare?.(cli);
  const before = [cli.emulator.stores.list(), cli.emulator.state.installations()];
  const { code, output, writes, opened } = await cli.run("integration", "add", ...row.what.split(" "), "--name", "s");
  expect({ code, statuses: writes.map(({ status }) => status) }).toEqual({
    code: 1,
    statuses: row.status === undefined ? [] : [row.status],
  });
  expect(output).toContain(row.contains);
  expect(opened.map((url) => new URL(url).pathname)).toEqual(row.opened === undefined ? [] : [row.opened]);
  expect([cli.emulator.stores.list(), cli.emulator.state.installations()]).toEqual(before);
});

describe("integration add", () => {
  test("names the documents that a person has to accept", exhaustive, async () => {
    const { run } = await startCli();
    const { stdout } = await run("integration", "add", "supabase", "--name", "db", "--non-interactive");
    const { policy_links: links } = JSON.parse(stdout) as { policy_links: object };
    expect(Object.keys(links).sort()).toEqual([
      "integration_eula",
      "integration_privacy_policy",
      "marketplace_addendum",
    ]);
  });

  test("without the permission is rejected", exhaustive, async () => {
    const { emulator, run } = await startCli({ token: "viewer" });
    const { code, output, writes } = await run("integration", "add", "neon", "--name", "db");
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 403 });
    expect(output).toContain("permission");
    expect(emulator.stores.list()).toEqual([]);
  });

  test("polls until somebody has installed the integration in the browser", exhaustive, async () => {
    const { emulator, run } = await startCli();
    const running = run("integration", "add", "supabase", "--name", "db", alone);
    const isAnswered = () =>
      emulator.journal.entries().some(({ route, status }) => route.endsWith("/configurations") && status !== undefined);
    await vi.waitUntil(isAnswered, { timeout: 10_000 });
    const { id } = emulator.state.addInstallation({ integration: "supabase" });
    const { code, writes, opened } = await running;
    expect(code).toBe(0);
    expect(opened.map((url) => new URL(url).pathname)).toEqual(["/acme/~/integrations/accept-terms/supabase"]);
    expect(writes).toMatchObject([{ body: { installationId: id, acceptedPolicies: {} }, status: 201 }]);
    expect(emulator.stores.list()).toMatchObject([{ name: "db", integrationConfigurationId: id }]);
  });

  test("keeps the store if the connection fails", exhaustive, async () => {
    const { emulator, run } = await startCli();
    emulator.projects.addVariable({ project: "web", key: "PGHOST", value: "own" });
    const { code, output, writes } = await run("integration", "add", "neon", "--name", "db");
    expect({ code, statuses: writes.map(({ status }) => status) }).toEqual({ code: 1, statuses: [201, 400] });
    expect(output).toContain("PGHOST");
    expect(emulator.stores.list()).toMatchObject([{ name: "db", projectsMetadata: [] }]);
  });

  test.each([
    { duplicateNames: "conflict", code: 1, statuses: [undefined, 409], stores: 1 },
    { duplicateNames: "allow", code: 0, statuses: [undefined, 201], stores: 2 },
  ] as const)("repeats a creation whose answer was lost: $duplicateNames", exhaustive, async (row) => {
    const { duplicateNames, stores, ...expected } = row;
    const { emulator, run } = await startCli({ behaviour: { duplicateNames } });
    emulator.faults.add({ route: PROVISION, at: "after-commit", kind: "reset" });
    const { code, writes } = await run("integration", "add", "neon", "--name", "db", alone);
    expect({ code, statuses: writes.map(({ status }) => status) }).toEqual(expected);
    expect(emulator.stores.list()).toHaveLength(stores);
  });
});

describe("integration remove", () => {
  const installed = ({ emulator }: Cli) => emulator.state.installations({ integration: "neon", team: "acme" });

  test("uninstalls an integration without stores", exhaustive, async () => {
    const cli = await startCli();
    const { code, stdout, routes, writes } = await cli.run("integration", "remove", "neon", "--yes", "--json");
    expect({ code, json: JSON.parse(stdout) }).toEqual({ code: 0, json: { integration: "neon", removed: true } });
    expect(routes).toEqual([CONFIGURATIONS, "POST /v2/integrations/installations/:id/uninstall"]);
    expect(writes).toMatchObject([{ body: {}, status: 200 }]);
    expect(installed(cli)).toEqual([]);
    expect((await cli.run("integration", "remove", "neon", "--yes")).code).toBe(1);
  });

  test("is rejected while the installation has stores, which the output names", exhaustive, async () => {
    const cli = await startCliWithStore();
    cli.emulator.stores.seed({ name: "cache", integration: "upstash" });
    const { code, stdout, routes, writes } = await cli.run("integration", "remove", "neon", "--yes", "--json");
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 403 });
    expect(routes.at(-1)).toBe("GET /v1/storage/stores");
    expect(JSON.parse(stdout)).toMatchObject({ removed: false, error: "has_resources", resources: ["db"] });
    expect(installed(cli)).toHaveLength(1);
    expect(cli.emulator.stores.get(cli.id)).toMatchObject({ id: cli.id, name: "db" });

    expect((await cli.run("integration", "resource", "remove", "db", "--yes")).code).toBe(0);
    expect((await cli.run("integration", "remove", "neon", "--yes")).code).toBe(0);
    expect(installed(cli)).toEqual([]);
  });

  test("needs a terminal or --yes", exhaustive, async () => {
    const { run } = await startCli();
    expect(await run("integration", "remove", "neon")).toMatchObject({ code: 1, writes: [] });
  });

  test("without the permission is rejected", exhaustive, async () => {
    const cli = await startCli({ token: "viewer" });
    const { code, writes } = await cli.run("integration", "remove", "neon", "--yes");
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 403 });
    expect(installed(cli)).toHaveLength(1);
  });
});

describe("integration update", () => {
  const projectsOf = ({ emulator }: Cli, id: string) =>
    emulator.state.installations().find((installation) => installation.id === id)?.projects;

  test("chooses the projects of an installation, and all", exhaustive, async () => {
    const cli = await startCli();
    const options = ["--projects", WEB, "--projects", WORKER, "--json"];
    const { code, stdout, routes, writes } = await cli.run("integration", "update", "neon", ...options);
    expect(code).toBe(0);
    expect(routes).toEqual([CONFIGURATIONS, "PATCH /v1/integrations/configuration/:id"]);
    expect(writes).toMatchObject([{ body: { projects: [WEB, WORKER] }, status: 200 }]);
    expect(JSON.parse(stdout)).toMatchObject({ configurationId: NEON, updated: true, projects: [WEB, WORKER] });
    expect(projectsOf(cli, NEON)).toEqual([WEB, WORKER]);
    const everything = await cli.run("integration", "update", "neon", "--projects", "all");
    expect({ code: everything.code, body: everything.writes[0]?.body }).toEqual({ code: 0, body: { projects: "all" } });
    expect(projectsOf(cli, NEON)).toBeUndefined();
  });

  test("changes the plan of an installation and of its stores", exhaustive, async () => {
    const { emulator, run } = await startCli();
    const { id } = emulator.state.addInstallation({ integration: "supabase" });
    const store = emulator.stores.seed({ name: "db", integration: "supabase" });
    const options = ["--plan", "supabase_pro", "--authorization-id", "auth_1", "--json"];
    const { code, stdout, writes } = await run("integration", "update", "supabase", ...options);
    expect(code).toBe(0);
    expect(writes).toMatchObject([{ body: { billingPlanId: "supabase_pro", authorizationId: "auth_1" }, status: 200 }]);
    expect(JSON.parse(stdout)).toMatchObject({ configurationId: id, billingPlanId: "supabase_pro" });
    expect(emulator.stores.get(store.id)?.billingPlan.id).toBe("supabase_pro");
  });

  test("changes one of several installations", exhaustive, async () => {
    const cli = await startCli();
    const options = ["--projects", WEB, "--installation-id", UPSTASH_B];
    expect((await cli.run("integration", "update", "upstash", ...options)).code).toBe(0);
    const changed = cli.emulator.state.installations().filter(({ projects }) => projects !== undefined);
    expect(changed).toMatchObject([{ id: UPSTASH_B, projects: [WEB] }]);
  });

  test.each([
    { what: "neon --projects web", status: 404, contains: "web" },
    { what: "neon --plan launch_v3", status: 400, contains: "launch_v3" },
    // The command asks for an installation, and sends nothing.
    { what: "upstash --projects all", status: undefined, contains: UPSTASH_B },
  ])("$what is rejected", exhaustive, async ({ what, status, contains }) => {
    const { emulator, run } = await startCli();
    const before = emulator.state.installations();
    const { code, output, writes } = await run("integration", "update", ...what.split(" "));
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status });
    expect(output).toContain(contains);
    expect(emulator.state.installations()).toEqual(before);
  });
});
