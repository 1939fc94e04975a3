// Installing, changing and uninstalling an integration.
import { describe, expect, test } from "vitest";
import { type Client, CREATE, client, errorOf, NEON, neonStore, type Reply, startTestEmulator } from "./client.ts";
import { connectWithPrefix, DOCS, STOREFRONT, startWithStore, WEB, WORKER } from "./connection-requests.ts";
import { expectPublishedShape } from "./published-shapes.ts";

const now = "2026-11-20T08:15:00.000Z";
const accepted = { toc: now, privacy: now, eula: now };
const INSTALL = "/v2/integrations/integration/{integrationIdOrSlug}/marketplace/install";
const UNINSTALL = "/v2/integrations/installations/{id}/uninstall";
const CONFIGURATION = "/v1/integrations/configuration/{id}";
const neon = CONFIGURATION.replace("{id}", NEON);

function install(api: Client, integration: string, body: unknown = { acceptedPolicies: accepted, source: "cli" }) {
  return api.post(INSTALL.replace("{integrationIdOrSlug}", integration), body);
}

function uninstall(api: Client, id = NEON): Promise<Reply> {
  return api.post(UNINSTALL.replace("{id}", id), {});
}

describe("install", () => {
  test("adds an installation of the team, in which stores can be created", async () => {
    const { emulator, api } = await startTestEmulator();
    const reply = await install(api, "supabase");
    expectPublishedShape(reply, "post", INSTALL);
    const { id } = reply.body as { id: string };
    expect(id).toMatch(/^icfg_[A-Za-z0-9]{24}$/);
    const { id: userId, defaultTeamId } = emulator.state.snapshot().users[0] ?? {};
    const [installation] = emulator.state.installations({ integration: "supabase", team: "acme" });
    const expected = { id, teamId: defaultTeamId, userId, type: "marketplace", status: "ready", source: "cli" };
    expect(installation).toMatchObject(expected);
    const read = await api.get(CONFIGURATION.replace("{id}", id));
    expectPublishedShape(read, "get", CONFIGURATION);
    expect(read.body).toMatchObject({ slug: "supabase", source: "cli", projectSelection: "all" });
    const body = { name: "db", integrationConfigurationId: id, integrationProductIdOrSlug: "supabase" };
    expect((await api.post(CREATE, { ...body, metadata: { region: "fra1" } })).status).toBe(200);
  });

  test("takes the id of the integration, and the documents that it has", async () => {
    const { emulator, api } = await startTestEmulator();
    const partner = emulator.state.snapshot().partners.find(({ slug }) => slug === "drift-search");
    expect(partner?.eulaDocUri).toBeUndefined();
    expect((await install(api, partner?.id ?? "", { acceptedPolicies: { toc: now, privacy: now } })).status).toBe(200);
  });

  test.each([
    [{}, "should have required property 'acceptedPolicies'"],
    [{ acceptedPolicies: {} }, "acceptedPolicies should have required property 'toc'"],
    [{ acceptedPolicies: { toc: now, privacy: now } }, "acceptedPolicies should have required property 'eula'"],
    [{ acceptedPolicies: { toc: now, eula: now } }, "acceptedPolicies should have required property 'privacy'"],
    [{ acceptedPolicies: { ...accepted, toc: true } }, "acceptedPolicies.toc should be string"],
    [{ acceptedPolicies: { ...accepted, eula: "yes" } }, 'acceptedPolicies.eula should match format "date-time"'],
    [{ acceptedPolicies: { ...accepted, dpa: now } }, "acceptedPolicies should NOT have additional properties"],
    [{ acceptedPolicies: accepted, source: "pulumi" }, "source should be equal to one of the allowed values"],
    [{ acceptedPolicies: accepted, plan: "free" }, "should NOT have additional properties"],
  ])("%j is a 400, and nothing is installed", async (body, message) => {
    const { emulator, api } = await startTestEmulator();
    const reply = await install(api, "supabase", body);
    expect(reply.status).toBe(400);
    expect(errorOf(reply)).toEqual({ code: "bad_request", message });
    expect(emulator.state.installations({ integration: "supabase", team: "acme" })).toEqual([]);
  });

  test("is rejected without the permission, before the body is validated", async () => {
    const { emulator } = await startTestEmulator();
    const reply = await install(client(emulator, emulator.tokens.viewer), "supabase", {});
    expectPublishedShape(reply, "post", INSTALL, 403);
    expect(errorOf(reply).message).toContain("(integrationConfiguration:create)");
    expect((await install(client(emulator, emulator.tokens.otherTeam), "drift-search")).status).toBe(200);
    expect(emulator.state.installations({ integration: "drift-search", team: "acme" })).toEqual([]);
  });

  test("is rejected where it is installed already, unknown, closed or external", async () => {
    const { emulator, api } = await startTestEmulator();
    const before = emulator.state.installations();
    expectPublishedShape(await install(api, "neon"), "post", INSTALL, 409);
    expectPublishedShape(await install(api, "nosuch"), "post", INSTALL, 404);
    expectPublishedShape(await install(api, "ebbtide", { acceptedPolicies: { toc: now } }), "post", INSTALL, 403);
    expectPublishedShape(await install(api, "deploy-notes"), "post", INSTALL, 403);
    expect(emulator.state.installations()).toEqual(before);
  });

  test("happens once if two requests meet", async () => {
    const { emulator, api } = await startTestEmulator();
    const barrier = emulator.barriers.hold({ route: "POST *", at: "before-commit" });
    const replies = [install(api, "supabase"), install(api, "supabase")];
    await barrier.reached(2);
    barrier.release();
    expect((await Promise.all(replies)).map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(emulator.state.installations({ integration: "supabase", team: "acme" })).toHaveLength(1);
  });

  test.each([
    { browserInstall: "required", status: 403, installed: 0 },
    { browserInstall: "allow", status: 200, installed: 1 },
  ] as const)("browserInstall: $browserInstall", async ({ browserInstall, status, installed }) => {
    const { emulator, api } = await startTestEmulator({ behaviour: { browserInstall } });
    expect((await install(api, "lumen-logs")).status).toBe(status);
    expect(emulator.state.installations({ integration: "lumen-logs", team: "acme" })).toHaveLength(installed);
  });
});

describe("uninstall", () => {
  const routes = {
    "the official client's route": { call: uninstall, status: 200, path: UNINSTALL, method: "post" },
    "the documented route": {
      call: (api: Client) => api.delete(neon),
      status: 204,
      path: CONFIGURATION,
      method: "delete",
    },
  };

  test.each(Object.entries(routes))("%s removes an installation without stores", async (_, route) => {
    const { emulator, api } = await startTestEmulator();
    const { id } = emulator.stores.seed({ name: "db", integration: "neon" });
    const rejected = await route.call(api);
    expectPublishedShape(rejected, route.method, route.path, 403);
    expect(errorOf(rejected).message).toBe("Cannot uninstall integration with resources");
    emulator.stores.remove(id);
    const viewer = await route.call(client(emulator, emulator.tokens.viewer));
    expect(errorOf(viewer).message).toContain("(integrationConfiguration:delete)");
    expect(emulator.state.installations({ integration: "neon", team: "acme" })).toHaveLength(1);
    expectPublishedShape(await route.call(api), route.method, route.path, route.status);
    expect(emulator.state.installations({ integration: "neon", team: "acme" })).toEqual([]);
    expect((await route.call(api)).status).toBe(404);
    expect((await api.post(CREATE, neonStore())).status).toBe(404);
  });

  test("an installation of another team is not found", async () => {
    const { emulator } = await startTestEmulator();
    expect((await uninstall(client(emulator, emulator.tokens.otherTeam))).status).toBe(404);
    expect(emulator.state.installations({ integration: "neon", team: "acme" })).toHaveLength(1);
  });
});

describe("the plan of an installation", () => {
  async function startWithSupabase() {
    const { emulator, api } = await startTestEmulator();
    const { id } = emulator.state.addInstallation({ integration: "supabase" });
    const store = emulator.stores.seed({ name: "db", integration: "supabase" });
    const change = (body: unknown) => api.patch(CONFIGURATION.replace("{id}", id), body);
    const planOf = () => emulator.state.installations({ integration: "supabase", team: "acme" })[0]?.billingPlanId;
    return { emulator, api, id, store, change, planOf };
  }

  test("changes with one request, also for its stores and later ones", async () => {
    const { emulator, api, id, store, change, planOf } = await startWithSupabase();
    expect(store.billingPlan.id).toBe("supabase_free");
    const reply = await change({ billingPlanId: "supabase_pro", authorizationId: "auth_1" });
    expectPublishedShape(reply, "patch", CONFIGURATION);
    expect(reply.body).toMatchObject({ id, slug: "supabase" });
    expect(planOf()).toBe("supabase_pro");
    expect(emulator.stores.get(store.id)?.billingPlan).toMatchObject({ id: "supabase_pro", scope: "installation" });
    const metadata = { region: "fra1" };
    const body = { name: "later", integrationConfigurationId: id, integrationProductIdOrSlug: "supabase", metadata };
    expect((await api.post(CREATE, body)).body).toHaveProperty("store.billingPlan.id", "supabase_pro");
  });

  test("stays as it is if the plan is unknown, disabled, of a store or cannot be paid", async () => {
    const { emulator, api, store, change, planOf } = await startWithSupabase();
    expectPublishedShape(await change({ billingPlanId: "gold" }), "patch", CONFIGURATION, 400);
    expectPublishedShape(await api.patch(neon, { billingPlanId: "launch_v3" }), "patch", CONFIGURATION, 400);
    emulator.state.editTeam("acme", { paymentMethods: [] });
    expect((await change({ billingPlanId: "supabase_pro" })).status).toBe(402);
    emulator.state.editPlan("supabase", "supabase", "supabase_pro", { disabled: true });
    expect(errorOf(await change({ billingPlanId: "supabase_pro" })).message).toContain("is disabled");
    expect(planOf()).toBeUndefined();
    expect(emulator.stores.get(store.id)?.billingPlan.id).toBe("supabase_free");
  });
});

describe("the projects of an installation", () => {
  const projectsOf = (emulator: Awaited<ReturnType<typeof startTestEmulator>>["emulator"]) =>
    emulator.state.installations({ integration: "neon", team: "acme" })[0]?.projects;

  test("are all, or those of a list, and only they can be connected", async () => {
    const { emulator, api, id } = await startWithStore();
    const reply = await api.patch(neon, { projects: [WORKER] });
    expectPublishedShape(reply, "patch", CONFIGURATION);
    expect(reply.body).toMatchObject({ projectSelection: "selected", projects: [WORKER] });
    expect((await connectWithPrefix(api, id, { projectId: WEB })).status).toBe(403);
    expect((await connectWithPrefix(api, id, { projectId: WORKER })).status).toBe(200);
    expect((await api.patch(neon, { projects: "all" })).body).toMatchObject({ projectSelection: "all" });
    expect(projectsOf(emulator)).toBeUndefined();
    expect((await connectWithPrefix(api, id, { projectId: WEB })).status).toBe(200);
    expect((await api.patch(neon, { projects: [] })).status).toBe(200);
    expect(projectsOf(emulator)).toEqual([]);
    expect(emulator.stores.get(id)?.projectsMetadata).toHaveLength(2);
  });

  test("can be asked for and changed one by one", async () => {
    const { emulator, api } = await startTestEmulator();
    const access = (project: string) => `/v1/integrations/configuration/${NEON}/project/${project}`;
    const isAllowed = async (project: string) => (await api.get(access(project))).body;
    expect(await isAllowed("web")).toEqual({ allowed: true });
    expect((await api.post(access(WEB), { allowed: true })).body).toEqual({ allowed: true });
    expect(projectsOf(emulator)).toBeUndefined();
    expect((await api.post(access(WEB), { allowed: false })).body).toEqual({ allowed: false });
    expect(await isAllowed(WEB)).toEqual({ allowed: false });
    expect(projectsOf(emulator)).toEqual([WORKER, DOCS]);
    expect((await api.post(access(WEB), { allowed: true })).status).toBe(200);
    expect((await api.post(access(WEB), { allowed: true })).status).toBe(200);
    expect(projectsOf(emulator)).toEqual([WORKER, DOCS, WEB]);

    expect(errorOf(await api.post(access(WEB), {})).message).toBe("should have required property 'allowed'");
    expect((await api.get(access(STOREFRONT))).status).toBe(404);
    expect((await api.post(access(STOREFRONT), { allowed: true })).status).toBe(404);
    const viewer = client(emulator, emulator.tokens.viewer);
    expect((await viewer.get(access(WEB))).status).toBe(200);
    expect((await viewer.post(access(WEB), { allowed: false })).status).toBe(403);
  });
});

describe("a change of an installation is rejected", () => {
  test.each([
    [{}, 400, "should have required property 'billingPlanId'"],
    [{ name: "x", billingPlanId: "a" }, 400, "should NOT have additional properties"],
    [{ projects: "all", billingPlanId: "supabase_pro" }, 400, "should NOT have additional properties"],
    [{ projects: "none" }, 400, "projects should be equal to one of the allowed values"],
    [{ projects: [7] }, 400, "projects should be string"],
    [{ projects: ["prj_nosuch"] }, 404, "Could not find the project: prj_nosuch"],
    [{ projects: [WEB, STOREFRONT] }, 404, `Could not find the project: ${STOREFRONT}`],
  ])("with %j: %i", async (body, status, message) => {
    const { emulator, api } = await startTestEmulator();
    const before = emulator.state.installations();
    const reply = await api.patch(neon, body);
    expectPublishedShape(reply, "patch", CONFIGURATION, status);
    expect(errorOf(reply).message).toBe(message);
    expect(emulator.state.installations()).toEqual(before);
  });

  test("without the permission, and for another team's", async () => {
    const { emulator } = await startTestEmulator();
    const viewer = await client(emulator, emulator.tokens.viewer).patch(neon, {});
    expectPublishedShape(viewer, "patch", CONFIGURATION, 403);
    expect(errorOf(viewer).message).toContain("(integrationConfiguration:update)");
    const other = await client(emulator, emulator.tokens.otherTeam).patch(neon, { projects: "all" });
    expectPublishedShape(other, "patch", CONFIGURATION, 404);
  });
});
