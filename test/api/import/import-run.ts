// `import` as a process in a folder of its own, with the files that it writes.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "vercel-marketplace-emulator";
import type { ImportResult } from "../../../provider/src/cli/import/result.ts";
import type { StoreState } from "../../../provider/src/contract/integration-store.ts";
import type { ConnectionState } from "../../../provider/src/contract/project-connection.ts";
import { type Run, runCommand } from "../../support/command.ts";

export interface ImportFolder extends AsyncDisposable {
  folder: string;
  /** Runs the command. */
  run(args: string[], options?: { input?: string; environment?: Record<string, string> }): Promise<Run>;
  /** Runs the command with `--json`. */
  result(...args: string[]): Promise<ImportResult>;
  /** The names of the files in the folder. */
  files(): string[];
  read(name: string): string;
}

export interface ImportEntry {
  type: string;
  name: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: StoreState & ConnectionState & { __provider: string };
}

export async function importFolder(emulator: Emulator): Promise<ImportFolder> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "import-")));
  const run: ImportFolder["run"] = (args, { input, environment = {} } = {}) =>
    runCommand(["import", ...args], { ...emulator.environment(), ...environment }, { cwd: folder, input: input ?? "" });
  return {
    folder,
    run,
    async result(...args) {
      const { stdout, stderr, code } = await run([...args, "--json"]);
      if (code !== 0) throw new Error(`It failed: ${stdout}${stderr}`);
      return JSON.parse(stdout);
    },
    files: () => (existsSync(folder) ? readdirSync(folder).sort() : []),
    read: (name) => readFileSync(join(folder, name), "utf8"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

/** The entries of the import file. */
export function entriesOf({ read }: ImportFolder): ImportEntry[] {
  return (JSON.parse(read("pulumi-import.json")) as { resources: ImportEntry[] }).resources;
}

/** A resource as the program declares it. The id of a store is what stands for its output. */
export interface Declared {
  type: "IntegrationStore" | "ProjectConnection";
  name: string;
  args: Record<string, unknown>;
  id: { idOf: string };
}

/** Runs the program with classes that record what they get. */
export function declarationsOf({ read }: ImportFolder): Declared[] {
  const declared: Declared[] = [];
  const recorder = (type: Declared["type"]) =>
    function record(name: string, args: Record<string, unknown>) {
      const one: Declared = { type, name, args, id: { idOf: name } };
      declared.push(one);
      return one;
    };
  const code = read("stores.ts")
    .replace(/^import .*$/m, "")
    .replaceAll(/^export /gm, "");
  new Function("IntegrationStore", "ProjectConnection", code)(
    recorder("IntegrationStore"),
    recorder("ProjectConnection"),
  );
  return declared;
}
