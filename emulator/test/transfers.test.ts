// Transfers of projects between teams, and of the stores that are connected to them.
import type { Emulator } from "vercel-marketplace-emulator";
import { beforeEach, describe, expect, test } from "vitest";
import { type Client, client, errorOf, type Reply, startTestEmulator, storeOf } from "./client.ts";
import { all, secretNames, WEB } from "./connection-requests.ts";

const target = { slug: "acme-prod" };
const code = ({ body }: Reply) => (body as { code: string }).code;

let emulator: Emulator;
let api: Client;

beforeEach(async () => {
  ({ emulator } = await startTestEmulator());
  api = client(emulator, emulator.tokens.both);
});

const request = async (project = "web") => code(await api.post(`/projects/${project}/transfer-request`, {}));
const accept = (by: string, body: object = {}, query = target) =>
  api.put(`/projects/transfer-request/${by}`, body, query);

describe("accepting a transfer", () => {
  test("moves the project, its stores and connections; all of them keep their ids", async () => {
    const neon = emulator.stores.seed({ name: "db", integration: "neon" });
    const kv = emulator.stores.seed({ name: "kv", integration: "upstash" });
    // A name of the old team is no conflict.
    const other = emulator.stores.seed({ name: "db", integration: "neon" });
    const kept = [neon, kv].map(({ id }, index) =>
      emulator.projects.connect({ store: id, project: "web", prefix: `P${index}` }),
    );
    emulator.projects.connect({ store: neon.id, project: "worker" });
    emulator.projects.connect({ store: other.id, project: "worker", prefix: "OTHER" });
    const variables = emulator.projects.variables("web");

    const { status, body } = await accept(await request());

    expect(status).toBe(202);
    const [upstash] = emulator.state.installations({ integration: "upstash", team: "acme-prod" });
    const installations = ["icfg_ProdNeon6Kp1Sf5Hz9Dw3Gc8", String(upstash?.id)];
    expect(body).toEqual({
      transferredStoreIds: [neon.id, kv.id],
      resourceTransferErrors: [],
      partnerCalls: [neon, kv].map(({ externalResourceId }, index) => ({
        installationId: installations[index],
        resourceIds: [externalResourceId],
        result: { status: "fulfilled" },
      })),
    });
    expect((await api.get("/v9/projects/web")).status).toBe(404);
    expect((await api.get("/v9/projects/web", target)).body).toMatchObject({ id: WEB });
    expect((await api.get(`/v1/storage/stores/${neon.id}`)).status).toBe(404);
    for (const [index, { id }] of [neon, kv].entries()) {
      const store = storeOf(await api.get(`/v1/storage/stores/${id}`, target));
      expect(store).toMatchObject({
        projectsMetadata: [{ id: kept[index]?.id, projectId: WEB, name: "web", environments: all }],
        product: { integrationConfigurationId: installations[index] },
      });
    }
    expect(emulator.projects.variables("web")).toEqual(variables);
    expect(emulator.stores.get(other.id)).toEqual({ ...other, projectsMetadata: [expect.anything()] });
    expect(emulator.projects.variables("worker").map(({ key }) => key)).toEqual(
      secretNames.map((name) => `OTHER_${name}`),
    );
  });

  test("gives the project the name in the request", async () => {
    const { id } = emulator.stores.seed({ name: "db", integration: "neon" });
    emulator.projects.connect({ store: id, project: "web" });
    await accept(await request(), { newProjectName: "site" });
    expect((await api.get("/v9/projects/site", target)).body).toMatchObject({ id: WEB, name: "site" });
    expect(emulator.stores.get(id)?.projectsMetadata).toMatchObject([{ projectId: WEB, name: "site" }]);
  });

  test("works once, and for 24 hours", async () => {
    const used = await request();
    expect((await accept(used)).status).toBe(202);
    expect((await accept(used)).status).toBe(410);
    const old = await request("docs");
    emulator.configure({ clockOffsetMs: 24 * 60 * 60 * 1000 });
    expect((await accept(old)).status).toBe(410);
    expect(emulator.projects.list({ team: "acme" }).map(({ name }) => name)).toEqual(["worker", "docs"]);
  });

  test("works once if two requests arrive at the same time", async () => {
    const held = emulator.barriers.hold({ route: "PUT /projects/transfer-request/:code", at: "before-commit" });
    const valid = await request();
    const accepting = [accept(valid), accept(valid)];
    await held.reached(2);
    held.release();
    const replies = await Promise.all(accepting);
    expect(replies.map(({ status }) => status).sort()).toEqual([202, 410]);
  });

  test("does not take the credits of an installation along, or what it serves", async () => {
    const { id } = emulator.stores.seed({ name: "kv", integration: "upstash" });
    const installation = String(emulator.stores.get(id)?.integrationConfigurationId);
    emulator.state.editInstallation(installation, { prepaid: { balance: 500 }, projects: [WEB] });
    emulator.projects.connect({ store: id, project: "web" });
    await accept(await request());
    const [moved] = emulator.state.installations({ integration: "upstash", team: "acme-prod" });
    expect(moved).not.toHaveProperty("prepaid");
    expect(moved).not.toHaveProperty("projects");
  });
});

describe("a store whose name the new team has", () => {
  beforeEach(() => {
    const { id } = emulator.stores.seed({ name: "db", integration: "neon" });
    emulator.stores.seed({ name: "db", integration: "supabase", team: "acme-prod" });
    emulator.projects.connect({ store: id, project: "web" });
  });

  test("refuses the transfer", async () => {
    const refused = await accept(await request());
    expect(refused.status).toBe(422);
    expect(errorOf(refused).message).toContain("conflicts");
    expect(emulator.projects.get("web")?.teamId).toBe(emulator.state.team("acme").id);
    expect(emulator.stores.list({ team: "acme" })).toMatchObject([{ projectsMetadata: [{ name: "web" }] }]);
  });

  test("transferConflict: report: stays without its connection", async () => {
    emulator.configure({ transferConflict: "report" });
    const [store] = emulator.stores.list({ team: "acme" });
    const { status, body } = await accept(await request());
    expect({ status, body }).toEqual({
      status: 202,
      body: {
        transferredStoreIds: [],
        resourceTransferErrors: [{ storeId: store?.id, message: expect.stringContaining("db") }],
        partnerCalls: [],
      },
    });
    expect(emulator.stores.list({ team: "acme" })).toMatchObject([{ id: store?.id, projectsMetadata: [] }]);
    expect(emulator.projects.variables("web")).toEqual([]);
    expect(emulator.projects.get("web")?.teamId).toBe(emulator.state.team("acme-prod").id);
  });

  test("moves where names may be shared", async () => {
    emulator.configure({ duplicateNames: "allow" });
    expect((await accept(await request())).status).toBe(202);
    expect(emulator.stores.list({ team: "acme-prod", name: "db" })).toHaveLength(2);
  });
});

describe("is refused", () => {
  test("of a project that the team does not have, and by a viewer", async () => {
    const missing = await api.post("/projects/storefront/transfer-request", {});
    expect({ status: missing.status, ...errorOf(missing) }).toMatchObject({ status: 404, code: "not_found" });
    const viewer = client(emulator, emulator.tokens.viewer);
    expect((await viewer.post("/projects/web/transfer-request", {})).status).toBe(403);
    expect((await api.post("/projects/web/transfer-request", { callbackUrl: 1 })).status).toBe(400);
  });

  test("with an unknown code, by the same team, and by a token without the new team", async () => {
    const valid = await request();
    expect((await accept("nonsense")).status).toBe(404);
    expect((await accept(valid, {}, { slug: "acme" })).status).toBe(400);
    expect((await accept(valid, { newProjectName: "x".repeat(101) })).status).toBe(400);
    const admin = client(emulator, emulator.tokens.admin);
    expect((await admin.put(`/projects/transfer-request/${valid}`, {}, target)).status).toBe(403);
    expect((await accept(valid)).status).toBe(202);
  });

  test("if the new team has a project with the name, unless the request has another one", async () => {
    emulator.projects.seed({ name: "docs", team: "acme-prod" });
    const valid = await request("docs");
    expect((await accept(valid)).status).toBe(422);
    expect((await accept(valid, { newProjectName: "manual" })).status).toBe(202);
  });
});
