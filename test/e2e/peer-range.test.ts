// The oldest and the newest SDK that the package accepts: the whole life of stores, from the tarball.
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, inject, test } from "vitest";
import manifest from "../../provider/package.json" with { type: "json" };
import { exhaustive } from "../support/matrix.ts";
import { expectNoCanaries } from "./support/canaries.ts";
import { install, npm, type Packages, packAll } from "./support/compatibility-project.ts";
import { command } from "./support/layouts.ts";
import { expectMessage } from "./support/messages.ts";
import { CREATE_ROUTE, createStack } from "./support/stack.ts";

const oldest = manifest.peerDependencies["@pulumi/pulumi"].replace("^", "");
const versions = process.env.PEER_VERSIONS?.split(",") ?? [oldest, "latest"];

const program = (region: string, { options = "", environments = "" } = {}) => `
  import * as pulumi from "@pulumi/pulumi";
  import { IntegrationStore, ProjectConnection, Provider } from "pulumi-vercel-marketplace";

  const config = new pulumi.Config();
  const account = new Provider("account", { apiToken: config.requireSecret("token"), team: "acme", apiUrl: config.require("apiUrl") });
  const metadata = { region: "${region}" };
  const db = new IntegrationStore("db", { integration: "neon", metadata${options} }, { provider: account });
  const link = new ProjectConnection("web", { storeId: db.id, projectId: config.require("project")${environments} }, { provider: account });
  const other = IntegrationStore.get("other", config.require("other"), { provider: account });
  export const names = db.secretNames;
  export const url = link.values.apply((values) => values.DATABASE_URL);
  export const console = db.consoleUrl;
  export const otherName = other.name;
`;

describe("P38 the life of stores with another SDK", exhaustive, () => {
  let packages: Packages;

  beforeAll(async () => {
    packages = await packAll(await mkdtemp(join(inject("runFolder"), "peer-")));
  });

  test.each(versions)("@pulumi/pulumi %s", async (version) => {
    await using stack = await createStack();
    const { emulator, workspace } = stack;
    const other = emulator.stores.seed({ name: "other", integration: "neon", metadata: { region: "iad1" } });
    await install(
      { workspace, packages, engine: inject("engineFolder") },
      {
        install: npm,
        dependencies: { "@pulumi/pulumi": version, typescript: "~5.9.0", "@types/node": "^22.0.0" },
        options: "typescript: true",
        manifest: { main: "index.ts" },
        files: {
          "index.ts": program("iad1"),
          "tsconfig.json": JSON.stringify({
            compilerOptions: {
              strict: true,
              module: "commonjs",
              moduleResolution: "node",
              target: "es2022",
              noEmit: true,
              types: ["node"],
            },
            files: ["index.ts"],
          }),
        },
      },
    );
    await workspace.setConfig("shop:token", emulator.token, { secret: true });
    await workspace.setConfig("shop:project", String(emulator.projects.get("web")?.id));
    await workspace.setConfig("shop:other", other.id);
    await workspace.setConfig("shop:apiUrl", emulator.url);
    await command(workspace.folder, ["npx", "tsc"]);
    const write = (text: string) => writeFile(join(workspace.folder, "index.ts"), text);

    const up = await workspace.up();
    expect(up.code, up.output).toBe(0);
    expect(emulator.journal.count("POST", CREATE_ROUTE)).toBe(1);
    expect(up.output).toMatch(/url\s*: \[secret\]/);
    const { names, console: link, otherName } = await workspace.outputs();
    const [store] = emulator.stores.list({ name: "shop-dev-db" });
    expect(names).toEqual(Object.keys(emulator.stores.secretValues(String(store?.id))).sort());
    expect(link).toContain(String(store?.externalResourceId));
    expect(otherName).toBe("other");
    await expectNoCanaries(stack, [up.output]);
    expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
    expect(await workspace.refresh(["--expect-no-changes"])).toMatchObject({ code: 0 });

    // SDKs before 3.216 drop the inputs that a read returns: a name of Vercel would be a change of the program.
    const driftCheck = () => workspace.preview(["--refresh", "--expect-no-changes", "--diff"]);
    emulator.stores.edit(String(store?.id), { name: "renamed" });
    const drifted = await driftCheck();
    expect(drifted.code).not.toBe(0);
    expectMessage(drifted.output, "store-changed", `renamed (${store?.id})`);
    emulator.stores.edit(String(store?.id), { name: "shop-dev-db" });
    expect(await driftCheck()).toMatchObject({ code: 0 });

    await write(program("iad1", { environments: ', environments: ["production"]' }));
    emulator.journal.clear();
    const changed = await workspace.up();
    expect(changed.code, changed.output).toBe(0);
    expect(emulator.journal.writes().map(({ method }) => method)).toEqual(["PATCH"]);
    const { projectsMetadata = [] } = emulator.stores.get(String(store?.id)) ?? {};
    expect(projectsMetadata.map((connection) => connection.environments)).toEqual([["production"]]);

    await write(program("fra1"));
    const rejected = await workspace.up();
    expect(rejected.code).not.toBe(0);
    expectMessage(rejected.output, "replacement-requires-consent", "allowReplacement: true");
    expect(emulator.stores.get(String(store?.id))).toMatchObject({ id: store?.id });

    await write(program("fra1", { options: ", allowReplacement: true, forceDestroy: true" }));
    const replaced = await workspace.up();
    expect(replaced.code, replaced.output).toBe(0);
    const [region] = emulator.stores.list({ name: "shop-dev-db" }).map(({ metadata }) => metadata?.region);
    expect(region).toBe("fra1");

    const destroy = await workspace.destroy();
    expect(destroy.code, destroy.output).toBe(0);
    expect(emulator.stores.list().map(({ id }) => id)).toEqual([other.id]);
  });
});
