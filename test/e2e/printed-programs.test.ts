// Every whole program that a page prints goes up. `readme.test.ts` follows the start of the README as a user would.
import { startEmulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { blocksOf } from "../support/printed-blocks.ts";
import { createWorkspace } from "./support/workspace.ts";

const pages = [
  "README.md",
  "docs/integration-store.md",
  "docs/project-connection.md",
  "docs/accounts.md",
  "docs/existing-stores.md",
];
const programs = pages.flatMap((page) => {
  const whole = blocksOf(page).filter((code) => code.startsWith("import "));
  return whole.map((code, index) => ({ page, code, number: index + 1 }));
});

test("every page has a whole program", () => {
  expect([...new Set(programs.map(({ page }) => page))]).toEqual(pages);
});

test.each(programs)("P37 P1 program $number of $page goes up, and stays as it is", exhaustive, async ({ code }) => {
  await using emulator = await startEmulator();
  const seed = (name: string) => emulator.stores.seed({ name, integration: "neon", metadata: { region: "iad1" } }).id;
  const config = {
    projectId: String(emulator.projects.get("web")?.id),
    storeId: seed("made-by-hand"),
    sharedStoreId: seed("shared"),
    prodToken: emulator.tokens.both,
  };
  // A `Provider` takes nothing from the environment, and so not the address of the emulator.
  const program = code.replace("{ apiToken,", `{ apiToken, apiUrl: "${emulator.url}",`);
  await using workspace = await createWorkspace({
    config,
    files: {
      "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
      "package.json": JSON.stringify({ name: "shop", private: true, main: "index.ts" }),
      "index.ts": program,
    },
    // A unit test checks the types.
    environment: { ...emulator.environment(), PULUMI_NODEJS_TRANSPILE_ONLY: "true" },
  });

  const up = await workspace.up();
  expect(up.code, up.output).toBe(0);
  const preview = await workspace.preview(["--expect-no-changes"]);
  expect(preview.code, preview.output).toBe(0);
});
