// `import` from a team's stores to a stack: the files, `pulumi import`, refresh, and a program that changes nothing.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Behaviour, type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import type { Workspace } from "../../tools/workspace/workspace.ts";
import { runCommand } from "../support/command.ts";
import { exhaustive, testMatrix } from "../support/matrix.ts";
import { seedConnections, seedEveryProduct } from "../support/seeded-team.ts";
import { expectNoCanaries } from "./support/canaries.ts";
import { CONNECTION_TYPE } from "./support/connections.ts";
import { quickTimings, STORE_TYPE } from "./support/stack.ts";
import { createWorkspace } from "./support/workspace.ts";

/** Exports the secrets by the ids of the resources. */
const index = `
  import { IntegrationStore } from "pulumi-vercel-marketplace";
  import * as resources from "./stores";
  import { all, output } from "@pulumi/pulumi";
  const secretsOf = (one: any) => (IntegrationStore.isInstance(one) ? one.secrets : one.values);
  export const secrets = all(
    Object.values(resources).map((one) => all([one.id, secretsOf(one)])),
  ).apply((entries) => Object.fromEntries(entries));
`;

const files = {
  "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
  "package.json": JSON.stringify({ name: "shop", private: true, main: "index.ts" }),
  "tsconfig.json": JSON.stringify({ compilerOptions: { target: "es2022", module: "nodenext", strict: true } }),
  "index.ts": index,
};

interface Row {
  what: string;
  always?: boolean;
  behaviour?: Partial<Behaviour>;
  args?: string[];
}

testMatrix(
  "P18 P27 P28 P1 P2 stores of every product, with their connections, are imported, and change nothing: $what",
  [
    { what: "as published", always: true, behaviour: { pageSize: 7 } },
    {
      what: "a server that names environments by id, and a team on the command line",
      behaviour: { customEnvironments: "id", listProjects: false },
      args: ["--team", "acme"],
    },
    { what: "a server that keeps variables sensitive", behaviour: { sensitivePolicy: "on", prefixRule: "literal" } },
  ] satisfies Row[],
  async ({ behaviour, args = [], always = false }: Row) => {
    await using emulator = await startEmulator({ behaviour: behaviour ?? {} });
    const stores = seedEveryProduct(emulator);
    seedConnections(emulator);
    await using workspace = await workspaceFor(emulator);

    const written = await runCommand(["import", "--all", ...args], workspace.environment, { cwd: workspace.folder });
    expect(written.code, written.stderr).toBe(0);
    const imported = await workspace.pulumi(nextCommands(written.stdout)[0] ?? []);
    expect(imported.code, imported.output).toBe(0);
    expect(await workspace.resources(STORE_TYPE)).toHaveLength(stores.length);
    const links = await workspace.resources(CONNECTION_TYPE);
    expect(links).toHaveLength(6);
    // The stack itself is the same.
    expect(await operations(workspace)).toEqual({ same: 1, update: stores.length + links.length });

    const refreshed = await workspace.refresh();
    expect(refreshed.code, refreshed.output).toBe(0);
    const outputs = [written, imported, refreshed].map(({ stdout, stderr }) => stdout + stderr);
    if (!always) {
      const preview = await workspace.preview(["--expect-no-changes", "--diff"]);
      expect(preview.code, preview.output).toBe(0);
      outputs.push(preview.output);
    }
    expect(emulator.journal.writes()).toEqual([]);
    emulator.journal.clear();
    const up = await workspace.up(["--expect-no-changes"]);
    expect(up.code, up.output).toBe(0);
    expect(emulator.journal.entries()).toEqual([]);
    expect((await workspace.outputs({ showSecrets: true })).secrets).toEqual(secretsAt(emulator));

    await expectNoCanaries({ emulator, workspace }, [...outputs, up.output, ...(await filesOf(workspace))]);
  },
);

test(
  "P18 P27 P28 an import without a refresh: `up` reads the secrets, the stack has all, and one run destroys it",
  exhaustive,
  async () => {
    await using emulator = await startEmulator();
    const seed = { integration: "neon", metadata: { region: "iad1" } };
    const { id } = emulator.stores.seed({ ...seed, name: "db" });
    emulator.projects.connect({ store: id, project: "web" });
    // Its name is that of the connection.
    emulator.stores.seed({ ...seed, name: "db-web" });
    await using workspace = await workspaceFor(emulator);
    const run = (args: string[]) => runCommand(["import", ...args], workspace.environment, { cwd: workspace.folder });

    const { stdout } = await run(["--all"]);
    const [command = []] = nextCommands(stdout);
    expect((await workspace.pulumi(command)).code).toBe(0);
    const up = await workspace.up();
    expect(up.code, up.output).toBe(0);
    expect((await workspace.outputs({ showSecrets: true })).secrets).toEqual(secretsAt(emulator));

    const exported = await workspace.pulumi(["stack", "export", "--file", "stack.json"]);
    expect(exported.code, exported.output).toBe(0);
    const again = await run(["--all", "--force", "--json", "--stack-file", "stack.json"]);
    expect(JSON.parse(again.stdout)).toMatchObject({ imported: [], leftOut: Array(3).fill({ reason: "in-stack" }) });
    // A second import of the same file changes nothing.
    const twice = await workspace.pulumi(command);
    expect(twice.code, twice.output).toBe(0);
    expect((await workspace.up(["--expect-no-changes"])).code).toBe(0);
    expect(emulator.journal.writes()).toEqual([]);
    const stack = await readFile(join(workspace.folder, "stack.json"), "utf8");
    await expectNoCanaries({ emulator, workspace }, [up.output, again.stdout, stack, ...(await filesOf(workspace))]);

    // The import file cannot say that the connection goes first, but the program has.
    const destroyed = await workspace.destroy();
    expect(destroyed.code, destroyed.output).toBe(0);
    expect(emulator.stores.list()).toEqual([]);
  },
);

function workspaceFor(emulator: Emulator): Promise<Workspace> {
  return createWorkspace({
    files,
    environment: {
      ...emulator.environment(),
      VERCEL_MARKETPLACE_TIMINGS: JSON.stringify(quickTimings),
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    },
  });
}

/** The commands of Pulumi that the output tells to run, as arguments. */
function nextCommands(output: string): string[][] {
  return [...output.matchAll(/^ +pulumi (.*)$/gm)].map(([, args = ""]) => args.split(" "));
}

/** How many resources a preview would create, update and so on. */
async function operations(workspace: Workspace): Promise<Record<string, number>> {
  const { stdout } = await workspace.preview(["--json"]);
  return (JSON.parse(stdout) as { changeSummary: Record<string, number> }).changeSummary;
}

function filesOf({ folder }: Workspace): Promise<string[]> {
  return Promise.all(["pulumi-import.json", "stores.ts"].map((name) => readFile(join(folder, name), "utf8")));
}

/** The values that the stores and connections have at the server, as far as it returns them. */
function secretsAt(emulator: Emulator): Record<string, Record<string, string>> {
  return Object.fromEntries(
    emulator.stores.list({ team: "acme" }).flatMap(({ id, projectsMetadata }) => {
      const links = projectsMetadata.map((link) => {
        const variables = emulator.projects.variables(link.projectId);
        const own = variables.filter(({ from, type }) => from?.connectionId === link.id && type !== "sensitive");
        return [link.id, Object.fromEntries(own.map(({ key, value }) => [key, value]))] as const;
      });
      return [[id, emulator.stores.secretValues(id)] as const, ...links];
    }),
  );
}
