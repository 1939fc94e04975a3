// Where the demo plays: an emulated Vercel, and a copy of the quickstart in a temporary folder beside it.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { createWorkspace, type Workspace } from "../tools/workspace/workspace.ts";
import { runEngine } from "./run-command.ts";
import type { Edit, Seen, Step } from "./step.ts";

const example = fileURLToPath(new URL("../examples/quickstart", import.meta.url));

export async function openStage(engine: string, signal: AbortSignal): Promise<Stage> {
  signal.throwIfAborted();
  const emulator = await startEmulator();
  try {
    const environment = emulator.environment();
    const workspace = await createWorkspace({ engine, copyOf: example, project: "quickstart", environment });
    return new Stage(emulator, workspace, await readFile(join(example, "index.ts"), "utf8"));
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

export class Stage {
  readonly originalProgram: string;
  readonly #emulator: Emulator;
  readonly #workspace: Workspace;

  constructor(emulator: Emulator, workspace: Workspace, originalProgram: string) {
    this.#emulator = emulator;
    this.#workspace = workspace;
    this.originalProgram = originalProgram;
  }

  /** Runs the step's command on the program, changed as the step says, with the engine's output passed through. */
  async play(step: Step, signal: AbortSignal): Promise<Seen> {
    const [emulator, workspace] = [this.#emulator, this.#workspace];
    await writeFile(join(workspace.folder, "index.ts"), edited(this.originalProgram, step.edit));
    const storesBefore = structuredClone(emulator.stores.list());
    const requestsBefore = emulator.journal.entries().length;
    const { exitCode, output } = await runEngine(workspace, step.command, signal);
    const requests = emulator.journal.entries().slice(requestsBefore);
    const stores = structuredClone(emulator.stores.list());
    return { exitCode, output, requests, stores, storesBefore, emulator, workspace };
  }

  async close(): Promise<void> {
    await this.#workspace.dispose();
    await this.#emulator.close();
  }

  /** What a closed stage has left behind. */
  async leftovers(): Promise<string[]> {
    const root = dirname(this.#workspace.folder);
    const answers = await fetch(this.#emulator.url).then(
      () => true,
      () => false,
    );
    return [
      ...this.#workspace.processes().map(({ pid, command }) => `process ${pid} (${command})`),
      ...(existsSync(root) ? [`folder ${root}`] : []),
      ...(answers ? [`the emulator at ${this.#emulator.url}`] : []),
    ];
  }
}

function edited(program: string, edit: Edit | undefined): string {
  if (edit === undefined) return program;
  if (edit.remove === undefined) return `${program}\n${edit.add}\n`;
  if (!program.includes(edit.remove)) throw new Error(`The quickstart has no line "${edit.remove.trim()}" any more.`);
  return program.replace(edit.remove, edit.add);
}
