// Every example can be created, and so can the workspace's own root, which runs the quickstart.
// `packed-examples.test.ts` runs the examples as a user has them.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { copyOfExample, examples, preparations } from "./support/examples.ts";
import { createWorkspace, type WorkspaceOptions } from "./support/workspace.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

async function goesUp(
  options: (emulator: Emulator) => WorkspaceOptions,
  prepare?: (typeof preparations)[string],
): Promise<void> {
  await using emulator = await startEmulator();
  await using workspace = await createWorkspace({
    ...options(emulator),
    // The examples' types are checked by `npm run check`.
    environment: { ...emulator.environment(), PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
  });
  await prepare?.({ emulator, workspace });
  const up = await workspace.up();
  expect(up.code, up.output).toBe(0);
  expect(emulator.stores.list().length).toBeGreaterThan(0);
}

test.each(examples)("examples/%s goes up", async (name) => {
  await goesUp((emulator) => copyOfExample(name, emulator), preparations[name]);
});

test("`pulumi up` at the root runs the quickstart", exhaustive, async () => {
  const quickstart = ["Pulumi.yaml", "package.json", "tsconfig.json", "index.ts"].map((file) => {
    const path = `examples/quickstart/${file}`;
    return [path, readFileSync(`${root}${path}`, "utf8")];
  });
  await goesUp(() => ({
    files: { ...Object.fromEntries(quickstart), "Pulumi.yaml": readFileSync(`${root}Pulumi.yaml`, "utf8") },
  }));
});
