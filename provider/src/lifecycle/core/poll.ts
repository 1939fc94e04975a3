// The one loop that waits for something to happen at Vercel.
import type { Context } from "./context";

export interface PollOptions {
  /** How long to poll. */
  deadlineSeconds: number;
  /**
   * Successful probes that are required before the deadline ends the loop; after twice the deadline it ends without
   * them. A probe that returns `failed` does not count. Default: 0.
   */
  minAttempts?: number;
  /** Whether the first probe comes before the first pause. Default: true. */
  immediate?: boolean;
  /** Called before every pause, with the seconds since the start. */
  onPending?: (elapsedSeconds: number) => void;
}

/** What a probe found. `failed`: it could not be asked; the loop continues. */
export type Probe<Value> = { done: Value } | "pending" | "failed";

export type PollResult<Value> =
  | { ended: "done"; value: Value }
  | {
      /** `engine gone`: the process that asked has ended, and nobody reads the result. */
      ended: "deadline" | "engine gone";
      elapsedMs: number;
      /** Successful probes. */
      attempts: number;
    };

const GROWTH = 1.5;
const MAX_GROWTH = 10;

/** Probes until it is done. Pauses start at `pollSeconds`, grow to ten times that, and vary by a fifth. */
export async function pollUntil<Value>(
  context: Context,
  { deadlineSeconds, minAttempts = 0, immediate = true, onPending }: PollOptions,
  probe: () => Promise<Probe<Value>>,
): Promise<PollResult<Value>> {
  const { clock, timings } = context;
  const started = clock.monotonic();
  let attempts = 0;
  let skipProbe = !immediate;
  for (let pause = timings.pollSeconds; ; pause = Math.min(pause * GROWTH, timings.pollSeconds * MAX_GROWTH)) {
    if (!skipProbe) {
      if (!(await context.engineIsAlive())) {
        return { ended: "engine gone", elapsedMs: clock.monotonic() - started, attempts };
      }
      const result = await probe();
      if (typeof result === "object") return { ended: "done", value: result.done };
      if (result === "pending") attempts += 1;
    }
    skipProbe = false;
    const elapsedMs = clock.monotonic() - started;
    const overdue = elapsedMs >= deadlineSeconds * 1000 && attempts >= minAttempts;
    if (overdue || elapsedMs >= 2 * deadlineSeconds * 1000) return { ended: "deadline", elapsedMs, attempts };
    onPending?.(elapsedMs / 1000);
    await clock.sleep(pause * 1000 * (0.8 + Math.random() * 0.4));
  }
}
