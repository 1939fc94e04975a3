// When the command line runs the engine's command, and what it does without one. `pulumi` is a script that notes its runs.
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { readStackConfig } from "../../../provider/src/cli/account/stack-config.ts";
import { runCommand } from "../../support/command.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

interface Project {
  files?: Record<string, string>;
  folders?: string[];
  /** The body of the script `pulumi`. Default: there is none. */
  pulumi?: string;
}

/** Runs `discover neon --json` in a folder, and tells whether `pulumi` ran. */
async function discover({ files = {}, folders = [], pulumi }: Project, ...args: string[]) {
  const folder = await mkdtemp(join(tmpdir(), "stack-config-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, "bin"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  for (const name of folders) await mkdir(join(folder, name));
  if (pulumi !== undefined) {
    await writeFile(join(folder, "bin/pulumi"), `#!/bin/sh\necho "$@" >>"${folder}/runs"\n${pulumi}\n`);
    await chmod(join(folder, "bin/pulumi"), 0o755);
  }
  const environment = { ...emulator.environment(), PATH: `${join(folder, "bin")}:/usr/bin:/bin` };
  const run = await runCommand(["discover", "neon", "--json", ...args], environment, { cwd: folder });
  const runs = await readFile(join(folder, "runs"), "utf8").catch(() => "");
  return { ...run, runs };
}

const config = (values: Record<string, string>) =>
  JSON.stringify(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value, secret: true }])));
const printing = (text: string) => `case "$1" in stack) echo dev;; *) cat <<'END'\n${text}\nEND\nesac`;
const project = { "Pulumi.yaml": "name: shop\nruntime: nodejs\n" };
const withTeam = { ...project, "Pulumi.dev.yaml": "config:\n  vercel:team: acme\n" };

test.each<[string, Project]>([
  ["a folder without a project", {}],
  ["a project that sets nothing of this package", { files: { ...project, "Pulumi.dev.yaml": "config:\n  a:b: c\n" } }],
])("in %s, pulumi does not run", async (_, given) => {
  const { runs, stderr, code } = await discover({ ...given, pulumi: "exit 1" });
  expect([runs, stderr, code]).toEqual(["", "", 0]);
});

test("a stack that is named without a project is an error, and pulumi does not run", async () => {
  const { runs, stdout, code } = await discover({ pulumi: "exit 1" }, "--stack", "dev");
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "stack-config-not-read" } });
  expect([runs, code]).toEqual(["", 1]);
});

test.each([
  ["the config of a stack", withTeam],
  ["an environment", { ...project, "Pulumi.dev.yaml": "environment:\n  - shared\n" }],
  ["another folder for the config", { "Pulumi.yaml": "name: shop\nruntime: nodejs\nstackConfigDir: config\n" }],
])("a project with %s is asked", async (_, files) => {
  const { runs, stdout } = await discover({ files, pulumi: printing(config({ "vercel:team": "acme" })) });
  expect(runs).toContain("config --json --show-secrets --non-interactive");
  expect(JSON.parse(stdout)).toMatchObject({ team: "acme" });
});

test("a file that cannot be read is no failure", async () => {
  const { stderr, code } = await discover({ files: project, folders: ["Pulumi.dev.yaml"] });
  expect(stderr).toMatch(/^[^\n]*pulumi is not installed[^\n]*\[stack-config-not-read\]\n$/);
  expect(code).toBe(0);
});

test("a command pulumi that does not end is given up", async () => {
  const folder = await mkdtemp(join(tmpdir(), "stack-config-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(withTeam)) await writeFile(join(folder, name), text);
  await writeFile(join(folder, "pulumi"), "#!/bin/sh\nexec sleep 60\n");
  await chmod(join(folder, "pulumi"), 0o755);
  vi.spyOn(process, "cwd").mockReturnValue(folder);
  vi.stubEnv("PATH", `${folder}:/usr/bin:/bin`);
  onTestFinished(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  await expect(readStackConfig(undefined, 0.2)).rejects.toThrow(/the command pulumi took too long/);
});

test("without pulumi on PATH, options and environment are used, with one line that says so", async () => {
  const { stdout, stderr, code } = await discover({ files: withTeam });
  expect(JSON.parse(stdout)).toMatchObject({ version: 1, team: "acme" });
  expect(stderr).toMatch(/^[^\n]*pulumi is not installed[^\n]*\[stack-config-not-read\]\n$/);
  expect(code).toBe(0);
});

test.each([
  [
    "the line of the error",
    "echo 'warning: new version' >&2; echo 'error: no stack selected.' >&2; echo 'more' >&2; exit 1",
  ],
  ["the last line without one", "echo 'Downloading…' >&2; echo 'no stack selected' >&2; exit 1"],
])("the reason of a failure is %s", async (_, pulumi) => {
  const { stderr } = await discover({ files: withTeam, pulumi });
  expect(stderr).toContain("could not be read: no stack selected. ");
});

test("without pulumi on PATH, a stack that is named is an error", async () => {
  const { stdout, code } = await discover({ files: withTeam }, "--stack", "dev");
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: "stack-config-not-read" } });
  expect(code).toBe(1);
});

test.each([
  ["prints no JSON", printing("vcp_canary0123456789")],
  ["prints JSON of another kind", printing('"vcp_canary0123456789"')],
  ["prints null", printing("null")],
  ["fails with a token in its message", "echo 'error: cannot decrypt vcp_canary0123456789' >&2; exit 1"],
])("P27 a command pulumi that %s is no source, and nothing that it printed is shown", async (_, pulumi) => {
  const { stdout, stderr, code } = await discover({ files: withTeam, pulumi });
  expect(JSON.parse(stdout)).toMatchObject({ team: "acme" });
  expect(`${stdout}${stderr}`).not.toContain("canary");
  expect(code).toBe(0);
});

test("an option wins over the config, which wins over the environment", async () => {
  const pulumi = printing(config({ "vercel:team": "no team", "vercel:apiToken": emulator.tokens.both }));
  const fromConfig = await discover({ files: withTeam, pulumi });
  expect(JSON.parse(fromConfig.stdout)).toMatchObject({ error: { code: "settings-invalid" } });
  expect(fromConfig.stdout).toContain("vercel:team of stack dev");

  const fromOption = await discover({ files: withTeam, pulumi }, "--team", "acme-prod");
  expect(JSON.parse(fromOption.stdout)).toMatchObject({ team: "acme-prod" });
  expect(fromOption.stderr).toBe(
    "Account: token from vercel:apiToken of stack dev, team from --team, API URL from VERCEL_API_URL.\n",
  );
});

test("a config that sets nothing that is used is not mentioned", async () => {
  const pulumi = printing(config({ "vercel:team": "other", "vercel:apiToken": "" }));
  const { stderr } = await discover({ files: withTeam, pulumi }, "--team", "acme");
  expect(stderr).toBe("");
});

test("no key but those of settings counts", async () => {
  const pulumi = printing(config({ "vercel:team": "acme", "vercel:explicit": "true", "vercel:teams": "x" }));
  const { stdout, stderr } = await discover({ files: withTeam, pulumi });
  expect(JSON.parse(stdout)).toMatchObject({ team: "acme" });
  expect(stderr).toBe(
    "Account: token from VERCEL_API_TOKEN, team from vercel:team of stack dev, API URL from VERCEL_API_URL.\n",
  );
});
