// The packed package where users have it: behind a component library, in every layout of node_modules, or not at all.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { command, removePackage, restorePackage, symlinkSdk, writeFiles } from "./support/layouts.ts";
import { expectMessage } from "./support/messages.ts";
import { createStack, STORE_TYPE } from "./support/stack.ts";

/** A copy of the package that no provider process finds. */
const elsewhere = join(import.meta.dirname, "../../node_modules/pulumi-vercel-marketplace");

test("P38 a store stays when the package leaves with it, one line says what to install, and then it is deleted", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  await workspace.up();
  await workspace.writeProgram("");
  await removePackage(workspace);

  const up = await workspace.up();
  expect(up.code).not.toBe(0);
  expect(up.output).toContain("npm install pulumi-vercel-marketplace");
  expect(up.output).not.toMatch(/Cannot find module|^\s+at /m);
  expect(emulator.stores.list()).toHaveLength(1);
  expect(await workspace.resources(STORE_TYPE)).toHaveLength(1);

  await restorePackage(workspace);
  expect((await workspace.up()).code).toBe(0);
  expect(emulator.stores.list()).toEqual([]);
});

test("P38 a program that has the package where its provider process does not look fails with one line", async () => {
  await using stack = await createStack();
  const { emulator, workspace } = stack;
  await workspace.writeProgram(`
    const { IntegrationStore } = require(${JSON.stringify(elsewhere)});
    new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } });
  `);
  await removePackage(workspace);

  const preview = await workspace.preview();
  expect(preview.code).not.toBe(0);
  expectMessage(preview.output, "package-not-found", "npm install pulumi-vercel-marketplace");
  expect(preview.output).not.toMatch(/^\s+at /m);
  expect(emulator.journal.entries()).toEqual([]);
});

test.each(["cjs", "esm"])(
  "P38 a bundle (%s) works where the package is installed too, else says so",
  exhaustive,
  async (format) => {
    await using stack = await createStack();
    const { emulator, workspace } = stack;
    const options = [
      "--bundle",
      "--platform=node",
      "--external:@pulumi/pulumi",
      `--format=${format}`,
      "--outfile=bundle/index.js",
    ];
    // What esbuild recommends for CommonJS packages in an ES module.
    const banner = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;
    await command(workspace.folder, [
      "npx",
      "--yes",
      "esbuild@0.28.2",
      "index.js",
      ...options,
      ...(format === "esm" ? [`--banner:js=${banner}`] : []),
    ]);
    await writeFiles(workspace.folder, {
      "package.json": JSON.stringify({
        name: "shop",
        type: format === "esm" ? "module" : "commonjs",
        main: "bundle/index.js",
      }),
    });
    expect((await workspace.up()).code).toBe(0);
    expect((await workspace.destroy()).code).toBe(0);
    expect(emulator.stores.list()).toEqual([]);

    await removePackage(workspace);
    const preview = await workspace.preview();
    expect(preview.code).not.toBe(0);
    expectMessage(preview.output, "package-not-found", workspace.folder);
  },
);

test("P38 an inline program whose provider process starts elsewhere is warned, and works", exhaustive, async () => {
  await using stack = await createStack({ program: "" });
  const { emulator, workspace } = stack;
  const script = `
    const { LocalWorkspace } = require("@pulumi/pulumi/automation");
    const { IntegrationStore } = require(${JSON.stringify(elsewhere)});
    const program = async () => new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } });
    const settings = { name: "shop", runtime: "nodejs", main: ${JSON.stringify(workspace.folder)} };
    LocalWorkspace.createOrSelectStack(
      { stackName: "dev", projectName: "shop", program },
      { projectSettings: settings },
    ).then((stack) => stack.up({ onOutput: (text) => process.stdout.write(text) }));
  `;
  // A folder with the SDK, and without the package.
  const server = join(workspace.root, "server");
  await writeFiles(server, { "server.cjs": script });
  await symlinkSdk(server);

  const run = await promisify(execFile)(process.execPath, ["server.cjs"], { cwd: server, env: workspace.environment });

  expectMessage(run.stdout, "package-not-found", server);
  expect(emulator.stores.list()).toHaveLength(1);
});
