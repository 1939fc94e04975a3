// Lists in pages, with odd rows, of teams; stores that move, that reads miss, and that have odd fields.
import { describe, expect, test } from "vitest";
import {
  type Client,
  CREATE,
  client,
  errorOf,
  NEON,
  neonStore,
  type Reply,
  startTestEmulator,
  storeOf,
} from "./client.ts";
import { connectionsOf, connectWithPrefix, WEB } from "./connection-requests.ts";

const STORES = "/v1/storage/stores";
const CONFIGURATIONS = "/v1/integrations/configurations";

interface Page {
  pagination: { count: number; next: number | null; prev: number | null };
  [key: string]: unknown;
}

/** The rows of every page of a list. */
async function pagesOf(api: Client, path: string, key: string, query: Record<string, string> = {}) {
  const pages: unknown[][] = [];
  for (let until: Record<string, string> = {}; ; ) {
    const page = (await api.get(path, { ...query, ...until })).body as Page;
    const rows = page[key] as unknown[];
    expect(page.pagination.count).toBe(rows.length);
    expect(page.pagination.prev === null).toBe(pages.length === 0);
    pages.push(rows);
    if (page.pagination.next === null) return pages;
    until = { until: String(page.pagination.next) };
  }
}

const idsIn = (reply: Reply) => (reply.body as { stores: { id: string }[] }).stores.map(({ id }) => id);

describe("pageSize", () => {
  test("divides the lists of stores, installations, connections, variables and teams", async () => {
    const { emulator } = await startTestEmulator({ behaviour: { pageSize: 2 } });
    const api = client(emulator, emulator.tokens.both);
    const stores = ["a", "b", "c"].map((name) => emulator.stores.seed({ name, integration: "neon" }));
    for (const project of ["web", "worker", "docs"])
      emulator.projects.connect({ store: String(stores[0]?.id), project });

    const pages = await pagesOf(api, STORES, "stores");
    expect(pages.map((rows) => rows.length)).toEqual([2, 1]);
    expect(pages.flat()).toMatchObject([{ name: "a" }, { name: "b" }, { name: "c" }]);
    const installations = await pagesOf(api, CONFIGURATIONS, "configurations", { view: "account" });
    expect(installations.flat()).toHaveLength(emulator.state.installations({ team: "acme" }).length);
    expect(await pagesOf(api, connectionsOf(String(stores[0]?.id)), "connections")).toHaveLength(2);
    const variables = await pagesOf(api, "/v10/projects/web/env", "envs");
    expect(variables.flat()).toHaveLength(emulator.projects.variables("web").length);
    emulator.configure({ pageSize: 1 });
    expect(await pagesOf(api, "/v2/teams", "teams")).toMatchObject([[{ slug: "acme" }], [{ slug: "acme-prod" }]]);
  });

  test("a fault can hit the second page only, and an invalid cursor is a 400", async () => {
    const { emulator, api } = await startTestEmulator({ behaviour: { pageSize: 1 } });
    for (const name of ["a", "b"]) emulator.stores.seed({ name, integration: "neon" });
    emulator.faults.add({ route: `GET ${STORES}`, at: "answer", kind: "status", status: 500, skip: 1 });
    const first = await api.get(STORES);
    const until = String((first.body as Page).pagination.next);
    expect([first.status, (await api.get(STORES, { until })).status]).toEqual([200, 500]);
    expect(idsIn(await api.get(STORES, { until }))).toHaveLength(1);
    expect((await api.get(STORES, { until: "tomorrow" })).status).toBe(400);
  });
});

test("extraRows are in the lists of every team, well formed or not", async () => {
  const { emulator, api } = await startTestEmulator();
  emulator.state.edit(({ extraRows }) => {
    for (const rows of Object.values(extraRows)) rows.push(null, "row", { name: null });
  });
  const { id } = emulator.stores.seed({ name: "db", integration: "neon" });
  const lists = [
    [STORES, "stores"],
    [connectionsOf(id), "connections"],
    ["/v10/projects/web/env", "envs"],
    ["/v9/projects/web/custom-environments", "environments"],
    [`/v1/integrations/configuration/${NEON}/products`, "products"],
    ["/v1/integrations/integration/neon/products/neon/plans", "plans"],
    ["/v2/teams", "teams"],
  ] as const;
  for (const [path, key] of lists) {
    const { body } = await api.get(path);
    expect((body as Record<string, unknown[]>)[key]?.slice(-3)).toEqual([null, "row", { name: null }]);
  }
  const installations = await api.get(CONFIGURATIONS, { view: "account" });
  expect((installations.body as unknown[]).slice(-3)).toEqual([null, "row", { name: null }]);
});

describe("teams", () => {
  test("the list has the teams of the token", async () => {
    const { emulator } = await startTestEmulator();
    const slugs = async (token: string, path = "/v2/teams") =>
      ((await client(emulator, token).get(path)).body as { teams: { slug: string }[] }).teams.map(({ slug }) => slug);
    expect(await slugs(emulator.tokens.admin)).toEqual(["acme"]);
    expect(await slugs(emulator.tokens.both, "/v1/teams")).toEqual(["acme", "acme-prod"]);
    expect((await client(emulator, emulator.tokens.project).get("/v2/teams")).status).toBe(403);
    for (const listTeams of [403, 404] as const) {
      emulator.configure({ listTeams });
      expect((await client(emulator).get("/v2/teams")).status).toBe(listTeams);
    }
  });

  test("a store moves to another team with its id, and without its connections", async () => {
    const { emulator } = await startTestEmulator();
    const api = client(emulator, emulator.tokens.both);
    const neon = emulator.stores.seed({ name: "db", integration: "neon" });
    const kv = emulator.stores.seed({ name: "kv", integration: "upstash" });
    emulator.projects.connect({ store: neon.id, project: "web" });

    emulator.stores.move(neon.id, "acme-prod");
    emulator.stores.move(kv.id, "acme-prod");

    expect((await api.get(`${STORES}/${neon.id}`)).status).toBe(404);
    const moved = await api.get(`${STORES}/${neon.id}`, { slug: "acme-prod" });
    expect(storeOf(moved)).toMatchObject({
      id: neon.id,
      projectsMetadata: [],
      product: { integrationConfigurationId: "icfg_ProdNeon6Kp1Sf5Hz9Dw3Gc8" },
    });
    expect(emulator.projects.variables("web")).toEqual([]);
    expect(idsIn(await api.get(STORES, { slug: "acme-prod" }))).toEqual([neon.id, kv.id]);
    expect(emulator.state.installations({ integration: "upstash", team: "acme-prod" })).toHaveLength(1);
    expect(() => emulator.stores.move(neon.id, "nobody")).toThrow("nobody");
  });
});

describe("a store", () => {
  test("storesAfter: its first reads miss it, and so they do if a test hides it", async () => {
    const { emulator, api } = await startTestEmulator({ behaviour: { storesAfter: { reads: 2 } } });
    const { id } = storeOf(await api.post(CREATE, neonStore()));
    expect((await api.get(`${STORES}/${id}`)).status).toBe(404);
    expect(idsIn(await api.get(STORES))).toEqual([]);
    expect(idsIn(await api.get(STORES))).toEqual([id]);
    expect((await api.get(`${STORES}/${id}`)).status).toBe(200);
    emulator.stores.edit(id, { hidden: { reads: 1 } });
    expect([await api.get(`${STORES}/${id}`), await api.get(`${STORES}/${id}`)]).toMatchObject([
      { status: 404 },
      { status: 200 },
    ]);
  });

  test("missingStore: the id of a deleted one is a 404, 403 or 410", async () => {
    const { emulator, api } = await startTestEmulator();
    for (const missingStore of [404, 403, 410] as const) {
      emulator.configure({ missingStore });
      expect((await api.get(`${STORES}/ir_none`)).status).toBe(missingStore);
      expect((await api.delete(`${STORES}/integration/ir_none`)).status).toBe(missingStore);
    }
  });

  test("storeFields, omittedFields, timeFormat and json change its fields in every answer", async () => {
    const { emulator, api } = await startTestEmulator({
      behaviour: { storeFields: { status: null }, omittedFields: ["projectsMetadata"], timeFormat: "iso" },
    });
    const created = storeOf(await api.post(CREATE, neonStore()));
    expect(created).toMatchObject({ status: null, createdAt: expect.stringMatching(/^20\d\d-.*Z$/) });
    expect(created).not.toHaveProperty("projectsMetadata");
    emulator.stores.edit(created.id, { json: { name: null, status: "asleep" } });
    expect(storeOf(await api.get(`${STORES}/${created.id}`))).toMatchObject({ name: null, status: "asleep" });
    const installations = await api.get(CONFIGURATIONS, { view: "account" });
    expect((installations.body as { createdAt: string }[])[0]?.createdAt).toMatch(/Z$/);
  });

  test("normaliseValues and normaliseNames: metadata and name are stored in another form", async () => {
    const { emulator, api } = await startTestEmulator({
      behaviour: { normaliseValues: ["reorder", "numbers-as-strings"], normaliseNames: "lower-case" },
    });
    const metadata = { region: "iad1", size: 4, tags: ["web", "jobs"] };
    expect(storeOf(await api.post(CREATE, neonStore({ name: "Shop-DB", metadata })))).toMatchObject({
      name: "shop-db",
      metadata: { region: "iad1", size: "4", tags: ["jobs", "web"] },
    });
    emulator.configure({ normaliseValues: ["trim", "lower-case"], normaliseNames: "off", unknownMetadata: "keep" });
    const padded = neonStore({ name: "DB", metadata: { region: "iad1", label: " Orders " } });
    expect(storeOf(await api.post(CREATE, padded))).toMatchObject({ name: "DB", metadata: { label: "orders" } });
  });
});

test("connectTooEarly: how a connect is rejected that meets the variables of a removed connection", async () => {
  const { emulator, api } = await startTestEmulator({ behaviour: { variablesLinger: 60_000 } });
  const { id } = emulator.stores.seed({ name: "db", integration: "neon" });
  emulator.projects.connect({ store: id, project: "web" });
  await api.delete(connectionsOf(id));
  const again = async () => errorOf(await connectWithPrefix(api, id, { projectId: WEB })).message;
  expect(await again()).toContain("existing environment variable with name");
  emulator.configure({ connectTooEarly: "already-connected" });
  expect(await again()).toContain("already connected");
  emulator.configure({ clockOffsetMs: 60_001 });
  expect((await connectWithPrefix(api, id, { projectId: WEB })).status).toBe(200);
});
