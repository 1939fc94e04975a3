// The stack of the demo: an emulated Vercel API, and a program in a temporary folder.
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { createWorkspace, type Workspace } from "../tools/workspace/workspace.ts";
import { runCommand } from "./run-command.ts";
import type { Edit, Step, StepResult } from "./step.ts";

const program = `import { IntegrationStore, ProjectConnection } from "pulumi-vercel-marketplace";

const db = new IntegrationStore("db", {
  integration: "neon", billingPlanId: "launch_v3",
  metadata: { region: "iad1" },
});

export const databaseUrl = db.secrets.apply((secrets) => secrets.DATABASE_URL);
`;

const files = {
  "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
  "package.json": JSON.stringify({ name: "shop", private: true, main: "index.ts" }),
};

export async function openDemoStack(engine: string, signal: AbortSignal): Promise<DemoStack> {
  signal.throwIfAborted();
  const emulator = await startEmulator();
  try {
    const environment = emulator.environment();
    const workspace = await createWorkspace({ engine, files, project: "shop", environment });
    return new DemoStack(emulator, workspace, program);
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

export class DemoStack {
  /** The text of the program. */
  program: string;
  readonly #emulator: Emulator;
  readonly #workspace: Workspace;

  constructor(emulator: Emulator, workspace: Workspace, program: string) {
    this.#emulator = emulator;
    this.#workspace = workspace;
    this.program = program;
  }

  /** Applies the edit of the step to the program, runs its command, and passes the output of the engine through. */
  async run(step: Step, signal: AbortSignal): Promise<StepResult> {
    const [emulator, workspace] = [this.#emulator, this.#workspace];
    const program = edited(this.program, step.edit);
    if (!step.fails) this.program = program;
    await writeFile(join(workspace.folder, "index.ts"), program);
    if (step.fault !== undefined) emulator.faults.add(step.fault);
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
  if (edit.remove === undefined) return `${program}${edit.add}\n`;
  if (!program.includes(edit.remove)) throw new Error(`The program does not have the line "${edit.remove.trim()}".`);
  return program.replace(edit.remove, edit.add);
}
