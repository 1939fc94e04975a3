// The one loop that waits for something to happen at Vercel, and the messages that say how long it has waited.
import { formatShort } from "../../contract/duration";
import type { Context } from "./context";

/** A wait, as its messages name it: `shop-db: waiting for Neon (initializing, 40 s of 10 min)`. */
export interface Wait {
  /** What waits and for what: `shop-db: waiting for Neon`. */
  what: string;
  /** What the latest response says about it. */
  status?: () => string;
  /** How long it may last. */
  deadlineSeconds: number;
}

export interface PollOptions extends Wait {
  /**
   * Successful probes that are required before the deadline ends the loop; after twice the deadline it ends without
   * them. A probe that returns `failed` does not count. Default: 0.
   */
  minAttempts?: number;
  /** Whether the first probe comes before the first pause. Default: true. */
  immediate?: boolean;
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
/** The longest time between two messages, in units of the first. */
const MAX_SILENCE = 12;

/** Probes until it is done. Pauses start at `pollSeconds`, grow to ten times that, and vary by a fifth. */
export async function pollUntil<Value>(
  context: Context,
  options: PollOptions,
  probe: () => Promise<Probe<Value>>,
): Promise<PollResult<Value>> {
  const { clock, timings } = context;
  const { deadlineSeconds, minAttempts = 0, immediate = true } = options;
  const started = clock.monotonic();
  const wait = pauses(context, options);
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
    await wait(pause * 1000 * (0.8 + Math.random() * 0.4));
  }
}

/** Pauses of one wait, which begins now. A pause ends early for a message. */
export function pauses(context: Context, wait: Wait): (milliseconds: number) => Promise<void> {
  const { clock } = context;
  const announce = messagesOn(context, wait);
  return async (milliseconds) => {
    const end = clock.monotonic() + milliseconds;
    for (let now = clock.monotonic(); now < end; now = clock.monotonic()) {
      await clock.sleep(Math.min(end, announce(now)) - now);
    }
  };
}

/** The result of one request that may take minutes. */
export async function announced<Value>(context: Context, wait: Wait, request: Promise<Value>): Promise<Value> {
  const announce = messagesOn(context, wait);
  const period = Math.min(1, context.timings.progressSeconds) * 1000;
  const timer = setInterval(() => announce(context.clock.monotonic()), period);
  return request.finally(() => clearInterval(timer));
}

/**
 * Writes the message of a wait that begins now, if one is due: the first one after `progressSeconds`, the others at
 * intervals that double. Returns when the next one is due.
 */
function messagesOn(context: Context, { what, status, deadlineSeconds }: Wait): (now: number) => number {
  const { clock, log, timings } = context;
  const first = timings.progressSeconds * 1000;
  const started = clock.monotonic();
  let next = started + first;
  return (now) => {
    if (now < next) return next;
    const elapsed = `${formatShort((now - started) / 1000)} of ${formatShort(deadlineSeconds)}`;
    log.progress(`${what} (${status === undefined ? elapsed : `${status()}, ${elapsed}`})`);
    next = now + Math.min(now - started, first * MAX_SILENCE);
    return next;
  };
}
