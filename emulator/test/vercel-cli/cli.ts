// Runs the official command line of Vercel against an emulator: with a home of its own, without a browser and without
// any network but loopback.
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Emulator, EmulatorOptions, JournalEntry, TokenName } from "vercel-marketplace-emulator";
import { beforeAll, expect, onTestFinished } from "vitest";
import { vercelScript } from "../../../tools/vercel-cli/install.ts";
import { type Client, startTestEmulator } from "../client.ts";

export interface CliRun {
  code: number;
  stdout: string;
  stderr: string;
  /** Both outputs: which of them has the answer differs by command. */
  output: string;
  /**
   * The requests of this run, each as the method and the route of the emulator. Those for the user and the team, with
   * which a run begins unless the command remembers them, are not here.
   */
  routes: string[];
  /** Its requests other than GET. */
  writes: Pick<JournalEntry, "method" | "path" | "body" | "status">[];
  /** All its requests. */
  requests: readonly JournalEntry[];
  /** The pages that a browser would have opened. */
  opened: string[];
}

export interface Cli {
  emulator: Emulator;
  api: Client;
  /** The folder that the command runs in. It is linked to the project `web` of acme. */
  folder: string;
  /**
   * Runs `vercel` with these arguments. Fails if the output has the value of a secret, or if the command tries to reach
   * another host. Runs of one emulator follow each other: the journal does not tell them apart.
   */
  run(...args: string[]): Promise<CliRun>;
}

interface CliOptions extends EmulatorOptions {
  /** Which token the command has. Default: the one of an admin of acme. */
  token?: TokenName;
}

/** The requests that say who the user and the team are. */
const account = ["GET /v2/user", "GET /teams/:team"];

const installMilliseconds = 300_000;
const runMilliseconds = 25_000;

let script: string;

/** For the top of each file with runs. The first run on a machine installs the command. */
export function installCli(): void {
  beforeAll(async () => {
    const say = (line: string) => process.stderr.write(`vercel-cli: ${line}\n`);
    script = await vercelScript(process.env, { say, signal: AbortSignal.timeout(installMilliseconds) });
  }, installMilliseconds);
}

/** An emulator and a folder to run the command in, both for one test. */
export async function startCli({ token = "admin", ...options }: CliOptions = {}): Promise<Cli> {
  const { emulator, api } = await startTestEmulator(options);
  const root = await realpath(await mkdtemp(join(tmpdir(), "vercel-cli-")));
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 5 }));
  const folder = await createFolders(root, emulator);
  return {
    emulator,
    api,
    folder,
    run: async (...args) => {
      const before = emulator.journal.entries().length;
      const notes = { rejectedHosts: join(root, "rejected-hosts"), opened: join(root, "opened") };
      for (const file of Object.values(notes)) await rm(file, { force: true });
      const target = ["--api", emulator.url, "--token", emulator.tokens[token], "--scope", "acme"];
      const ended = await execute(root, [...args, ...target, "--global-config", join(root, "config")]);
      const rejected = await lines(notes.rejectedHosts);
      if (rejected.length > 0) throw new Error(`vercel ${args.join(" ")} tried to connect to ${rejected.join(", ")}`);
      const output = ended.stdout + ended.stderr;
      expect(secretValues(emulator).filter((value) => output.includes(value))).toEqual([]);
      const requests = emulator.journal.entries().slice(before);
      return {
        ...ended,
        output,
        requests,
        routes: requests.map(({ method, route }) => `${method} ${route}`).filter((route) => !account.includes(route)),
        writes: requests
          .filter(({ method }) => method !== "GET")
          .map(({ method, path, body, status }) => ({
            method,
            path,
            body,
            ...(status === undefined ? {} : { status }),
          })),
        opened: await lines(notes.opened),
      };
    },
  };
}

/** The same with a Neon store `db` that has no connections. */
export async function startCliWithStore(options: CliOptions = {}): Promise<Cli & { id: string }> {
  const cli = await startCli(options);
  const { id } = cli.emulator.stores.seed({ name: "db", integration: "neon", metadata: { region: "iad1" } });
  return { ...cli, id };
}

/** The connections of a store: the name of the project, the environments and the prefix. */
export function connectedTo(emulator: Emulator, id: string) {
  const connections = emulator.stores.get(id)?.projectsMetadata ?? [];
  return connections.map(({ name, environments, envVarPrefix }) => ({ name, environments, prefix: envVarPrefix }));
}

async function createFolders(root: string, emulator: Emulator): Promise<string> {
  const folder = join(root, "project");
  for (const name of ["bin", "home", "tmp", "config", "project/.vercel"]) {
    await mkdir(join(root, name), { recursive: true });
  }
  const linked = emulator.projects.get("web");
  const link = { projectId: linked?.id, orgId: linked?.teamId, projectName: linked?.name };
  await writeFile(join(folder, ".vercel/project.json"), JSON.stringify(link));
  const browser = `#!/bin/sh\necho "$1" >>'${join(root, "opened")}'\n`;
  // The names on Linux and macOS.
  for (const name of ["xdg-open", "open"]) await writeFile(join(root, "bin", name), browser, { mode: 0o755 });
  return folder;
}

/** Every variable of the caller is withheld: its token, account or proxy must not influence a run. */
function environment(root: string): Record<string, string> {
  return {
    PATH: [join(root, "bin"), dirname(process.execPath)].join(":"),
    HOME: join(root, "home"),
    TMPDIR: join(root, "tmp"),
    CI: "1",
    NO_COLOR: "1",
    NO_UPDATE_NOTIFIER: "1",
    VERCEL_TELEMETRY_DISABLED: "1",
    VERCEL_CLI_USE_NATIVE_BINARY: "0",
    // Shared by all runs, which start in half the time.
    NODE_COMPILE_CACHE: join(dirname(script), "compile-cache"),
    NODE_OPTIONS: `--require=${join(import.meta.dirname, "loopback-only.cjs")}`,
    REJECTED_HOSTS_FILE: join(root, "rejected-hosts"),
  };
}

function execute(root: string, args: string[]): Promise<Pick<CliRun, "code" | "stdout" | "stderr">> {
  return new Promise((resolve, reject) => {
    // A process group of its own, so that no process of the run is left when it ends.
    const child = spawn(process.execPath, [script, ...args], {
      cwd: join(root, "project"),
      env: environment(root),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
    });
    const timer = setTimeout(() => {
      endGroup(child.pid);
      reject(new Error(`vercel ${args.join(" ")} ran for ${runMilliseconds} ms: ${stdout}${stderr}`));
    }, runMilliseconds);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      endGroup(child.pid);
      resolve({ code: code ?? -1, stdout, stderr });
    });
  });
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function secretValues(emulator: Emulator): string[] {
  return emulator.stores.list().flatMap(({ id }) => Object.values(emulator.stores.secretValues(id)));
}

/** The lines of a file that a run may have written. */
async function lines(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").filter(Boolean);
}
