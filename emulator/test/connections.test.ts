// Connecting stores to projects: both routes, lists, changing, disconnecting, and rejected requests.
import type { EmulatorOptions, StoredStore } from "vercel-marketplace-emulator";
import { describe, expect, test } from "vitest";
import { client, errorOf, NEON, storeOf } from "./client.ts";
import {
  all,
  connect,
  connectionsOf,
  connectWithPrefix,
  DOCS,
  STAGING,
  STOREFRONT,
  secretNames,
  startWithStore,
  WEB,
  WORKER,
} from "./connection-requests.ts";

const forms = [
  ["the documented route", connect],
  ["the route with a prefix", connectWithPrefix],
] as const;

describe("connecting", () => {
  test("answers 201 without a body on the documented route, and 200 or 201 on the other one", async () => {
    const { emulator, api, id } = await startWithStore();
    const documented = await connect(api, id, { projectId: WEB });
    expect([documented.status, documented.body, documented.headers.get("content-type")]).toEqual([201, "", null]);
    const other = await connectWithPrefix(api, id, { projectId: WORKER, type: "integration" });
    expect([other.status, other.body]).toEqual([200, {}]);
    emulator.configure({ connectStatus: 201 });
    const created = await connectWithPrefix(api, id, { projectId: DOCS });
    expect([created.status, created.body, created.headers.get("content-type")]).toEqual([201, "", null]);
  });

  test("adds the project to the store and to its list of connections", async () => {
    const { api, id } = await startWithStore();
    await connect(api, id, { projectId: WEB, envVarEnvironments: ["production"], makeEnvVarsSensitive: true });
    await connectWithPrefix(api, id, { projectId: WORKER, envVarEnvironments: ["preview"], envVarPrefix: "JOBS" });
    const store = storeOf(await api.get(`/v1/storage/stores/${id}`));
    expect(store).toMatchObject({
      totalConnectedProjects: 2,
      projectsMetadata: [
        {
          id: expect.stringMatching(/^spc_[A-Za-z0-9]{16}$/),
          projectId: WEB,
          name: "web",
          framework: "nextjs",
          environments: ["production"],
          environmentVariables: secretNames,
          envVarPrefix: null,
          makeEnvVarsSensitive: true,
        },
        {
          projectId: WORKER,
          environments: ["preview"],
          environmentVariables: secretNames.map((name) => `JOBS_${name}`),
          envVarPrefix: "JOBS",
          makeEnvVarsSensitive: false,
        },
      ],
    });
    const { projectsMetadata } = store as unknown as { projectsMetadata: { id: string }[] };
    expect((await api.get(connectionsOf(id))).body).toEqual({
      connections: [
        {
          id: projectsMetadata[0]?.id,
          projectId: WEB,
          project: { id: WEB, name: "web", framework: "nextjs" },
          envVarEnvironments: ["production"],
          envVarPrefix: null,
          productionDeployment: null,
        },
        expect.objectContaining({ projectId: WORKER, envVarEnvironments: ["preview"], envVarPrefix: "JOBS" }),
      ],
    });
    expect((await api.get("/v1/storage/stores", { projectId: WORKER })).body).toMatchObject({ stores: [{ id }] });
    expect((await api.get("/v1/storage/stores", { projectId: DOCS })).body).toEqual({ stores: [] });
  });

  test("uses all three environments if the documented route gets none", async () => {
    const { emulator, api, id } = await startWithStore();
    await connect(api, id, { projectId: WEB });
    expect(emulator.stores.get(id)?.projectsMetadata[0]?.environments).toEqual(all);
  });

  test("accepts custom environments by slug and by id, without duplicates", async () => {
    const given = [
      ["given", ["preview", "staging", "qa"]],
      ["slug", ["preview", "staging", "qa"]],
      ["id", ["preview", STAGING, expect.stringMatching(/^env_/)]],
    ] as const;
    for (const [customEnvironments, environments] of given) {
      const { emulator, api, id } = await startWithStore({ behaviour: { customEnvironments } });
      await connect(api, id, { projectId: WEB, envVarEnvironments: ["preview", "staging", STAGING, "qa"] });
      expect(emulator.stores.get(id)?.projectsMetadata[0]?.environments).toEqual(environments);
      const [variable] = emulator.projects.variables("web");
      expect(variable?.target).toEqual(["preview"]);
      expect(variable?.customEnvironmentIds).toEqual([STAGING, expect.stringMatching(/^env_/)]);
    }
  });

  test("is possible before the store is available", async () => {
    const { emulator, api, id } = await startWithStore();
    for (const [status, projectId] of [
      ["suspended", WEB],
      ["initializing", WORKER],
    ] as const) {
      emulator.stores.edit(id, { status });
      expect((await connect(api, id, { projectId })).status).toBe(201);
    }
  });
});

describe("disconnecting", () => {
  test("removes one connection or all, with their variables only", async () => {
    const { emulator, api, id } = await startWithStore();
    for (const projectId of [WEB, WORKER, DOCS]) await connect(api, id, { projectId });
    emulator.projects.addVariable({ project: "web", key: "PORT", value: "8080" });
    const [first] = emulator.stores.get(id)?.projectsMetadata ?? [];
    const one = `${connectionsOf(id)}/${first?.id}`;
    expect([(await api.delete(one)).status, (await api.delete(one)).status]).toEqual([200, 404]);
    expect(emulator.projects.variables("web").map(({ key }) => key)).toEqual(["PORT"]);
    expect(emulator.projects.variables("worker")).toHaveLength(secretNames.length);
    emulator.configure({ disconnectStatus: 204 });
    expect((await api.delete(connectionsOf(id))).status).toBe(204);
    expect((await api.delete(connectionsOf(id))).status).toBe(204);
    expect((await api.get(connectionsOf(id))).body).toEqual({ connections: [] });
    expect(emulator.projects.variables("docs")).toEqual([]);
    expect((await connect(api, id, { projectId: WEB })).status).toBe(201);
  });

  test("happens when the store is deleted", async () => {
    const { emulator, api, id } = await startWithStore();
    await connect(api, id, { projectId: WEB });
    emulator.configure({ deleteWhileConnected: "conflict" });
    const path = `/v1/storage/stores/integration/${id}`;
    expect((await api.delete(path)).status).toBe(409);
    expect(emulator.projects.variables("web")).not.toEqual([]);
    emulator.configure({ deleteWhileConnected: "allow" });
    expect((await api.delete(path)).status).toBe(200);
    expect(emulator.projects.variables("web")).toEqual([]);
    expect((await api.get(connectionsOf(id))).status).toBe(404);
  });
});

describe.each(forms)("%s rejects", (_, post) => {
  test("a variable name that the project already has, with the API's message", async () => {
    const { emulator, api, id } = await startWithStore();
    emulator.projects.addVariable({ project: "web", key: "PGHOST", value: "own", environments: ["preview"] });
    const rejected = await post(api, id, { projectId: WEB });
    expect(rejected.status).toBe(400);
    expect(errorOf(rejected)).toEqual({
      code: "bad_request",
      message:
        "This project already has an existing environment variable with name PGHOST in one of the chosen environments",
    });
    expect(emulator.stores.get(id)?.projectsMetadata).toEqual([]);
    expect(emulator.projects.variables("web")).toHaveLength(1);
    expect((await post(api, id, { projectId: WEB, envVarEnvironments: ["production"] })).status).toBeLessThan(300);
  });

  test("a second store with the same variable names in an environment, custom ones included", async () => {
    const { emulator, api, id } = await startWithStore();
    const other = emulator.stores.seed({ name: "other", integration: "neon" });
    await post(api, id, { projectId: WEB, envVarEnvironments: ["staging"] });
    const rejected = await post(api, other.id, { projectId: WEB, envVarEnvironments: ["qa", STAGING] });
    expect(errorOf(rejected).message).toContain("with name DATABASE_URL in");
    expect((await post(api, other.id, { projectId: WEB, envVarEnvironments: ["qa"] })).status).toBeLessThan(300);
  });

  test("a project that is already connected in one of the environments", async () => {
    const { emulator, api, id } = await startWithStore();
    await post(api, id, { projectId: WEB, envVarEnvironments: ["production", "staging"] });
    for (const envVarEnvironments of [["preview", "production"], [STAGING]]) {
      const rejected = await post(api, id, { projectId: WEB, envVarEnvironments });
      expect([rejected.status, errorOf(rejected)]).toEqual([
        400,
        { code: "bad_request", message: "This project is already connected to this store" },
      ]);
    }
    expect((await post(api, id, { projectId: WEB, envVarEnvironments: ["preview", "qa"] })).status).toBeLessThan(300);
    expect(emulator.stores.get(id)).toMatchObject({ projectsMetadata: [{ projectId: WEB }, { projectId: WEB }] });
    expect(emulator.projects.variables("web")).toHaveLength(2 * secretNames.length);
  });

  test("secondConnection: a project that is already connected, for any environments", async () => {
    const { emulator, api, id } = await startWithStore({ behaviour: { secondConnection: "reject" } });
    await post(api, id, { projectId: WEB, envVarEnvironments: ["production"] });
    const rejected = await post(api, id, { projectId: WEB, envVarEnvironments: ["preview"] });
    expect([rejected.status, errorOf(rejected).code]).toEqual([400, "bad_request"]);
    emulator.configure({ secondConnection: "disjoint" });
    expect((await post(api, id, { projectId: WEB, envVarEnvironments: ["preview"] })).status).toBeLessThan(300);
  });

  test("unservedProject: a project that the installation does not serve", async () => {
    const { emulator, api, id } = await startWithStore();
    emulator.state.editInstallation(NEON, { projects: [WORKER] });
    for (const unservedProject of [403, 400, 404] as const) {
      emulator.configure({ unservedProject });
      expect((await post(api, id, { projectId: WEB })).status).toBe(unservedProject);
    }
    expect(emulator.projects.variables("web")).toEqual([]);
    expect((await post(api, id, { projectId: WORKER })).status).toBeLessThan(300);
  });

  test("a project or store that does not exist, is given by name, or belongs to another team", async () => {
    const { emulator, api, id } = await startWithStore();
    for (const projectId of ["prj_none", "web", STOREFRONT]) {
      const rejected = await post(api, id, { projectId });
      expect([rejected.status, errorOf(rejected)]).toEqual([
        404,
        { code: "not_found", message: `Could not find the project: ${projectId}` },
      ]);
    }
    const elsewhere = emulator.stores.seed({ name: "db", integration: "neon", team: "acme-prod" });
    expect((await post(api, elsewhere.id, { projectId: WEB })).status).toBe(404);
    expect((await post(api, "ir_none", { projectId: WEB })).status).toBe(404);
  });

  test("an unknown environment, with the message of the validation", async () => {
    const { api, id } = await startWithStore();
    const messageFor = async (body: object) => errorOf(await post(api, id, body)).message;
    const unknown = "envVarEnvironments[1] should be equal to one of the allowed values";
    expect(await messageFor({ projectId: WEB, envVarEnvironments: ["production", "prod"] })).toBe(unknown);
    expect(await messageFor({ projectId: WORKER, envVarEnvironments: ["production", "staging"] })).toBe(unknown);
    expect(await messageFor({ projectId: WEB, envVarEnvironments: "production" })).toContain("should be array");
    expect(await messageFor({ projectId: WEB, envVarEnvironments: [] })).toContain("fewer than 1 items");
    expect(await messageFor({ projectId: undefined })).toBe("should have required property 'projectId'");
  });

  test("a caller without permission, before validation", async () => {
    const { emulator, id } = await startWithStore();
    const status = async (token: string) => (await post(client(emulator, token), id, {})).status;
    expect(await status("nonsense")).toBe(401);
    expect(await status(emulator.tokens.viewer)).toBe(403);
    expect(await status(emulator.tokens.project)).toBe(403);
    expect(await status(emulator.tokens.admin)).toBe(400);
  });
});

describe("differences between the routes:", () => {
  test("the documented route rejects a prefix and a store of another installation", async () => {
    const { api, id } = await startWithStore();
    const rejected = await connect(api, id, { projectId: WEB, envVarPrefix: "A" });
    expect(errorOf(rejected).message).toBe("should NOT have additional properties");
    expect((await connect(api, id, { projectId: WEB }, "icfg_AcmeUpstashA4Hd9Cs6Vn1Jy")).status).toBe(404);
    expect((await connect(api, id, { projectId: WEB }, NEON)).status).toBe(201);
  });

  test("the other route rejects makeEnvVarsSensitive, requires environments and validates the prefix", async () => {
    const { api, id } = await startWithStore();
    const messageFor = async (body: object) => errorOf(await connectWithPrefix(api, id, body)).message;
    expect(await messageFor({ projectId: WEB, makeEnvVarsSensitive: true })).toContain("additional properties");
    expect(await messageFor({ projectId: WEB, type: "blob" })).toContain("type should be equal to one of");
    expect(await messageFor({ projectId: WEB, envVarEnvironments: undefined })).toContain("'envVarEnvironments'");
    for (const envVarPrefix of ["1A", "A-B", ""])
      expect(await messageFor({ projectId: WEB, envVarPrefix })).toContain("envVarPrefix should match pattern");
  });

  test("sensitive variables are rejected for development, given or by default", async () => {
    const { api, id } = await startWithStore();
    const sensitive = { projectId: WEB, makeEnvVarsSensitive: true };
    for (const envVarEnvironments of [["production", "development"], undefined])
      expect((await connect(api, id, { ...sensitive, envVarEnvironments })).status).toBe(400);
    const envVarEnvironments = ["production", "preview", "staging"];
    expect((await connect(api, id, { ...sensitive, envVarEnvironments })).status).toBe(201);
  });
});

test("a viewer can list connections and cannot remove them", async () => {
  const { emulator, api, id } = await startWithStore();
  await connect(api, id, { projectId: WEB });
  const viewer = client(emulator, emulator.tokens.viewer);
  expect((await viewer.get(connectionsOf(id))).status).toBe(200);
  expect((await viewer.delete(connectionsOf(id))).status).toBe(403);
  expect((await viewer.delete(`${connectionsOf(id)}/spc_none`)).status).toBe(403);
  expect((await api.delete(`${connectionsOf(id)}/spc_none`)).status).toBe(404);
});

describe("changing a connection", () => {
  /** A connection of web in production, and requests that change it. */
  async function startWithConnection(options: EmulatorOptions = {}) {
    const { emulator, api, id } = await startWithStore(options);
    const { id: connection } = emulator.projects.connect({ store: id, project: "web", environments: ["production"] });
    const path = `${connectionsOf(id)}/${connection}`;
    const change = (body: unknown, caller = api) => caller.patch(path, body);
    const stored = () => emulator.stores.get(id)?.projectsMetadata.find((one) => one.id === connection);
    return { emulator, api, id, connection, path, change, stored };
  }

  test("environments change the scope of its variables, which keep their ids and names", async () => {
    const { emulator, connection, change, stored } = await startWithConnection();
    const before = emulator.projects.variables("web");
    const answer = await change({ envVarEnvironments: ["preview", "staging"] });
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        id: connection,
        projectId: WEB,
        project: { id: WEB, name: "web", framework: "nextjs" },
        envVarEnvironments: ["preview", "staging"],
        envVarPrefix: null,
        productionDeployment: null,
      },
    ]);
    expect(stored()).toMatchObject({ environments: ["preview", "staging"], envVarPrefix: null });
    const after = emulator.projects.variables("web");
    expect(after.map(({ id, key }) => [id, key])).toEqual(before.map(({ id, key }) => [id, key]));
    expect(after[0]).toMatchObject({ target: ["preview"], customEnvironmentIds: [STAGING] });
  });

  test("a prefix renames them, null removes it, and what the body does not have stays", async () => {
    const { emulator, change, stored } = await startWithConnection();
    const before = emulator.projects.variables("web").map(({ id }) => id);
    for (const [body, envVarPrefix, names] of [
      [{ envVarPrefix: "MAIN_" }, "MAIN_", secretNames.map((name) => `MAIN_${name}`)],
      [{ envVarPrefix: null }, null, secretNames],
      [{}, null, secretNames],
    ] as const) {
      expect((await change(body)).status).toBe(200);
      expect(stored()).toMatchObject({ environments: ["production"], environmentVariables: names, envVarPrefix });
      expect(emulator.projects.variables("web").map(({ id }) => id)).toEqual(before);
      expect(emulator.projects.variables("web").map(({ key }) => key)).toEqual(names);
    }
    await change({ envVarEnvironments: ["development"], envVarPrefix: "B" });
    expect(stored()).toMatchObject({ environments: ["development"], envVarPrefix: "B" });
  });

  test("its own variables are not in the way; those of others are, and nothing changes then", async () => {
    const { emulator, id, change, stored } = await startWithConnection();
    emulator.projects.addVariable({ project: "web", key: "PGHOST", value: "own", environments: ["preview"] });
    emulator.projects.addVariable({ project: "web", key: "MAIN_PGUSER", value: "own" });
    emulator.projects.connect({ store: id, project: "web", environments: ["development"] });
    const before = [stored(), emulator.projects.variables("web")];
    const existing = (name: string) =>
      `This project already has an existing environment variable with name ${name} in one of the chosen environments`;
    for (const [body, message] of [
      [{ envVarEnvironments: ["production", "preview"] }, existing("PGHOST")],
      [{ envVarPrefix: "MAIN" }, existing("MAIN_PGUSER")],
      [{ envVarEnvironments: ["production", "development"] }, "This project is already connected to this store"],
    ] as const) {
      const rejected = await change(body);
      expect([rejected.status, errorOf(rejected).message]).toEqual([400, message]);
    }
    expect([stored(), emulator.projects.variables("web")]).toEqual(before);
    expect((await change({ envVarEnvironments: ["production", "staging"] })).status).toBe(200);
  });

  test("rejects an unknown connection, environment or key, and a caller without permission", async () => {
    const { emulator, api, id, change, stored } = await startWithConnection();
    const messageFor = async (body: unknown) => errorOf(await change(body)).message;
    const unknown = "envVarEnvironments[1] should be equal to one of the allowed values";
    expect(await messageFor({ envVarEnvironments: ["production", "stagin"] })).toBe(unknown);
    expect(await messageFor({ envVarEnvironments: [] })).toContain("fewer than 1 items");
    expect(await messageFor({ envVarPrefix: "1A" })).toContain("envVarPrefix");
    expect(await messageFor({ makeEnvVarsSensitive: true })).toContain("additional properties");
    expect((await api.patch(`${connectionsOf(id)}/spc_none`, { envVarPrefix: "B" })).status).toBe(404);
    expect((await change({ envVarPrefix: "B" }, client(emulator, emulator.tokens.viewer))).status).toBe(403);
    expect(stored()).toMatchObject({ environments: ["production"], envVarPrefix: null });
  });

  test("changeConnection: the route is missing, the method not allowed, or every key rejected", async () => {
    const { emulator, change, stored } = await startWithConnection();
    for (const [changeConnection, status] of [
      [404, 404],
      [405, 405],
      ["additional-property", 400],
    ] as const) {
      emulator.configure({ changeConnection });
      const rejected = await change({ envVarPrefix: "B" });
      expect(rejected.status).toBe(status);
      if (status === 400) expect(errorOf(rejected).message).toContain("additional property `envVarPrefix`");
    }
    expect(stored()).toMatchObject({ envVarPrefix: null });
    emulator.configure({ changeConnection: "allow" });
    expect((await change({ envVarPrefix: "B" })).status).toBe(200);
  });

  test("connectionChangesAfter: the first answers show the connection as it was", async () => {
    for (const reads of [0, 2]) {
      const { api, id, change } = await startWithConnection({ behaviour: { connectionChangesAfter: { reads } } });
      await change({ envVarEnvironments: ["preview"], envVarPrefix: "B" });
      const seen = [];
      for (let read = 0; read < 4; read += 1) {
        const { projectsMetadata } = storeOf(await api.get(`/v1/storage/stores/${id}`)) as unknown as StoredStore;
        seen.push(projectsMetadata[0]?.envVarPrefix);
      }
      expect(seen).toEqual(reads === 0 ? ["B", "B", "B", "B"] : [null, null, "B", "B"]);
    }
    const { emulator, api, id, change } = await startWithConnection({ behaviour: { connectionChangesAfter: {} } });
    for (const envVarPrefix of ["B", "C"]) {
      await change({ envVarPrefix });
      const store = storeOf(await api.get(`/v1/storage/stores/${id}`));
      expect(store).toMatchObject({ projectsMetadata: [{ envVarPrefix: null }] });
      expect(emulator.projects.variables("web")[0]?.key).toBe(`${envVarPrefix}_DATABASE_URL`);
    }
  });

  test("a fault before the commit leaves it as it was, one after the commit does not", async () => {
    const { emulator, change, stored } = await startWithConnection();
    const route = "PATCH /v1/storage/stores/:id/connections/:connection";
    emulator.faults.add({ route, at: "before-commit", kind: "reset" });
    await expect(change({ envVarPrefix: "B" })).rejects.toThrow();
    expect(stored()).toMatchObject({ envVarPrefix: null });
    emulator.faults.add({ route, at: "after-commit", kind: "status", status: 502 });
    expect((await change({ envVarPrefix: "B" })).status).toBe(502);
    expect(stored()).toMatchObject({ envVarPrefix: "B" });
  });

  test("others change a connection without a request to the API", async () => {
    const { emulator, id, connection, stored } = await startWithConnection();
    const { editConnection } = emulator.projects;
    const edit = (change: object, of = connection) => editConnection.call(emulator.projects, id, of, change);
    expect(edit({ environments: ["preview"], prefix: "B" })).toMatchObject({ id: connection, envVarPrefix: "B" });
    expect(edit({ prefix: null })).toMatchObject({ environments: ["preview"], envVarPrefix: null });
    emulator.projects.addVariable({ project: "web", key: "PGHOST", value: "own", environments: ["production"] });
    expect(() => edit({ environments: ["production"] })).toThrow("PGHOST");
    expect(() => edit({ environments: ["stagin"] })).toThrow("stagin");
    expect(() => edit({}, "spc_none")).toThrow("spc_none");
    expect(stored()).toMatchObject({ environments: ["preview"], envVarPrefix: null });
    expect(emulator.journal.entries()).toEqual([]);
  });

  test("of two connections of a store, one is changed and removed without the other", async () => {
    const { emulator, api, id, change, path, stored } = await startWithConnection();
    const { id: other } = emulator.projects.connect({ store: id, project: "web", environments: ["preview"] });
    await change({ envVarPrefix: "B" });
    expect(stored()).toMatchObject({ envVarPrefix: "B" });
    expect((await api.delete(path)).status).toBe(200);
    expect(emulator.stores.get(id)).toMatchObject({ projectsMetadata: [{ id: other, envVarPrefix: null }] });
    expect(emulator.projects.variables("web").map(({ key }) => key)).toEqual(secretNames);
  });
});

test("sensitiveWithPrefix: the route with a prefix accepts sensitive variables too, or does not know the key", async () => {
  const { emulator, api, id } = await startWithStore();
  const body = { projectId: WEB, envVarEnvironments: ["production"], envVarPrefix: "B", makeEnvVarsSensitive: true };
  expect((await connectWithPrefix(api, id, body)).status).toBe(400);
  emulator.configure({ sensitiveWithPrefix: "allow" });
  expect((await connectWithPrefix(api, id, body)).status).toBe(200);
  expect(emulator.projects.variables("web")[0]).toMatchObject({ key: "B_DATABASE_URL", type: "sensitive" });
});

describe("faults and barriers", () => {
  test("a fault after the commit leaves the connection, a fault before it does not", async () => {
    const { emulator, api, id } = await startWithStore();
    const route = "POST /v1/integrations/installations/*/resources/:id/connections";
    emulator.faults.add({ route, at: "before-commit", kind: "reset" });
    await expect(connect(api, id, { projectId: WEB })).rejects.toThrow();
    expect(emulator.stores.get(id)?.projectsMetadata).toEqual([]);
    emulator.faults.add({ route, at: "after-commit", kind: "reset" });
    await expect(connect(api, id, { projectId: WEB })).rejects.toThrow();
    expect(emulator.stores.get(id)?.projectsMetadata).toHaveLength(1);
    expect((await connect(api, id, { projectId: WEB })).status).toBe(400);
  });

  test("the same for disconnecting", async () => {
    const { emulator, api, id } = await startWithStore();
    emulator.projects.connect({ store: id, project: "web" });
    emulator.faults.add({ route: "DELETE /v1/storage/stores/:id/connections", at: "after-commit", kind: "hang" });
    const hanging = fetch(`${emulator.url}${connectionsOf(id)}`, {
      method: "DELETE",
      headers: { authorization: `Bearer ${emulator.token}` },
      signal: AbortSignal.timeout(50),
    });
    await expect(hanging).rejects.toThrow();
    expect(emulator.projects.variables("web")).toEqual([]);
    expect((await api.get(connectionsOf(id))).body).toEqual({ connections: [] });
  });

  test("of two requests released at once, the second is rejected", async () => {
    const { emulator, api, id } = await startWithStore();
    const other = emulator.stores.seed({ name: "other", integration: "neon" });
    const barrier = emulator.barriers.hold({ route: `POST ${connectionsOf("*")}`, at: "before-commit" });
    const both = [id, other.id, id].map((store) => connectWithPrefix(api, store, { projectId: WEB }));
    await barrier.reached(3);
    barrier.release();
    expect((await Promise.all(both)).map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect(emulator.projects.variables("web")).toHaveLength(secretNames.length);
  });

  test("a store or project that is removed while a request is held is a 404", async () => {
    const { emulator, api, id } = await startWithStore();
    const barrier = emulator.barriers.hold({ route: `POST ${connectionsOf("*")}`, at: "before-commit" });
    const { id: doomed } = emulator.stores.seed({ name: "doomed", integration: "neon" });
    const held = [
      connectWithPrefix(api, id, { projectId: WORKER }),
      connectWithPrefix(api, doomed, { projectId: WEB }),
    ];
    await barrier.reached(2);
    emulator.projects.remove("worker");
    emulator.stores.remove(doomed);
    barrier.release();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual([404, 404]);
  });
});
