// A separate Pulumi project and stack in a temporary folder, used through the real `pulumi` command.
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CliResult, type RunningCli, startCli } from "./cli.ts";
import { cliEnvironment, programFolders } from "./environment.ts";
import { endProcesses, type LiveProcess, processesOf } from "./processes.ts";
import { type ProjectSource, writeProject } from "./project.ts";
import { bytesBelow, type StackState, type StateResource } from "./state.ts";

export interface WorkspaceOptions extends ProjectSource {
  secretConfig?: Record<string, string>;
  /** For every command of this workspace. The engine gets nothing else from the environment of the caller. */
  environment?: Record<string, string>;
  /** The folder of the engine. */
  engine: string;
  /** Where the folder of the workspace is created. Default: the temporary folder of the machine. */
  parent?: string;
  /** The `root` of a workspace of the same project and stack, to copy instead of running `pulumi stack init`. */
  template?: string;
}

export interface CommandOptions {
  environment?: Record<string, string>;
  input?: string;
  timeoutSeconds?: number;
}

export async function createWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  // The engine compares resolved paths; on macOS the temporary folder is a link.
  const root = await realpath(await mkdtemp(join(options.parent ?? tmpdir(), "workspace-")));
  const workspace = new Workspace(root, options);
  try {
    await workspace.initialize(options);
  } catch (error) {
    await workspace.dispose();
    throw error;
  }
  return workspace;
}

export class Workspace {
  /** The folder of all files of the workspace. */
  readonly root: string;
  /** The folder of the program. */
  readonly folder: string;
  readonly stack: string;
  /** For every command of this workspace. */
  readonly environment: Record<string, string>;

  constructor(root: string, options: WorkspaceOptions) {
    this.root = root;
    this.folder = join(root, "project");
    this.stack = options.stack ?? "dev";
    const selected = { PULUMI_STACK: this.stack };
    this.environment = { ...cliEnvironment(root, options.engine), ...selected, ...options.environment };
  }

  async initialize(options: WorkspaceOptions): Promise<void> {
    for (const name of programFolders) await mkdir(join(this.root, name));
    await writeProject(this.folder, options);
    if (options.template !== undefined) await this.#copyStack(options.template);
    else await this.#run(["stack", "init", this.stack]);
    const secrets = Object.entries(options.secretConfig ?? {}).map(([key, value]) => `--secret=${key}=${value}`);
    if (secrets.length > 0) await this.#run(["config", "set-all", ...secrets]);
  }

  /** Starts a command and leaves it running. */
  start(args: string[], options: CommandOptions = {}): RunningCli {
    return startCli(args, {
      cwd: this.folder,
      environment: { ...this.environment, ...options.environment },
      input: options.input,
    });
  }

  /** Runs a command to its end. Throws only if it does not end in time. */
  async pulumi(args: string[], options: CommandOptions = {}): Promise<CliResult> {
    const running = this.start(args, options);
    const seconds = options.timeoutSeconds ?? 120;
    let timedOut = false;
    const deadline = setTimeout(() => {
      timedOut = true;
      running.kill("SIGKILL");
    }, seconds * 1_000);
    const result = await running.done.finally(() => clearTimeout(deadline));
    if (!timedOut) return result;
    await endProcesses(this.root);
    throw new Error(`pulumi ${args.join(" ")} did not end within ${seconds} s:\n${result.output}`);
  }

  up(extra: string[] = [], options?: CommandOptions): Promise<CliResult> {
    return this.pulumi(["up", "--yes", "--skip-preview", "--non-interactive", ...extra], options);
  }

  preview(extra: string[] = [], options?: CommandOptions): Promise<CliResult> {
    return this.pulumi(["preview", "--non-interactive", ...extra], options);
  }

  refresh(extra: string[] = [], options?: CommandOptions): Promise<CliResult> {
    return this.pulumi(["refresh", "--yes", "--skip-preview", "--non-interactive", ...extra], options);
  }

  destroy(extra: string[] = [], options?: CommandOptions): Promise<CliResult> {
    return this.pulumi(["destroy", "--yes", "--skip-preview", "--non-interactive", ...extra], options);
  }

  cancel(options?: CommandOptions): Promise<CliResult> {
    return this.pulumi(["cancel", "--yes", "--non-interactive"], options);
  }

  writeProgram(program: string): Promise<void> {
    return writeProject(this.folder, { files: { "index.js": program }, partial: true });
  }

  async setConfig(key: string, value: string, { secret = false }: { secret?: boolean } = {}): Promise<void> {
    await this.#run(["config", "set", secret ? "--secret" : "--plaintext", "--", key, value]);
  }

  async exportState(): Promise<StackState> {
    return JSON.parse(await this.#run(["stack", "export"]));
  }

  async resources(type?: string): Promise<StateResource[]> {
    const all = (await this.#checkpoint()).resources ?? [];
    return type === undefined ? all : all.filter((resource) => resource.type === type);
  }

  async outputs({ showSecrets = false }: { showSecrets?: boolean } = {}): Promise<Record<string, unknown>> {
    return JSON.parse(await this.#run(["stack", "output", "--json", ...(showSecrets ? ["--show-secrets"] : [])]));
  }

  /** Everything that the engine has written to disk, to be searched for values that must not be there. */
  async stateBytes(): Promise<Buffer> {
    const written = await Promise.all(["backend", "home"].map((name) => bytesBelow(join(this.root, name))));
    return Buffer.concat(written);
  }

  /** The running processes of this workspace: the CLI, language hosts, programs, providers. */
  processes(): LiveProcess[] {
    return processesOf(this.root);
  }

  async dispose(): Promise<void> {
    await endProcesses(this.root);
    await rm(this.root, { recursive: true, force: true, maxRetries: 5 });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** The state as the file backend stores it: reading it is faster than `pulumi stack export`. */
  async #checkpoint(): Promise<StackState["deployment"]> {
    const stacks = join(this.root, "backend", ".pulumi", "stacks");
    const [project = ""] = await readdir(stacks);
    return JSON.parse(await readFile(join(stacks, project, `${this.stack}.json`), "utf8")).checkpoint.latest;
  }

  async #copyStack(template: string): Promise<void> {
    const settings = join("project", `Pulumi.${this.stack}.yaml`);
    await cp(join(template, settings), join(this.root, settings));
    await cp(join(template, "backend"), join(this.root, "backend"), { recursive: true });
  }

  async #run(args: string[]): Promise<string> {
    const result = await this.pulumi(args);
    if (result.code !== 0) throw new Error(`pulumi ${args.slice(0, 2).join(" ")} failed:\n${result.output}`);
    return result.stdout;
  }
}
