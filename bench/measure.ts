// One measurement: `up` of a new stack at a new emulated API, then a preview without a change.
import { type JournalEntry, startEmulator } from "vercel-marketplace-emulator";
import type { CliResult } from "../tools/workspace/cli.ts";
import { createWorkspace } from "../tools/workspace/workspace.ts";
import type { Candidate } from "./candidates.ts";

export interface Run<Value> {
  up: Value;
  preview: Value;
}

export interface Measurement {
  candidate: Candidate["name"];
  count: number;
  seconds: Run<number>;
  requests: Run<Requests>;
  /** Mean size in the exported state, in bytes of compact JSON. */
  stateBytes: number;
}

/** Number of requests by method and route. */
export type Requests = Readonly<Record<string, number>>;

export interface Setting {
  engine: string;
  candidate: Candidate;
  count: number;
  signal: AbortSignal;
}

const timeoutSeconds = 600;

export async function measure({ engine, candidate, count, signal }: Setting): Promise<Measurement> {
  signal.throwIfAborted();
  await using emulator = await startEmulator();
  const environment = emulator.environment();
  await using workspace = await createWorkspace({ engine, program: candidate.program(count), environment });
  // Disposing of the workspace ends its processes, and with them the running command.
  const stop = () => void workspace.dispose();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const up = await timed(() => workspace.up(quiet, options));
    const preview = await timed(() => workspace.preview([...quiet, "--expect-no-changes"], options));
    const resources = await workspace.resources(candidate.type);
    if (resources.length !== count) throw new Error(`The state has ${resources.length} resources, not ${count}.`);
    const sizes = resources.map((resource) => Buffer.byteLength(JSON.stringify(resource)));
    return {
      candidate: candidate.name,
      count,
      seconds: { up: up.seconds, preview: preview.seconds },
      requests: { up: up.requests, preview: preview.requests },
      stateBytes: sizes.reduce((sum, size) => sum + size, 0) / count,
    };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }

  async function timed(command: () => Promise<CliResult>): Promise<{ seconds: number; requests: Requests }> {
    emulator.journal.clear();
    const start = performance.now();
    const { code, output } = await command();
    const seconds = (performance.now() - start) / 1_000;
    signal.throwIfAborted();
    // The time of a failed run is not comparable.
    if (code !== 0) throw new Error(`A run of ${count} × ${candidate.name} failed:\n${output}`);
    return { seconds, requests: byRoute(emulator.journal.entries()) };
  }
}

// Without a line per resource: printing would be part of the measured time.
const quiet = ["--suppress-progress", "--suppress-outputs"];
const options = { timeoutSeconds };

function byRoute(entries: readonly JournalEntry[]): Requests {
  const counts: Record<string, number> = {};
  for (const { method, route } of entries) counts[`${method} ${route}`] = (counts[`${method} ${route}`] ?? 0) + 1;
  return counts;
}
