// Every example as a user has it: a folder of its own, with the packed package from npm, and type checks on.
import { execFile } from "node:child_process";
import { mkdtemp, realpath } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmulator } from "vercel-marketplace-emulator";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { copyOfExample, examples, preparations } from "./support/examples.ts";
import { PackedPackages } from "./support/packed-packages.ts";
import { createWorkspace } from "./support/workspace.ts";

const run = promisify(execFile);

describe("from the packed package", exhaustive, () => {
  let packages: PackedPackages;

  beforeAll(async () => {
    packages = new PackedPackages(await realpath(await mkdtemp(join(inject("runFolder"), "packages-"))));
  });

  test.each(examples)("P37 examples/%s goes up, stays as it is, and comes down", async (name) => {
    await using emulator = await startEmulator();
    const environment = emulator.environment();
    await using workspace = await createWorkspace({ ...copyOfExample(name, emulator), environment });
    await packages.install(workspace);
    await preparations[name]?.({ emulator, workspace });

    const up = await workspace.up();
    expect(up.code, up.output).toBe(0);
    expect(emulator.stores.list().length).toBeGreaterThan(0);

    const preview = await workspace.preview(["--expect-no-changes"]);
    expect(preview.code, preview.output).toBe(0);
    const destroy = await workspace.destroy();
    expect(destroy.code, destroy.output).toBe(0);
    expect(emulator.stores.list()).toEqual([]);
  });

  test("P37 the tests of examples/test-your-program pass", async () => {
    await using emulator = await startEmulator();
    await using workspace = await createWorkspace(copyOfExample("test-your-program", emulator));
    await packages.install(workspace);

    const { stdout } = await run("npm", ["test"], { cwd: workspace.folder, env: workspace.environment });

    expect(stdout).toMatch(/Test Files .*3 passed/);
    expect(workspace.processes()).toEqual([]);
  });
});
