// A context for the lifecycle as a provider process has it, against an emulator: real session, short waits.
import { type BehaviourChange, type Emulator, startEmulator, type TokenName } from "vercel-marketplace-emulator";
import { Session } from "../../provider/src/account/session.ts";
import type { StoreInputs } from "../../provider/src/contract/integration-store.ts";
import { defaultTimings, type Timings } from "../../provider/src/contract/timings.ts";
import type { Context } from "../../provider/src/lifecycle/core/context.ts";
import { integrationStore } from "../../provider/src/lifecycle/integration-store/index.ts";
import { type Clock, systemClock } from "../../provider/src/vercel/clock.ts";

export const CREATE = "POST /v1/storage/stores/integration/direct";
export const DELETE = "DELETE /v1/storage/stores/integration/:id";
export const BY_ID = "GET /v1/storage/stores/:id";
export const LIST = "GET /v1/storage/stores";
export const SECRETS = "GET /v1/storage/stores/:id/secrets";
export const ALWAYS = Number.POSITIVE_INFINITY;

/** Waits short enough for a test; long enough that a busy machine keeps them. */
export const quickTimings: Timings = {
  ...defaultTimings,
  settleSeconds: 0.5,
  pollSeconds: 0.02,
  graceSeconds: 0.3,
  requestSeconds: 3,
  postSeconds: 1,
  pauseSeconds: 1,
};

export interface ContextOptions {
  token?: TokenName;
  team?: string;
  timings?: Partial<Timings>;
  clock?: Clock;
  /** Aborted, the process sends nothing more. */
  signal?: AbortSignal;
}

/** What one provider process works with, and what it said. */
export interface ProcessContext extends Context {
  readonly said: Record<"info" | "warning" | "progress", string[]>;
  /** Set to false, the engine that asked is gone. */
  engineLives: boolean;
}

export function emulate(behaviour: BehaviourChange = {}): Promise<Emulator> {
  return startEmulator({ behaviour });
}

export function processOf(emulator: Emulator, options: ContextOptions = {}): ProcessContext {
  const { token = "admin", team = "acme", clock = systemClock, signal } = options;
  const timings = { ...quickTimings, ...options.timings };
  const account = {
    apiToken: emulator.tokens[token],
    tokenSource: "environment variable VERCEL_API_TOKEN",
    team,
    apiUrl: emulator.url,
  } as const;
  const cancellable = signal === undefined ? {} : { signal };
  const session = new Session({ account, timings, clock, ...cancellable });
  const said: ProcessContext["said"] = { info: [], warning: [], progress: [] };
  return {
    session: () => session,
    timings,
    clock,
    ...cancellable,
    said,
    log: {
      info: (message) => said.info.push(message),
      warning: (message) => said.warning.push(message),
      progress: (message) => said.progress.push(message),
    },
    engineLives: true,
    async engineIsAlive() {
      return this.engineLives;
    },
  };
}

/** The arguments of a Neon store that needs nothing more. */
export const neon = { integration: "neon", name: "shop-db", metadata: { region: "iad1" } } satisfies StoreInputs;

/** The inputs as check hands them on to create. */
export async function checked(
  context: Context,
  args: StoreInputs & Record<string, unknown> = neon,
  olds?: StoreInputs,
): Promise<StoreInputs> {
  const { inputs, failures } = await integrationStore.check(context, olds, args);
  if (failures.length > 0) throw new Error(failures.join("\n"));
  return inputs;
}

/** Check and create, as an `up` does. */
export async function createStore(context: Context, args: StoreInputs & Record<string, unknown> = neon) {
  return integrationStore.create(context, await checked(context, args));
}

/** What a promise is rejected with. */
export async function failureOf(act: Promise<unknown>): Promise<Error> {
  const outcome = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error(outcome === undefined ? "It succeeded." : `It threw ${String(outcome)}.`);
}

/** How many requests of a route the API took. */
export function count(emulator: Emulator, route: string): number {
  const [method = "", pattern] = route.split(" ");
  return emulator.journal.count(method, pattern);
}
