// The emulator with @vercel/sdk, which throws on answers that the API never sends.
import { readdirSync, readFileSync } from "node:fs";
import { HTTPClient, Vercel } from "@vercel/sdk";
import { SDKError } from "@vercel/sdk/models/sdkerror.js";
import type { Emulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { routes } from "../../tools/docs/emulator-tables.ts";
import { NEON, startTestEmulator } from "./client.ts";
import { secretNames, startWithStore, WEB } from "./connection-requests.ts";

const team = { slug: "acme" };

test("the SDK lists the installations of a team", async () => {
  const { emulator } = await startTestEmulator();
  const configurations = await sdk(emulator).integrations.getConfigurations({
    view: "account",
    installationType: "marketplace",
    ...team,
  });
  const slugs = (configurations as { slug: string }[]).map(({ slug }) => slug);
  expect(slugs).toEqual(["neon", "upstash", "upstash", "mongodbatlas", "paid-db", "omnibase", "frost-cache"]);
});

test("the SDK reads one installation", async () => {
  const { emulator } = await startTestEmulator();
  const configuration = await sdk(emulator).integrations.getConfiguration({ id: NEON, ...team });
  expect(configuration).toMatchObject({ id: NEON, slug: "neon", status: "ready" });
});

test("the SDK reads every product of the catalogue, and its plans", async () => {
  const { emulator } = await startTestEmulator();
  const vercel = sdk(emulator);
  emulator.state.addInstallation({ integration: "supabase" });
  const read: string[] = [];
  for (const { id, type } of emulator.state.installations({ team: "acme" })) {
    if (type === "external") continue;
    const { products, integration } = await vercel.integrations.getConfigurationProducts({ id, ...team });
    for (const { slug, metadataSchema } of products) {
      const source = emulator.state.product(integration.slug, slug).metadataSchema;
      expect(Object.keys(metadataSchema.properties)).toEqual(Object.keys(source.properties));
      const { plans } = await vercel.integrations.getBillingPlans({
        integrationIdOrSlug: integration.slug,
        productIdOrSlug: slug,
        integrationConfigurationId: id,
        metadata: "{}",
        ...team,
      });
      read.push(`${slug}: ${plans.map((plan) => plan.id).join(", ")}`);
    }
  }
  expect(new Set(read)).toEqual(
    new Set([
      "neon: free_v3, launch_v3, scale_v1",
      "upstash-kv: free, paid, fixed_250mb",
      "upstash-vector: vector_free, vector_paid",
      "mongodbatlas: atlas_free, atlas_flex, atlas_dedicated",
      "paid-db: pro, prepay",
      "omnibase: starter, team_plan",
      "frost-cache: frost_free",
      "supabase: supabase_free, supabase_pro",
    ]),
  );
});

test("the SDK creates a store and drops its id, as with the live API", async () => {
  const { emulator } = await startTestEmulator();
  let raw: { store?: { id: string } } = {};
  const httpClient = new HTTPClient();
  httpClient.addHook("response", async (response) => {
    raw = (await response.clone().json()) as typeof raw;
  });
  const { store } = await sdk(emulator, httpClient).integrations.createIntegrationStoreDirect({
    ...team,
    requestBody: {
      name: "db",
      integrationConfigurationId: NEON,
      integrationProductIdOrSlug: "neon",
      metadata: { region: "fra1", auth: true },
      source: "cli",
    },
  });
  expect(store).toMatchObject({ status: "available", metadata: { region: "fra1", auth: true } });
  expect(store).not.toHaveProperty("id");
  expect(emulator.stores.get(String(raw.store?.id))).toMatchObject({ name: "db", source: "cli" });
});

test("the SDK reads a store by the documented route without a token", async () => {
  const { emulator } = await startTestEmulator();
  const { id } = emulator.stores.seed({ name: "db", integration: "neon", metadata: { region: "iad1" } });
  const { store } = await sdk(emulator).storage.getStorageStoresById({ id });
  expect(store).toMatchObject({ status: "available", projectsMetadata: [] });
  expect(emulator.journal.entries().at(-1)?.token).toBe("none");
});

test("the SDK throws an error with the status and the message", async () => {
  const { emulator } = await startTestEmulator();
  const creation = sdk(emulator).integrations.createIntegrationStoreDirect({
    ...team,
    requestBody: { name: "db", integrationConfigurationId: NEON, integrationProductIdOrSlug: "neon" },
  });
  const error = await creation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SDKError);
  expect(error).toMatchObject({ statusCode: 400 });
  expect((error as SDKError).body).toContain("metadata should have required property 'region'");
});

test("the SDK connects a store, lists the variables and reads a value", async () => {
  const { emulator, id } = await startWithStore();
  const vercel = sdk(emulator);
  const connecting = () =>
    vercel.integrations.connectIntegrationResourceToProject({
      integrationConfigurationId: NEON,
      resourceId: id,
      slug: "acme",
      requestBody: { projectId: WEB, envVarEnvironments: ["production", "staging"] },
    });
  await connecting();
  await expect(connecting()).rejects.toThrow(SDKError);

  const list = await vercel.projects.filterProjectEnvs({ idOrName: "web", slug: "acme" });
  const { envs } = list as { envs: { id: string; key: string; contentHint: { storeId: string }; value: string }[] };
  expect(envs.map(({ key }) => key)).toEqual(secretNames);
  expect(envs.every(({ contentHint, value }) => contentHint.storeId === id && value.startsWith("eyJ2"))).toBe(true);

  const read = await vercel.projects.getProjectEnv({ idOrName: WEB, id: String(envs[0]?.id), slug: "acme" });
  expect(read).toMatchObject({ key: "DATABASE_URL", value: emulator.stores.secretValues(id).DATABASE_URL });

  const { store } = await vercel.storage.getStorageStoresById({ id });
  expect(store?.projectsMetadata).toMatchObject([{ projectId: WEB, framework: "nextjs" }]);
});

test("the SDK reads custom environments, and sensitive variables without a value", async () => {
  const { emulator, id } = await startWithStore();
  const vercel = sdk(emulator);
  const { environments } = await vercel.environment.getProjectsByIdOrNameCustomEnvironments({
    idOrName: "web",
    slug: "acme",
  });
  expect(environments.map(({ slug }) => slug)).toEqual(["staging", "qa"]);
  emulator.projects.connect({ store: id, project: "web", environments: ["preview"], sensitive: true });
  const [variable] = emulator.projects.variables("web");
  const read = await vercel.projects.getProjectEnv({ idOrName: WEB, id: String(variable?.id), slug: "acme" });
  expect(read).toMatchObject({ type: "sensitive", decrypted: false });
});

test("the SDK reads the user, the teams and a project", async () => {
  const { emulator } = await startTestEmulator();
  const vercel = sdk(emulator);
  const user = (await vercel.user.getAuthUser())?.user;
  expect(user).toMatchObject({ username: "ann", defaultTeamId: emulator.state.team("acme").id });
  expect(user).not.toHaveProperty("limited");
  const { teams } = await vercel.teams.getTeams({});
  expect(teams).toMatchObject([{ slug: "acme" }]);
  expect(await vercel.teams.getTeam({ teamId: "acme" })).toMatchObject({ id: teams[0]?.id, slug: "acme" });
  expect(await vercel.projects.getProject({ idOrName: "web", ...team })).toMatchObject({
    id: WEB,
    name: "web",
    framework: "nextjs",
    nodeVersion: "24.x",
    customEnvironments: [{ slug: "staging" }, { slug: "qa" }],
  });
});

test("the SDK reads the token and lists the projects", async () => {
  const { emulator } = await startTestEmulator();
  const vercel = sdk(emulator);
  const { id } = emulator.state.team("acme");
  const expiresAt = Date.now() + 86_400_000;
  emulator.state.editToken("admin", { expiresAt, scopes: [{ type: "team", teamId: id, expiresAt }] });
  const { token } = await vercel.authentication.getAuthToken({ tokenId: "current" });
  expect(token).toMatchObject({ name: "admin", expiresAt, scopes: [{ type: "team", teamId: id, expiresAt }] });
  expect(await vercel.authentication.getAuthToken({ tokenId: token.id })).toMatchObject({ token: { id: token.id } });
  const list = await vercel.projects.getProjects({ limit: "2", ...team });
  expect(list).toMatchObject({ projects: [{ name: "web" }, { name: "worker" }], pagination: { count: 2 } });
});

test("the SDK removes an installation", async () => {
  const { emulator } = await startTestEmulator();
  await sdk(emulator).integrations.deleteConfiguration({ id: NEON, ...team });
  expect(emulator.state.installations({ integration: "neon", team: "acme" })).toEqual([]);
});

test("the SDK transfers a project with its store", async () => {
  const { emulator, id } = await startWithStore();
  emulator.projects.connect({ store: id, project: "web" });
  const vercel = sdk(emulator);
  const { code } = await vercel.projects.createProjectTransferRequest({ idOrName: "web", requestBody: {}, ...team });
  const bob = new Vercel({ bearerToken: emulator.tokens.otherTeam, serverURL: emulator.url });
  const accepted = await bob.projects.acceptProjectTransferRequest({ code, slug: "acme-prod" });
  expect(accepted).toMatchObject({ transferredStoreIds: [id], resourceTransferErrors: [] });
  expect(accepted).toMatchObject({ partnerCalls: [{ result: { status: "fulfilled" } }] });
  expect(await bob.projects.getProject({ idOrName: "web", slug: "acme-prod" })).toMatchObject({ id: WEB });
});

test("every method of the SDK that reaches a route is called above", () => {
  const known = new Set(routes.map(({ method, pattern }) => `${method} ${withoutNames(pattern)}`));
  const folder = new URL("funcs/", import.meta.resolve("@vercel/sdk"));
  const operations = readdirSync(folder)
    .filter((name) => name.endsWith(".js"))
    .map((name) => readFileSync(new URL(name, folder), "utf8"))
    .map((source) => ({
      id: /operationID: "(.+)"/.exec(source)?.[1],
      request: `${/method: "(.+)"/.exec(source)?.[1]} ${withoutNames(/pathToFunc\("(.+)"\)/.exec(source)?.[1] ?? "")}`,
    }));
  const reached = operations.filter(({ request }) => known.has(request)).map(({ id }) => id);
  const tests = readFileSync(new URL(import.meta.url), "utf8");
  expect(reached).toContain("createIntegrationStoreDirect");
  expect(reached.filter((id) => !tests.includes(`.${id}(`))).toEqual([]);
});

/** Parameters have other names in the SDK. */
function withoutNames(path: string): string {
  return path.replaceAll(/:\w+|\{\w+\}/g, ":");
}

function sdk(emulator: Emulator, httpClient = new HTTPClient()): Vercel {
  return new Vercel({ bearerToken: emulator.token, serverURL: emulator.url, httpClient });
}
