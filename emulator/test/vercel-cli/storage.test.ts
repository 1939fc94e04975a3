// The command line of Vercel: `storage`, which also changes connections in place.
import { describe, expect, test } from "vitest";
import { exhaustive } from "../../../test/support/matrix.ts";
import { all, connectionsOf, secretNames, WEB, WORKER } from "../connection-requests.ts";
import { type Cli, connectedTo, installCli, startCliWithStore } from "./cli.ts";

installCli();

const keys = ({ emulator }: Cli, project = "web") => emulator.projects.variables(project).map(({ key }) => key);
const prefixed = (prefix: string) => secretNames.map((name) => `${prefix}_${name}`);

describe("storage connect", () => {
  test("connects the linked project, and reads the names of the variables from the store", async () => {
    const cli = await startCliWithStore();
    const { code, output, routes, writes } = await cli.run("storage", "connect", "db", "--yes");
    expect(code).toBe(0);
    for (const name of secretNames) expect(output).toContain(name);
    expect(routes.slice(-2)).toEqual(["POST /v1/storage/stores/:id/connections", "GET /v1/storage/stores/:id"]);
    // Unlike `integration resource connect`, without a type.
    const body = { projectId: WEB, envVarEnvironments: all };
    expect(writes).toEqual([{ method: "POST", path: connectionsOf(cli.id), body, status: 200 }]);
    expect(connectedTo(cli.emulator, cli.id)).toEqual([{ name: "web", environments: all, prefix: null }]);
  });

  test("cuts the underscore of a prefix", exhaustive, async () => {
    const cli = await startCliWithStore();
    const options = ["--project", "worker", "--prefix", "W_", "--json", "--yes"];
    const { code, stdout, writes } = await cli.run("storage", "connect", "db", ...options);
    expect(code).toBe(0);
    expect(writes[0]?.body).toEqual({ projectId: WORKER, envVarEnvironments: all, envVarPrefix: "W" });
    expect(namesIn(stdout, "add")).toEqual(prefixed("W").sort());
    expect(keys(cli, "worker")).toEqual(prefixed("W"));
  });

  test("connects a project again with other environments", exhaustive, async () => {
    const cli = await startCliWithStore();
    const first = cli.emulator.projects.connect({ store: cli.id, project: "web", environments: ["production"] });
    const options = ["-e", "development", "--prefix", "DEV", "--yes"];
    const { code, writes } = await cli.run("storage", "connect", "db", ...options);
    expect({ code, status: writes[0]?.status }).toEqual({ code: 0, status: 200 });
    expect(connectedTo(cli.emulator, cli.id)).toEqual([
      { name: "web", environments: ["production"], prefix: null },
      { name: "web", environments: ["development"], prefix: "DEV" },
    ]);
    const status = await cli.run("storage", "status", "db", "--json");
    const { stores } = JSON.parse(status.stdout) as { stores: { connections: { id: string }[] }[] };
    expect(stores[0]?.connections).toHaveLength(2);
    expect(stores[0]?.connections[0]?.id).toBe(first.id);
  });

  test("is rejected by the command if an environment overlaps", exhaustive, async () => {
    const cli = await startCliWithStore();
    cli.emulator.projects.connect({ store: cli.id, project: "web", environments: ["production"] });
    const { code, output, writes } = await cli.run("storage", "connect", "db", "--yes");
    expect({ code, writes }).toEqual({ code: 1, writes: [] });
    expect(output).toContain("already connected");
  });

  test("does not know custom environments", exhaustive, async () => {
    const cli = await startCliWithStore();
    const { code, output, routes } = await cli.run("storage", "connect", "db", "-e", "staging", "--yes");
    expect({ code, routes }).toEqual({ code: 2, routes: [] });
    expect(output).toContain("staging");
  });
});

describe("storage update", () => {
  test("changes the environments only, and the variables keep their ids", async () => {
    const cli = await startCliWithStore();
    const connection = cli.emulator.projects.connect({ store: cli.id, project: "web" });
    const before = cli.emulator.projects.variables("web");
    const { code, output, writes } = await cli.run("storage", "update", "db", "-e", "preview", "--yes");
    expect(code).toBe(0);
    expect(output).toContain("DATABASE_URL");
    const path = `${connectionsOf(cli.id)}/${connection.id}`;
    expect(writes).toEqual([{ method: "PATCH", path, body: { envVarEnvironments: ["preview"] }, status: 200 }]);
    expect(connectedTo(cli.emulator, cli.id)).toEqual([{ name: "web", environments: ["preview"], prefix: null }]);
    const after = cli.emulator.projects.variables("web");
    expect(after.map(({ id, key }) => ({ id, key }))).toEqual(before.map(({ id, key }) => ({ id, key })));
    expect(after.every(({ target }) => target.join() === "preview")).toBe(true);
  });

  test("changes the prefix only, and the variables are renamed", exhaustive, async () => {
    const cli = await startCliWithStore();
    cli.emulator.projects.connect({ store: cli.id, project: "web" });
    const { code, stdout, writes } = await cli.run("storage", "update", "db", "--prefix", "W2_", "--json", "--yes");
    expect(code).toBe(0);
    expect(writes.map(({ body }) => body)).toEqual([{ envVarPrefix: "W2" }]);
    expect(namesIn(stdout, "add")).toEqual(prefixed("W2").sort());
    expect(namesIn(stdout, "remove")).toEqual([...secretNames].sort());
    expect(keys(cli)).toEqual(prefixed("W2"));

    const again = await cli.run("storage", "update", "db", "--prefix", "W2", "--yes");
    expect({ code: again.code, writes: again.writes }).toEqual({ code: 1, writes: [] });
    expect(again.output).toContain("Nothing to update");
  });

  test("has no option that removes a prefix", exhaustive, async () => {
    const cli = await startCliWithStore();
    cli.emulator.projects.connect({ store: cli.id, project: "web", prefix: "W2" });
    const { code, writes } = await cli.run("storage", "update", "db", "--prefix", "", "--yes");
    expect({ code, writes }).toEqual({ code: 2, writes: [] });
    expect(keys(cli)).toEqual(prefixed("W2"));
  });

  test(
    "picks one of two connections by an environment, and is rejected by the command otherwise",
    exhaustive,
    async () => {
      const cli = await startCliWithStore();
      const { projects } = cli.emulator;
      const production = projects.connect({ store: cli.id, project: "web", environments: ["production"] });
      projects.connect({ store: cli.id, project: "web", environments: ["development"], prefix: "DEV" });
      const update = (...environments: string[]) =>
        cli.run("storage", "update", "db", ...environments.flatMap((name) => ["-e", name]), "--yes");

      const ambiguous = await update("preview");
      expect({ code: ambiguous.code, writes: ambiguous.writes }).toEqual({ code: 1, writes: [] });
      const { code, writes } = await update("production", "preview");
      expect({ code, path: writes[0]?.path }).toEqual({ code: 0, path: `${connectionsOf(cli.id)}/${production.id}` });
      expect(connectedTo(cli.emulator, cli.id).map(({ environments }) => environments)).toEqual([
        ["production", "preview"],
        ["development"],
      ]);
    },
  );

  test("sends nothing with --dry-run", exhaustive, async () => {
    const cli = await startCliWithStore();
    cli.emulator.projects.connect({ store: cli.id, project: "web" });
    const { code, stdout, writes } = await cli.run("storage", "update", "db", "--prefix", "X", "--dry-run", "--json");
    expect({ code, writes }).toEqual({ code: 0, writes: [] });
    expect(JSON.parse(stdout)).toMatchObject({ applied: false, envVarPrefix: "X" });
    expect(keys(cli)).toEqual(secretNames);
  });

  test("reports a variable that the project has already, and nothing changes", exhaustive, async () => {
    const cli = await startCliWithStore();
    cli.emulator.projects.connect({ store: cli.id, project: "web" });
    cli.emulator.projects.addVariable({ project: "web", key: "W2_PGHOST", value: "own" });
    const { code, output, writes } = await cli.run("storage", "update", "db", "--prefix", "W2", "--yes");
    expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 400 });
    expect(output).toContain("W2_PGHOST");
    expect(keys(cli)).toEqual([...secretNames, "W2_PGHOST"]);
  });
});

describe("commands that need a terminal send nothing", () => {
  test.each([
    { what: "storage disconnect db", code: 1 },
    { what: "storage disconnect db --all", code: 1 },
    // A store of the Marketplace is deleted by another command, which the output names.
    { what: "storage delete db", code: 2 },
  ])("$what", exhaustive, async ({ what, code }) => {
    const cli = await startCliWithStore();
    cli.emulator.projects.connect({ store: cli.id, project: "web" });
    const run = await cli.run(...what.split(" "));
    expect({ code: run.code, writes: run.writes }).toEqual({ code, writes: [] });
    expect(connectedTo(cli.emulator, cli.id)).toHaveLength(1);
  });
});

/** The names of variables that a plan adds or removes. */
function namesIn(stdout: string, change: "add" | "remove"): string[] {
  return (JSON.parse(stdout) as { envVars: Record<"add" | "remove", string[]> }).envVars[change].sort();
}
