// One measurement: the life of a new stack at a new emulated API.
import { type JournalEntry, startEmulator } from "vercel-marketplace-emulator";
import type { CliResult } from "../tools/workspace/cli.ts";
import { createWorkspace } from "../tools/workspace/workspace.ts";
import type { Candidate, CandidateName } from "./candidates.ts";
import { type ProcessTimes, withProcessTimes } from "./process-times.ts";

export const commands = ["up", "preview", "refresh", "destroy"] as const;
export type Command = (typeof commands)[number];

export interface Run {
  /** Wall-clock seconds. */
  seconds: number;
  /** Undefined on systems that do not count them. */
  times: ProcessTimes | undefined;
  requests: Requests;
}

export interface Measurement {
  candidate: CandidateName;
  count: number;
  runs: Partial<Record<Command, Run>>;
  /** Mean size in the exported state, in bytes of compact JSON. */
  stateBytes: { all: number; withoutSecrets: number };
}

/** Number of requests by method and route. */
type Requests = Readonly<Record<string, number>>;

export interface Setting {
  engine: string;
  candidate: Candidate;
  count: number;
  commands: readonly Command[];
  /** Milliseconds that each response is delayed. */
  latency?: number;
  signal: AbortSignal;
}

const timeoutSeconds = 1_200;
// Without a line per resource: printing would be part of the measured time.
const quiet = ["--suppress-progress", "--suppress-outputs"];

export async function measure({
  engine,
  candidate,
  count,
  latency,
  signal,
  ...setting
}: Setting): Promise<Measurement> {
  signal.throwIfAborted();
  await using emulator = await startEmulator();
  if (latency !== undefined) emulator.faults.add({ at: "answer", kind: "slow", ms: latency, times: null });
  const environment = { ...emulator.environment(), ...candidate.environment?.(emulator) };
  await using workspace = await createWorkspace({ engine, program: candidate.program(count), environment });
  // Disposing of the workspace ends its processes, and with them the running command.
  const stop = () => void workspace.dispose();
  signal.addEventListener("abort", stop, { once: true });
  const options = { timeoutSeconds };
  const run: Record<Command, () => Promise<CliResult>> = {
    up: () => workspace.up(quiet, options),
    preview: () => workspace.preview([...quiet, "--expect-no-changes"], options),
    refresh: () => workspace.refresh(quiet, options),
    destroy: () => workspace.destroy(quiet, options),
  };
  try {
    const runs: Measurement["runs"] = {};
    let stateBytes = { all: 0, withoutSecrets: 0 };
    for (const command of setting.commands) {
      runs[command] = await timed(run[command]);
      if (command === "up") stateBytes = await sizes();
    }
    return { candidate: candidate.name, count, runs, stateBytes };
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }

  async function timed(command: () => Promise<CliResult>): Promise<Run> {
    emulator.journal.clear();
    const start = performance.now();
    const { value, times } = await withProcessTimes(command);
    const seconds = (performance.now() - start) / 1_000;
    signal.throwIfAborted();
    // The time of a failed run is not comparable.
    if (value.code !== 0) throw new Error(`A run of ${count} × ${candidate.name} failed:\n${value.output}`);
    return { seconds, times, requests: byRoute(emulator.journal.entries()) };
  }

  async function sizes(): Promise<Measurement["stateBytes"]> {
    const resources = await workspace.resources(candidate.type);
    if (resources.length !== count) throw new Error(`The state has ${resources.length} resources, not ${count}.`);
    const mean = (bytes: number[]) => Math.round(bytes.reduce((sum, size) => sum + size, 0) / count);
    const withoutSecrets = resources.map((resource) => ({
      ...resource,
      outputs: { ...resource.outputs, secrets: undefined },
    }));
    return { all: mean(resources.map(bytesOf)), withoutSecrets: mean(withoutSecrets.map(bytesOf)) };
  }
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function byRoute(entries: readonly JournalEntry[]): Requests {
  const counts: Record<string, number> = {};
  for (const { method, route } of entries) counts[`${method} ${route}`] = (counts[`${method} ${route}`] ?? 0) + 1;
  return counts;
}
