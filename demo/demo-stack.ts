// The stack of the demo: an emulated Vercel API, and a copy of the quickstart in a temporary folder.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { createWorkspace, type Workspace } from "../tools/workspace/workspace.ts";
import { runCommand } from "./run-command.ts";
import type { Edit, Step, StepResult } from "./step.ts";

const example = fileURLToPath(new URL("../examples/quickstart", import.meta.url));

export async function openDemoStack(engine: string, signal: AbortSignal): Promise<DemoStack> {
  signal.throwIfAborted();
  const emulator = await startEmulator();
  try {
    const environment = emulator.environment();
    const workspace = await createWorkspace({ engine, copyOf: example, project: "quickstart", environment });
    return new DemoStack(emulator, workspace, await readFile(join(example, "index.ts"), "utf8"));
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

export class DemoStack {
  readonly originalProgram: string;
  readonly #emulator: Emulator;
  readonly #workspace: Workspace;

  constructor(emulator: Emulator, workspace: Workspace, originalProgram: string) {
    this.#emulator = emulator;
    this.#workspace = workspace;
    this.originalProgram = originalProgram;
  }

  /** Applies the edit of the step to the program, runs its command, and passes the output of the engine through. */
  async run(step: Step, signal: AbortSignal): Promise<StepResult> {
    const [emulator, workspace] = [this.#emulator, this.#workspace];
    await writeFile(join(workspace.folder, "index.ts"), edited(this.originalProgram, step.edit));
    const storesBefore = structuredClone(emulator.stores.list());
    const requestsBefore = emulator.journal.entries().length;
    const { exitCode, output } = await runCommand(workspace, step.command, signal);
    const requests = emulator.journal.entries().slice(requestsBefore);
    const stores = structuredClone(emulator.stores.list());
    return { exitCode, output, requests, stores, storesBefore, emulator, workspace };
  }

  async close(): Promise<void> {
    await this.#workspace.dispose();
    await this.#emulator.close();
  }

  /** What still exists after `close`. */
  async leftovers(): Promise<string[]> {
    const { root } = this.#workspace;
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
  if (!program.includes(edit.remove)) throw new Error(`The quickstart no longer has the line "${edit.remove.trim()}".`);
  return program.replace(edit.remove, edit.add);
}
