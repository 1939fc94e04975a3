// CPU seconds of a command and of the processes that it starts, as Linux counts them. Elsewhere there are none.
import { readdirSync, readFileSync } from "node:fs";

export const parts = ["program", "host", "engine"] as const;
export type Part = (typeof parts)[number];

export interface ProcessTimes {
  /** CPU seconds of all processes that were started and have ended. */
  total: number;
  /** The processes by what they do. What ran since the last sample of a process counts for the engine. */
  seconds: Record<Part, number>;
  /** The largest memory of the provider process, in MiB. */
  hostMemory: number;
}

const intervalMilliseconds = 100;

/** Measures what the function starts. The kernel counts a process here when its parent has waited for it. */
export async function withProcessTimes<Value>(
  run: () => Promise<Value>,
): Promise<{ value: Value; times: ProcessTimes | undefined }> {
  if (process.platform !== "linux") return { value: await run(), times: undefined };
  const samples = new Map<number, Sample>();
  const before = childSeconds();
  const timer = setInterval(() => sampleChildren(samples), intervalMilliseconds);
  const value = await run().finally(() => clearInterval(timer));
  const total = childSeconds() - before;
  const of = (part: Part) =>
    sum([...samples.values()].filter((sample) => sample.part === part).map((one) => one.seconds));
  const [program, host] = [of("program"), of("host")];
  const hosts = [...samples.values()].filter(({ part }) => part === "host");
  const hostMemory = Math.max(0, ...hosts.map(({ memory }) => memory));
  return { value, times: { total, seconds: { program, host, engine: total - program - host }, hostMemory } };
}

interface Sample {
  part: Part;
  seconds: number;
  memory: number;
}

interface Stat {
  parent: number;
  seconds: number;
  childSeconds: number;
}

/** Of the kernel's clock. */
const ticksPerSecond = 100;

/** What /proc/<pid>/stat says. The name of a process may contain spaces and parentheses. */
export function parseStat(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = (from: number) => (Number(fields[from]) + Number(fields[from + 1])) / ticksPerSecond;
  return { parent: Number(fields[1]), seconds: ticks(11), childSeconds: ticks(13) };
}

/** What a process does, by its command. */
export function partOf(command: string): Part {
  if (/[\\/]cmd[\\/]run\b/.test(command)) return "program";
  return /dynamic-provider/.test(command) ? "host" : "engine";
}

function childSeconds(): number {
  return parseStat(readFileSync("/proc/self/stat", "utf8")).childSeconds;
}

function sampleChildren(samples: Map<number, Sample>): void {
  const stats = new Map<number, Stat>();
  for (const name of readdirSync("/proc")) {
    const text = /^\d+$/.test(name) ? read(name, "stat") : undefined;
    if (text !== undefined) stats.set(Number(name), parseStat(text));
  }
  for (const [pid, { seconds }] of stats) {
    if (!samples.has(pid) && !isBelow(pid, process.pid, stats)) continue;
    const command = read(String(pid), "cmdline") ?? "";
    const memory = Number(/VmHWM:\s+(\d+)/.exec(read(String(pid), "status") ?? "")?.[1] ?? 0) / 1_024;
    const known = samples.get(pid);
    // A process that has ended, and that nobody has waited for, has neither a command nor memory.
    const part = command === "" ? (known?.part ?? "engine") : partOf(command.replaceAll("\0", " "));
    samples.set(pid, { part, seconds, memory: Math.max(memory, known?.memory ?? 0) });
  }
}

function isBelow(pid: number, ancestor: number, stats: ReadonlyMap<number, Stat>): boolean {
  for (let at = stats.get(pid)?.parent; at !== undefined; at = stats.get(at)?.parent) if (at === ancestor) return true;
  return false;
}

function read(pid: string, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    // It has ended since the listing.
    return undefined;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
