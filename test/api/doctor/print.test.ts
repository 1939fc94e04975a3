// What `doctor` prints for people: the example of docs/command-line.md, and colours.
import { readFileSync } from "node:fs";
import { startEmulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { programFolder, runIn } from "./run.ts";

async function printed(variables: Record<string, string> = {}): Promise<{ stdout: string; code: number | null }> {
  await using emulator = await startEmulator({ behaviour: { listStores: 403 } });
  emulator.state.removeInstallation("icfg_AcmeFrost5Zn7Jd3Ck9Wy1Ah");
  const { folder, environment } = programFolder();
  const account = { ...emulator.environment(), VERCEL_API_TOKEN: emulator.tokens.viewer };
  return await runIn(folder, ["doctor"], { ...account, ...environment, ...variables });
}

test("docs/command-line.md has what it prints", async () => {
  const readme = readFileSync(new URL("../../../docs/command-line.md", import.meta.url), "utf8");
  const example = /^\$ npx pulumi-vercel-marketplace doctor\n(.+?)^```/ms.exec(readme)?.[1] ?? "";
  const { stdout, code } = await printed();

  // An ellipsis stands for what differs or is left out.
  const parts = example
    .trim()
    .split("…")
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  expect(parts.length).toBeGreaterThan(5);
  expect(stdout.trim()).toMatch(new RegExp(`^${parts.join(".*?")}$`, "s"));
  expect(code).toBe(1);
});

test("it is coloured only on request, if it is not printed to a terminal", async () => {
  const { stdout } = await printed({ FORCE_COLOR: "1" });
  expect(stdout).toContain("\u001b[31m✗\u001b[39m List of stores");
  const plain = await printed();
  expect(plain.stdout).toContain("✗ List of stores");
  expect(plain.stdout).not.toContain("\u001b");
});
