// The account of the command line from the config of a stack: encrypted values, the selected stack, the project's folder.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Workspace } from "../../tools/workspace/workspace.ts";
import { type Run, runCommand } from "../api/discovery/command.ts";
import { createWorkspace } from "./support/workspace.ts";

let emulator: Emulator;
let workspace: Workspace;
const explicitKeys = { "vercel:explicit": "true", "vercel:explicitTeam": "acme-prod" };

beforeAll(async () => {
  emulator = await startEmulator();
  workspace = await createWorkspace({
    config: { "vercel:apiUrl": emulator.url, "vercel:team": "acme", ...explicitKeys },
    secretConfig: { "vercel:apiToken": emulator.tokens.both },
  });
  for (const [stack, config] of Object.entries({ other: { "vercel:team": "acme-prod" }, bare: {} })) {
    await workspace.pulumi(["stack", "init", "--no-select", stack]);
    for (const [key, value] of Object.entries(config)) {
      await workspace.pulumi(["config", "set", "--stack", stack, key, value]);
    }
  }
});
afterAll(async () => {
  await workspace.dispose();
  await emulator.close();
});

/** Runs `discover --json` in the folder of the project, with further variables and without the token in its environment. */
async function discover(args: string[], environment: Record<string, string> = {}, folder = workspace.folder) {
  const run = await runCommand(["discover", "--json", ...args], { ...workspace.environment, ...environment }, folder);
  expect(`${run.stdout}${run.stderr}`).not.toContain(emulator.tokens.both);
  return run;
}
const team = ({ stdout }: Run) => JSON.parse(stdout).team;
const codeOf = ({ stdout }: Run) => JSON.parse(stdout).error?.code;

test("P27 an encrypted token of the selected stack is used, and printed nowhere", async () => {
  const run = await discover(["neon"]);
  expect(team(run)).toBe("acme");
  expect(run.stderr).toBe(
    "Account: token from vercel:apiToken of stack dev, team from vercel:team of stack dev, " +
      "API URL from vercel:apiUrl of stack dev.\n",
  );
  expect(run.code).toBe(0);
  expect(emulator.journal.entries().at(-1)).toMatchObject({ token: "both" });
});

test("a team in the config wins over the environment, which has the token of a stack without one", async () => {
  const run = await discover(["neon", "--stack", "other"], {
    ...emulator.environment(),
    VERCEL_API_TOKEN: emulator.tokens.otherTeam,
  });
  expect(team(run)).toBe("acme-prod");
  expect(run.stderr).toBe(
    "Account: token from VERCEL_API_TOKEN, team from vercel:team of stack other, API URL from VERCEL_API_URL.\n",
  );
});

test("a stack without settings of its own leaves everything to the environment", async () => {
  const run = await discover(["neon", "--stack", "bare"], emulator.environment());
  expect([team(run), run.stderr]).toEqual(["acme", ""]);
});

test("a folder below the project has the stack of the project", async () => {
  const below = join(workspace.folder, "src", "deep");
  await mkdir(below, { recursive: true });
  expect(team(await discover(["neon"], {}, below))).toBe("acme");
});

test("a wrong passphrase leaves options and environment, with a line that says so; a stack that is named must be read", async () => {
  const wrong = { ...emulator.environment(), PULUMI_CONFIG_PASSPHRASE: "wrong" };
  const unnamed = await discover(["neon"], wrong);
  expect(unnamed.stderr).toMatch(/^[^\n]*incorrect passphrase[^\n]*\[stack-config-not-read\]\n$/);
  expect([team(unnamed), unnamed.code]).toEqual(["acme", 0]);

  const named = await discover(["neon", "--stack", "dev"], wrong);
  expect([codeOf(named), named.stderr, named.code]).toEqual(["stack-config-not-read", "", 1]);
});

test("without a stack that is selected, and without a token, both are said", async () => {
  const { PULUMI_STACK: _, ...unselected } = workspace.environment;
  const run = await runCommand(
    ["discover"],
    { ...unselected, PULUMI_HOME: join(workspace.root, "tmp") },
    workspace.folder,
  );
  expect(run.stderr).toMatch(
    /no stack selected[^\n]*\[stack-config-not-read\]\nNo Vercel token\.[^\n]*\[token-missing\]\n$/,
  );
  expect([run.stdout, run.code]).toEqual(["", 1]);
});

test("a stack that does not exist is an error", async () => {
  const run = await discover(["neon", "--stack", "nosuch"], emulator.environment());
  expect([codeOf(run), run.code]).toEqual(["stack-config-not-read", 1]);
  expect(run.stdout).toContain("no stack named 'nosuch' found");
});
