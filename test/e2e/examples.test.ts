// Every example can be created and destroyed, and so can the workspace's own root, which runs the quickstart.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { copyOfExample, examples } from "./support/examples.ts";
import { createWorkspace, type WorkspaceOptions } from "./support/workspace.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

interface Life {
  /** Ends after the first `up`. */
  upOnly?: boolean;
}

async function runs(options: (emulator: Emulator) => WorkspaceOptions, { upOnly = false }: Life = {}): Promise<void> {
  await using emulator = await startEmulator();
  await using workspace = await createWorkspace({
    ...options(emulator),
    // The examples' types are checked by `npm run check`.
    environment: { ...emulator.environment(), PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
  });
  const up = await workspace.up();
  expect(up.code, up.output).toBe(0);
  expect(emulator.stores.list().length).toBeGreaterThan(0);
  if (upOnly) return;
  expect(await workspace.preview(["--expect-no-changes"])).toMatchObject({ code: 0 });
  const destroy = await workspace.destroy();
  expect(destroy.code, destroy.output).toBe(0);
  expect(emulator.stores.list()).toEqual([]);
}

test.each(examples)("examples/%s goes up", async (name) => {
  await runs((emulator) => copyOfExample(name, emulator), { upOnly: true });
});

test.each(examples)("examples/%s goes up, stays as it is, and comes down", exhaustive, async (name) => {
  await runs((emulator) => copyOfExample(name, emulator));
});

test("`pulumi up` at the root runs the quickstart", exhaustive, async () => {
  const quickstart = ["Pulumi.yaml", "package.json", "tsconfig.json", "index.ts"].map((file) => {
    const path = `examples/quickstart/${file}`;
    return [path, readFileSync(`${root}${path}`, "utf8")];
  });
  await runs(() => ({
    files: { ...Object.fromEntries(quickstart), "Pulumi.yaml": readFileSync(`${root}Pulumi.yaml`, "utf8") },
  }));
});
