// The command line of Vercel: an installation is changed and removed.
import { describe, expect, test } from "vitest";
import { exhaustive } from "../../../test/support/matrix.ts";
import { DOCS, STOREFRONT, WEB } from "../connection-requests.ts";
import { type Cli, installCli, startCli, startCliWithStore } from "./cli.ts";

installCli();

const CONFIGURATIONS = "GET /v2/integrations/configurations";
const UNINSTALL = "POST /v2/integrations/installations/:id/uninstall";
const CHANGE = "PATCH /v1/integrations/configuration/:id";

const installed = ({ emulator }: Cli, integration: string) =>
  emulator.state.installations({ integration, team: "acme" });

describe("integration remove", () => {
  test("uninstalls an integration without stores", exhaustive, async () => {
    const cli = await startCli();
    const { code, routes, writes } = await cli.run("integration", "remove", "neon", "--yes");
    expect({ code, routes }).toEqual({ code: 0, routes: [CONFIGURATIONS, UNINSTALL] });
    expect(writes).toMatchObject([{ body: {}, status: 200 }]);
    expect(installed(cli, "neon")).toEqual([]);
  });

  test("fails while it has stores, and names them", exhaustive, async () => {
    const cli = await startCliWithStore();
    const { code, output, routes, writes } = await cli.run("integration", "remove", "neon", "--yes");
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 403 });
    expect(routes).toEqual([CONFIGURATIONS, UNINSTALL, "GET /v1/storage/stores"]);
    expect(output).toContain("- db");
    expect(installed(cli, "neon")).toHaveLength(1);

    const { stdout } = await cli.run("integration", "remove", "neon", "--yes", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ removed: false, error: "has_resources", resources: ["db"] });
    await cli.run("integration", "resource", "remove", "db", "--yes");
    expect(await cli.run("integration", "remove", "neon", "--yes")).toMatchObject({ code: 0 });
  });

  test("needs a terminal or --yes, and an installation", exhaustive, async () => {
    const { run } = await startCli();
    expect(await run("integration", "remove", "neon")).toMatchObject({ code: 1, writes: [] });
    expect(await run("integration", "remove", "supabase", "--yes")).toMatchObject({ code: 1, writes: [] });
  });

  test("shows that the caller has no permission", exhaustive, async () => {
    const cli = await startCli({ token: "viewer" });
    const { code, output, writes } = await cli.run("integration", "remove", "neon", "--yes");
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 403 });
    expect(output).toContain("permission");
    expect(installed(cli, "neon")).toHaveLength(1);
  });
});

describe("integration update", () => {
  test("chooses the projects that are served, and all again", exhaustive, async () => {
    const cli = await startCli();
    const served = () => installed(cli, "neon")[0]?.projects;
    const some = await cli.run("integration", "update", "neon", "--projects", WEB, "--projects", DOCS);
    expect(some).toMatchObject({ code: 0, routes: [CONFIGURATIONS, CHANGE] });
    expect(some.writes).toMatchObject([{ body: { projects: [WEB, DOCS] }, status: 200 }]);
    expect(served()).toEqual([WEB, DOCS]);

    const every = await cli.run("integration", "update", "neon", "--projects", "all", "--json");
    expect(JSON.parse(every.stdout)).toMatchObject({ updated: true, projects: "all" });
    expect(every.writes).toMatchObject([{ body: { projects: "all" }, status: 200 }]);
    expect(served()).toBeUndefined();
  });

  test("shows why a project cannot be served", exhaustive, async () => {
    const cli = await startCli();
    const { code, output } = await cli.run("integration", "update", "neon", "--projects", STOREFRONT);
    expect(code).toBe(1);
    expect(output).toContain(STOREFRONT);
    expect(installed(cli, "neon")[0]).not.toHaveProperty("projects");
  });

  test("changes the plan of an installation, and with it that of its stores", exhaustive, async () => {
    const cli = await startCli();
    cli.emulator.state.addInstallation({ integration: "supabase" });
    const { id } = cli.emulator.stores.seed({ name: "db", integration: "supabase" });
    const { code, writes } = await cli.run("integration", "update", "supabase", "--plan", "supabase_pro");
    expect({ code, body: writes[0]?.body }).toEqual({ code: 0, body: { billingPlanId: "supabase_pro" } });
    expect(installed(cli, "supabase")).toMatchObject([{ billingPlanId: "supabase_pro" }]);
    expect(cli.emulator.stores.get(id)?.billingPlan.id).toBe("supabase_pro");
  });

  test("shows why a plan is not accepted: those of Neon are chosen for each store", exhaustive, async () => {
    const cli = await startCli();
    const { code, output, writes } = await cli.run("integration", "update", "neon", "--plan", "launch_v3");
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 400 });
    expect(output).toContain("launch_v3");
  });

  test("needs the id of one of several installations", exhaustive, async () => {
    const cli = await startCli();
    const [, second] = installed(cli, "upstash");
    const update = (...options: string[]) => cli.run("integration", "update", "upstash", "--projects", WEB, ...options);
    expect(await update()).toMatchObject({ code: 1, writes: [] });
    expect(await update("--installation-id", second?.id ?? "")).toMatchObject({ code: 0 });
    expect(installed(cli, "upstash").map(({ projects }) => projects)).toEqual([undefined, [WEB]]);
  });
});
