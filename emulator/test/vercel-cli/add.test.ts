// The command line of Vercel: `integration add`, which creates a store, connects it and pulls its variables.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exhaustive } from "../../../test/support/matrix.ts";
import { NEON } from "../client.ts";
import { all, STAGING, secretNames, WEB } from "../connection-requests.ts";
import { type Cli, connectedTo, installCli, startCli } from "./cli.ts";

installCli();

const UPSTASH = "icfg_AcmeUpstashB8Ge2Kw5Pu7Qf";
const INTEGRATION = "GET /v2/integrations/integration/:integration";
const CONFIGURATIONS = "GET /v2/integrations/configurations";
const PROVISION = "POST /v1/integrations/integration/:integration/marketplace/auto-provision/:product";
const READ_PROJECT = "GET /v9/projects/:project";
const CONNECT = "POST /v1/storage/stores/:id/connections";
const PULL = "GET /v3/env/pull/:project/:target";

const add = (cli: Cli, integration: string, ...options: string[]) =>
  cli.run("integration", "add", integration, "--name", "orders", ...options);
const stores = ({ emulator }: Cli) => emulator.stores.list({ team: "acme" });

describe("integration add creates a store", () => {
  test("on a free plan in a region of the server's choice, connects it and pulls its variables", async () => {
    const cli = await startCli();
    const { code, output, routes, writes } = await add(cli, "neon");
    expect(code, output).toBe(0);
    expect(new Set(routes)).toEqual(new Set([INTEGRATION, CONFIGURATIONS, PROVISION, READ_PROJECT, CONNECT, PULL]));
    expect(writes).toMatchObject([
      { body: { name: "orders", metadata: {}, acceptedPolicies: {}, source: "cli" }, status: 201 },
      { body: { projectId: WEB, envVarEnvironments: all }, status: 200 },
    ]);
    const [store] = stores(cli);
    expect(store).toMatchObject({ name: "orders", source: "cli", billingPlan: { id: "free_v3" } });
    expect(["iad1", "fra1", "sin1"]).toContain(store?.metadata.region);
    expect(connectedTo(cli.emulator, store?.id ?? "")).toEqual([{ name: "web", environments: all, prefix: null }]);
    const pulled = await readFile(join(cli.folder, ".env.local"), "utf8");
    for (const name of secretNames) expect(pulled).toContain(name);
  });

  test("with the plan and the metadata of its options, and returns them as JSON", exhaustive, async () => {
    const cli = await startCli();
    const metadata = ["-m", "region=fra1", "-m", "auth=true", "-m", "size=4", "-m", "tags=web,jobs"];
    const { code, stdout } = await add(cli, "neon", "--plan", "launch_v3", ...metadata, "--no-connect", "--json");
    expect(code).toBe(0);
    const [store] = stores(cli);
    expect(store).toMatchObject({
      metadata: { region: "fra1", auth: true, size: 4, tags: ["web", "jobs"] },
      billingPlan: { id: "launch_v3" },
      projectsMetadata: [],
    });
    expect(JSON.parse(stdout)).toMatchObject({
      resource: { id: store?.id, name: "orders", status: "available", ownership: "owned" },
      integration: { slug: "neon" },
      product: { slug: "neon" },
      installation: { id: NEON },
      billingPlan: { id: "launch_v3" },
      connected: false,
      warnings: [],
    });
  });

  test("and connects it with a custom environment and a prefix", exhaustive, async () => {
    const cli = await startCli();
    const options = ["-e", "staging", "--prefix", "DB_", "--no-env-pull"];
    const { code, routes } = await add(cli, "neon", ...options);
    expect(code).toBe(0);
    expect(routes).toContain("GET /projects/:project/custom-environments");
    expect(routes).not.toContain(PULL);
    const [store] = stores(cli);
    expect(connectedTo(cli.emulator, store?.id ?? "")).toEqual([
      { name: "web", environments: [STAGING], prefix: "DB_" },
    ]);
  });

  test("of one of several products, in one of several installations", exhaustive, async () => {
    const cli = await startCli();
    expect(await add(cli, "upstash")).toMatchObject({ code: 2, writes: [] });
    const ambiguous = await add(cli, "upstash/upstash-kv", "--no-connect");
    expect(ambiguous).toMatchObject({ code: 1, writes: [{ status: 422 }] });
    for (const { id } of cli.emulator.state.installations({ integration: "upstash" }))
      expect(ambiguous.output).toContain(id);
    expect(stores(cli)).toEqual([]);

    const chosen = await add(cli, "upstash/upstash-kv", "--installation-id", UPSTASH, "--no-connect");
    expect(chosen).toMatchObject({ code: 0, writes: [{ body: { installationId: UPSTASH }, status: 201 }] });
    expect(stores(cli)).toMatchObject([{ integrationConfigurationId: UPSTASH }]);
  });

  test("that stays if it cannot be connected", exhaustive, async () => {
    const cli = await startCli();
    cli.emulator.projects.addVariable({ project: "web", key: "PGHOST", value: "own" });
    const { code, output } = await add(cli, "neon");
    expect(code).toBe(1);
    expect(output).toContain("PGHOST");
    expect(stores(cli)).toMatchObject([{ name: "orders", projectsMetadata: [] }]);
  });

  test("that is a sandbox, and says how to claim it", exhaustive, async () => {
    const cli = await startCli();
    cli.emulator.state.addInstallation({ integration: "drift-search" });
    const { code, output } = await add(cli, "drift-search/drift-text", "--no-connect", "--no-claim");
    expect(code).toBe(0);
    expect(output).toContain("integration resource claim orders");
    expect(stores(cli)).toMatchObject([{ ownership: "sandbox" }]);
  });
});

describe("integration add creates no store", () => {
  test.each([
    ["a name that the team has", [], 409],
    ["a plan that does not exist", ["--plan", "gold"], 400],
    ["a paid plan without a payment method", ["--plan", "launch_v3"], 402],
  ] as const)("for %s", exhaustive, async (what, options, status) => {
    const cli = await startCli();
    if (status === 409) cli.emulator.stores.seed({ name: "orders", integration: "upstash", product: "upstash-kv" });
    if (status === 402) cli.emulator.state.editTeam("acme", { paymentMethods: [] });
    const before = stores(cli).length;
    const run = await add(cli, "neon", ...options, "--no-connect");
    expect(run, what).toMatchObject({ code: 1, writes: [{ status }] });
    expect(stores(cli)).toHaveLength(before);
  });

  test("for metadata that the product rejects: the command shows its page", exhaustive, async () => {
    const cli = await startCli();
    cli.emulator.state.addInstallation({ integration: "drift-search" });
    const options = ["--plan", "team", "--no-connect"];
    const missing = await add(cli, "drift-search/drift-vectors", ...options);
    expect(missing).toMatchObject({ code: 1, writes: [{ status: 422 }] });
    expect(missing.output).toContain("-m dimensions=");
    const tooSmall = await add(cli, "drift-search/drift-vectors", ...options, "-m", "dimensions=0");
    expect(tooSmall).toMatchObject({ code: 1, writes: [] });
    expect(stores(cli)).toEqual([]);
  });

  test("for a token without the permission", exhaustive, async () => {
    const cli = await startCli({ token: "viewer" });
    const { code, output, writes } = await add(cli, "neon", "--no-connect");
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 403 });
    expect(output).toContain("permission");
    expect(stores(cli)).toEqual([]);
  });

  test("before the terms are accepted, for which it needs a person", exhaustive, async () => {
    const cli = await startCli();
    const { code, stdout, routes, writes } = await add(cli, "supabase", "--non-interactive");
    expect({ code, routes, writes }).toEqual({ code: 1, routes: [INTEGRATION, CONFIGURATIONS], writes: [] });
    const { reason, policy_links: links } = JSON.parse(stdout) as { reason: string; policy_links: object };
    expect(reason).toBe("integration_terms_acceptance_required");
    expect(Object.keys(links).sort()).toEqual([
      "integration_eula",
      "integration_privacy_policy",
      "marketplace_addendum",
    ]);
    expect(cli.emulator.state.installations({ integration: "supabase", team: "acme" })).toEqual([]);
  });
});
