// The command line of Vercel: connecting and disconnecting a store, and deleting it.
import { describe, expect, test } from "vitest";
import { exhaustive } from "../../../test/support/matrix.ts";
import { all, connectionsOf, STAGING, secretNames, WEB, WORKER } from "../connection-requests.ts";
import { type CliRun, connectedTo, installCli, startCliWithStore } from "./cli.ts";

installCli();

const body = (environments: string[], projectId = WEB) => ({
  projectId,
  envVarEnvironments: environments,
  type: "integration",
});
const LIST = "GET /v1/storage/stores";
const PROJECT = "GET /v9/projects/:project";

describe("integration resource connect", () => {
  test("connects the linked project in all environments, and is rejected by the command the second time", async () => {
    const { emulator, id, run } = await startCliWithStore();
    const connect = () => run("integration", "resource", "connect", "db", "--yes");
    const { code, output, writes } = await connect();
    expect(code).toBe(0);
    expect(output).toContain("web");
    expect(writes).toEqual([{ method: "POST", path: connectionsOf(id), body: body(all), status: 200 }]);
    expect(connectedTo(emulator, id)).toEqual([{ name: "web", environments: all, prefix: null }]);
    expect(emulator.projects.variables("web").map(({ key }) => key)).toEqual(secretNames);

    const again = await connect();
    expect({ code: again.code, writes: again.writes }).toEqual({ code: 1, writes: [] });
    expect(again.output).toContain("already connected");
    expect(emulator.stores.get(id)?.projectsMetadata).toHaveLength(1);
  });

  test("sends the id of a custom environment", exhaustive, async () => {
    const { emulator, id, run } = await startCliWithStore();
    const { code, routes, writes } = await run("integration", "resource", "connect", "db", "-e", "staging", "--yes");
    expect(code).toBe(0);
    expect(routes).toContain("GET /projects/:project/custom-environments");
    expect(writes).toEqual([{ method: "POST", path: connectionsOf(id), body: body([STAGING]), status: 200 }]);
    expect(connectedTo(emulator, id)).toEqual([{ name: "web", environments: [STAGING], prefix: null }]);
    const [variable] = emulator.projects.variables("web");
    expect(variable).toMatchObject({ target: [], customEnvironmentIds: [STAGING] });
  });

  test("rejects an environment that the project does not have before it sends anything", exhaustive, async () => {
    const { id, run, emulator } = await startCliWithStore();
    const { code, output, writes } = await run("integration", "resource", "connect", "db", "-e", "nightly", "--yes");
    expect({ code, writes }).toEqual({ code: 1, writes: [] });
    expect(output).toContain("nightly");
    expect(connectedTo(emulator, id)).toEqual([]);
  });

  test("sends a prefix with its underscore", exhaustive, async () => {
    const { emulator, run } = await startCliWithStore();
    const options = ["-e", "production", "-e", "preview", "--prefix", "NEON2_", "--yes"];
    const { code, writes } = await run("integration", "resource", "connect", "db", ...options);
    expect(code).toBe(0);
    expect(writes[0]?.body).toEqual({ ...body(["production", "preview"]), envVarPrefix: "NEON2_" });
    expect(emulator.projects.variables("web").map(({ key }) => key)).toContain("NEON2_DATABASE_URL");
  });

  test("connects another project that is named", exhaustive, async () => {
    const { emulator, id, run } = await startCliWithStore();
    const options = ["--format", "json", "--yes"];
    const { code, stdout, routes, writes } = await run(
      "integration",
      "resource",
      "connect",
      "db",
      "worker",
      ...options,
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ resource: "db", connected: true, project: "worker", environments: all });
    expect(routes).toEqual([LIST, PROJECT, "POST /v1/storage/stores/:id/connections"]);
    expect(writes[0]?.body).toEqual(body(all, WORKER));
    expect(connectedTo(emulator, id).map(({ name }) => name)).toEqual(["worker"]);
  });

  test("names the variable that the project has already", exhaustive, async () => {
    const { emulator, id, run } = await startCliWithStore();
    emulator.projects.addVariable({ project: "web", key: "PGHOST", value: "own" });
    const { code, output, writes } = await run("integration", "resource", "connect", "db", "--yes");
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 400 });
    expect(output).toContain("PGHOST");
    expect(connectedTo(emulator, id)).toEqual([]);
  });

  test("needs a terminal or --yes", exhaustive, async () => {
    const { run } = await startCliWithStore();
    const { code, output, writes } = await run("integration", "resource", "connect", "db");
    expect({ code, writes }).toEqual({ code: 2, writes: [] });
    expect(output).toContain("--yes");
  });
});

describe("integration resource disconnect", () => {
  test("removes the connection of the linked project, with its variables", exhaustive, async () => {
    const { emulator, id, run } = await startCliWithStore();
    const connection = emulator.projects.connect({ store: id, project: "web" });
    emulator.projects.connect({ store: id, project: "worker" });
    const { code, writes } = await run("integration", "resource", "disconnect", "db", "--yes");
    expect(code).toBe(0);
    expect(deletions({ writes })).toEqual([`${connectionsOf(id)}/${connection.id} 200`]);
    expect(connectedTo(emulator, id).map(({ name }) => name)).toEqual(["worker"]);
    expect(emulator.projects.variables("web")).toEqual([]);
  });

  test("removes every connection of a project that has two", exhaustive, async () => {
    const { emulator, id, run } = await startCliWithStore();
    emulator.projects.connect({ store: id, project: "web", environments: ["production"] });
    emulator.projects.connect({ store: id, project: "web", environments: ["preview"] });
    const { code, writes } = await run("integration", "resource", "disconnect", "db", "web", "--yes");
    expect({ code, deletions: deletions({ writes }).length }).toEqual({ code: 0, deletions: 2 });
    expect(connectedTo(emulator, id)).toEqual([]);
  });

  test("removes all connections with one request", exhaustive, async () => {
    const { emulator, id, run } = await startCliWithStore();
    for (const project of ["web", "worker"]) emulator.projects.connect({ store: id, project });
    const { code, writes } = await run("integration", "resource", "disconnect", "db", "--all", "--yes");
    expect({ code, deletions: deletions({ writes }) }).toEqual({ code: 0, deletions: [`${connectionsOf(id)} 200`] });
    expect(connectedTo(emulator, id)).toEqual([]);
  });

  test("fails without a request to the API if the project is not connected", exhaustive, async () => {
    const { run } = await startCliWithStore();
    const { code, output, writes } = await run("integration", "resource", "disconnect", "db", "web", "--yes");
    expect({ code, writes }).toEqual({ code: 1, writes: [] });
    expect(output).toContain("not connected");
  });
});

describe("integration resource remove", () => {
  test("is rejected by the command while a project is connected", async () => {
    const { emulator, id, run } = await startCliWithStore();
    emulator.projects.connect({ store: id, project: "web" });
    const { code, output, writes } = await run("integration", "resource", "remove", "db", "--yes");
    expect({ code, writes }).toEqual({ code: 1, writes: [] });
    expect(output).toContain("--disconnect-all");
    expect(emulator.stores.get(id)).toMatchObject({ id, projectsMetadata: [{ name: "web" }] });
  });

  test("disconnects first and then deletes with --disconnect-all", exhaustive, async () => {
    const { emulator, id, run } = await startCliWithStore();
    emulator.projects.connect({ store: id, project: "web" });
    const { code, writes } = await run("integration", "resource", "remove", "db", "--disconnect-all", "--yes");
    expect(code).toBe(0);
    expect(deletions({ writes })).toEqual([`${connectionsOf(id)} 200`, `/v1/storage/stores/integration/${id} 200`]);
    expect(emulator.stores.list()).toEqual([]);
    expect(emulator.projects.variables("web")).toEqual([]);
  });

  test("deletes a store without connections", exhaustive, async () => {
    const { emulator, id, run } = await startCliWithStore();
    const { code, routes, writes } = await run("integration", "resource", "remove", "db", "--yes");
    expect(code).toBe(0);
    expect(routes).toEqual([LIST, "DELETE /v1/storage/stores/integration/:id"]);
    expect(deletions({ writes })).toEqual([`/v1/storage/stores/integration/${id} 200`]);
    expect(emulator.stores.list()).toEqual([]);
  });

  test("fails for a name that no store has", exhaustive, async () => {
    const { emulator, run } = await startCliWithStore();
    const { code, output, writes } = await run("integration", "resource", "remove", "dbs", "--yes");
    expect({ code, writes }).toEqual({ code: 1, writes: [] });
    expect(output).toContain("dbs");
    expect(emulator.stores.list()).toHaveLength(1);
  });
});

function deletions({ writes }: Pick<CliRun, "writes">): string[] {
  expect(writes.every(({ method }) => method === "DELETE")).toBe(true);
  return writes.map(({ path, status }) => `${path} ${status}`);
}
