// What scripts rely on: exit codes, JSON for every failure, closed and full outputs, help whose examples are valid.
import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { DiscoverOverview, JsonFailure, JsonOutput } from "pulumi-vercel-marketplace";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, test } from "vitest";
import { command, type Run, runCommand } from "../../support/command.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.close());

const run = (args: string[]) => runCommand(args, emulator.environment());

describe("--json", () => {
  it("prints a result with the version of the format, and nothing else", async () => {
    const { stdout, stderr, code } = await run(["discover", "neon", "--json"]);
    const result: JsonOutput<DiscoverOverview> = JSON.parse(stdout);
    expect(result).toMatchObject({ version: 1, team: "acme", integrations: [{ integration: "neon" }] });
    expect([stderr, code]).toEqual(["", 0]);
  });

  it("prints a failure of the API with status and request id", async () => {
    emulator.faults.add({ at: "before-commit", kind: "status", status: 403 });
    const { stdout, stderr, code } = await run(["discover", "neon", "--json"]);
    const failure: JsonOutput<JsonFailure> = JSON.parse(stdout);
    expect(failure).toEqual({
      version: 1,
      error: {
        code: "api-forbidden",
        message: expect.stringContaining("[api-forbidden]"),
        status: 403,
        requestId: expect.any(String),
      },
    });
    expect([stderr, code]).toEqual(["", 1]);
  });

  it.each([
    ["an unknown command", ["discvoer", "--json"], "Did you mean discover?"],
    ["an unknown option", ["discover", "--tema=vcp_secret", "--json"], "'--tema'"],
    ["no command", ["--json"], "'--json'"],
    ["an unknown command for help", ["help", "nosuch", "--json"], "no such command"],
    ["options that exclude each other", ["discover", "neon", "--all", "--json"], "--all takes no integration"],
  ])("prints wrong usage, and exits with 2: %s", async (_, args, problem) => {
    const { stdout, stderr, code } = await run(args);
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      error: { code: "wrong-usage", message: expect.stringContaining(problem) },
    });
    expect(stdout).not.toContain("vcp_secret");
    expect([stderr, code]).toEqual(["", 2]);
  });
});

describe("the output", () => {
  /** Runs a line of bash, in which `cli` is the command. */
  const bash = (line: string) => {
    const script = `set -o pipefail; cli() { '${process.execPath}' '${command}' "$@"; }; ${line}`;
    return promisify(execFile)("bash", ["--norc", "-c", script], {
      env: { ...emulator.environment(), PATH: "/usr/bin:/bin" },
    })
      .then(({ stdout, stderr }) => ({ stdout, stderr, code: 0 }))
      .catch(({ stdout, stderr, code }) => ({ stdout, stderr, code }));
  };

  it("may be read in part: exit code 0, and nothing on stderr", async () => {
    expect(await bash("cli discover --all --json | head -1")).toEqual({ stdout: "{\n", stderr: "", code: 0 });
    expect(await bash("cli --help | true")).toEqual({ stdout: "", stderr: "", code: 0 });
  });

  it.each(["discover neon", "discover neon --json", "discover nosuch --json", "completion bash"])(
    "that cannot be written is one line on stderr, and exit code 1: %s",
    async (args) => {
      const { stderr, code } = await bash(`cli ${args} >/dev/full`);
      expect(stderr).toMatch(/^[^\n]*ENOSPC[^\n]*\[output-not-written\]\n$/);
      expect(code).toBe(1);
    },
  );

  it("may be closed on both sides", async () => {
    expect((await bash("cli discover nosuch 2>&1 | true")).stderr).toBe("");
    expect(await bash("cli discover nosuch >/dev/full 2>&1")).toMatchObject({ stdout: "", stderr: "", code: 1 });
  });

  it("is complete if nobody reads stderr", async () => {
    emulator.configure({ catalogue: 403 });
    const { stdout } = await bash("cli discover --all 2> >(true)");
    expect(stdout).toContain("Neon (icfg_");
  });
});

describe("help", () => {
  /** The commands of the examples, without what they read and where their output goes. */
  const commandsIn = (text: string) => {
    const [, examples = ""] = text.split("\nExamples:\n");
    return [...examples.matchAll(/npx pulumi-vercel-marketplace (.*?)(?: {2}| [|<>] |$)/gm)].map(([, line]) =>
      String(line),
    );
  };

  it("names the exit codes, and where the token is taken from", async () => {
    const { stdout } = await run(["--help"]);
    expect(stdout).toMatch(/0 success, 1 failure, 2 wrong usage/);
    expect(stdout).toContain("VERCEL_API_TOKEN");
  });

  /** The commands in the help of the program. */
  const namesIn = (main: string) => {
    const [, list = ""] = /\nCommands:\n([\s\S]*?)\n\n/.exec(main) ?? [];
    return [...list.matchAll(/^ {2}(\w+)/gm)].map(([, name]) => String(name)).filter((name) => name !== "help");
  };

  it("lists the commands of docs/command-line.md", async () => {
    const readme = await readFile(new URL("../../../docs/command-line.md", import.meta.url), "utf8");
    const [, table = ""] = /^\| command \|.*\n\|.*\n((?:\|.*\n)+)/m.exec(readme) ?? [];
    const rows = [...table.matchAll(/^\| `(\w+)/gm)].map(([, name]) => String(name));
    expect(rows.sort()).toEqual(namesIn((await run(["--help"])).stdout).sort());
  });

  it("has examples for every command, and all of them are valid", async () => {
    const main = (await run(["--help"])).stdout;
    const names = namesIn(main);
    expect(names).toContain("discover");
    const pages = await Promise.all(names.map(async (name) => (await run(["help", name])).stdout));
    expect(pages.filter((page) => commandsIn(page).length === 0)).toEqual([]);
    const examples = [main, ...pages].flatMap(commandsIn);
    expect(examples).toContain("discover --all --json");
    // Only an example that is valid gets as far as the option that does not exist.
    const runs = await Promise.all(examples.map((line) => run([...line.split(" "), "--nosuch-option"])));
    const isValid = ({ stdout, stderr, code }: Run) =>
      code === 0 || `${stdout}${stderr}`.includes("unknown option '--nosuch-option'");
    expect(examples.filter((_, index) => !isValid(runs[index] as Run))).toEqual([]);
  });
});

describe("completion", () => {
  const script = (shell: string) => run(["completion", shell]);
  /** What bash completes at the end of a line. */
  async function complete(line: string): Promise<string[]> {
    const words = line.split(" ");
    const array = words.map((word) => `'${word}'`).join(" ");
    const { stdout } = await script("bash");
    const ask = `${stdout}\nCOMP_WORDS=(${array}); COMP_CWORD=${words.length - 1}; _pulumi_vercel_marketplace; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return (await promisify(execFile)("bash", ["--norc", "-c", ask])).stdout.split("\n").filter(Boolean).sort();
  }

  it.each([
    ["pulumi-vercel-marketplace disc", ["discover"]],
    ["pulumi-vercel-marketplace --", ["--help", "--version"]],
    ["pulumi-vercel-marketplace discover --a", ["--all", "--api-url"]],
    ["pulumi-vercel-marketplace discover neon --js", ["--json"]],
    ["pulumi-vercel-marketplace discover --team ", []],
    ["pulumi-vercel-marketplace completion ", ["--help", "bash", "fish", "zsh"]],
    ["pulumi-vercel-marketplace help comp", ["completion"]],
    ["pulumi-vercel-marketplace nosuch ", []],
  ])("bash completes %j", async (line, words) => {
    expect(await complete(line)).toEqual(words);
  });

  test.each(["bash", "zsh", "fish"])("the script for %s is valid", async (shell) => {
    const { stdout, code } = await script(shell);
    expect(stdout).toContain("pulumi-vercel-marketplace");
    expect(code).toBe(0);
    const path = ["/bin", "/usr/bin", "/usr/local/bin"].map((folder) => `${folder}/${shell}`).find(existsSync);
    if (path === undefined) return;
    const folder = await mkdtemp(join(tmpdir(), "completion-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, "script"), stdout);
    const checked = spawnSync(path, ["-n", join(folder, "script")], { env: { HOME: folder } });
    expect([checked.status, checked.stderr.toString()]).toEqual([0, ""]);
  });

  it("is available for these shells only", async () => {
    const { stderr, code } = await script("tcsh");
    expect(stderr).toContain("bash, zsh, fish");
    expect(code).toBe(2);
  });
});
