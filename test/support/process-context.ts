// A context for the lifecycle as a provider process has it, against an emulator: real session, short waits.
import { type BehaviourChange, type Emulator, startEmulator, type TokenName } from "vercel-marketplace-emulator";
import { Session } from "../../provider/src/account/session.ts";
import type { StoreInputs } from "../../provider/src/contract/integration-store.ts";
import { defaultTimings, type Timings } from "../../provider/src/contract/timings.ts";
import { OperationError } from "../../provider/src/errors/operation-error.ts";
import { render } from "../../provider/src/errors/render.ts";
import type { Context } from "../../provider/src/lifecycle/core/context.ts";
import { connectionOwnership, Ownership, storeOwnership } from "../../provider/src/lifecycle/core/ownership.ts";
import { Preflight } from "../../provider/src/lifecycle/core/preflight.ts";
import { Registrations } from "../../provider/src/lifecycle/core/registrations.ts";
import { integrationStore } from "../../provider/src/lifecycle/integration-store/index.ts";
import { type Clock, systemClock } from "../../provider/src/vercel/clock.ts";
import { RateLimiter } from "../../provider/src/vercel/rate-limiter.ts";
import { Transport } from "../../provider/src/vercel/transport.ts";

export const CREATE = "POST /v1/storage/stores/integration/direct";
export const DELETE = "DELETE /v1/storage/stores/integration/:id";
export const BY_ID = "GET /v1/storage/stores/:id";
export const LIST = "GET /v1/storage/stores";
export const SECRETS = "GET /v1/storage/stores/:id/secrets";
export const ALWAYS = Number.POSITIVE_INFINITY;

/** Waits short enough for a test; long enough that a busy machine keeps them. */
const quickTimings: Timings = {
  ...defaultTimings,
  settleSeconds: 0.5,
  pollSeconds: 0.02,
  notFoundGraceSeconds: 0.3,
  requestSeconds: 3,
  postSeconds: 1,
};

export interface ContextOptions {
  token?: TokenName;
  team?: string;
  createWithoutList?: boolean;
  timings?: Partial<Timings>;
  clock?: Clock;
}

/** What one provider process works with, and the messages that it showed. */
export interface ProcessContext extends Context {
  readonly said: Record<"info" | "warning" | "progress", string[]>;
  /** Set to false, the engine that started the process is gone. */
  engineLives: boolean;
  /** Ends the process: it sends no further request and reads no further response. */
  kill(): void;
}

export function emulate(behaviour: BehaviourChange = {}): Promise<Emulator> {
  return startEmulator({ behaviour });
}

export function processOf(emulator: Emulator, options: ContextOptions = {}): ProcessContext {
  const { token = "admin", team = "acme", clock = systemClock } = options;
  const timings = { ...quickTimings, ...options.timings };
  const account = {
    apiToken: emulator.tokens[token],
    tokenSource: "environment variable VERCEL_API_TOKEN",
    team,
    teamSource: "environment variable VERCEL_TEAM",
    apiUrl: emulator.url,
    createWithoutList: options.createWithoutList ?? false,
  } as const;
  const transport = new MortalTransport({
    account,
    timings,
    clock,
    rateLimiter: new RateLimiter({ timings, clock }),
    mayWrite: () => context.engineIsAlive(),
  });
  const session = new Session({ account, timings, clock, transport });
  const said: ProcessContext["said"] = { info: [], warning: [], progress: [] };
  const log: Context["log"] = {
    info: (message) => said.info.push(message),
    warning: (message) => said.warning.push(message),
    progress: (message) => said.progress.push(message),
  };
  const context: ProcessContext = {
    session: () => session,
    timings,
    clock,
    said,
    log,
    preflight: new Preflight(log, clock, () => timings.outageSeconds),
    registrations: new Registrations(),
    ownership: { stores: new Ownership(storeOwnership), connections: new Ownership(connectionOwnership) },
    engineLives: true,
    async engineIsAlive() {
      return this.engineLives;
    },
    kill() {
      transport.dead = true;
    },
  };
  return context;
}

/** A transport whose process can be killed: nothing is sent or received afterwards. */
class MortalTransport extends Transport {
  dead = false;

  override async send<Request extends Parameters<Transport["send"]>[0]>(request: Request) {
    const never = new Promise<never>(() => {});
    if (this.dead) return never;
    const response = await super.send(request).finally(() => (this.dead ? never : undefined));
    return response as never;
  }
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
  if (failures.length > 0) throw failures[0];
  return inputs;
}

/** Check and create, as an `up` does. */
export async function createStore(context: Context, args: StoreInputs & Record<string, unknown> = neon) {
  return integrationStore.create(context, await checked(context, args));
}

/** The error that a promise is rejected with. Any other outcome fails the test. */
export async function failureOf(act: Promise<unknown>): Promise<OperationError> {
  const outcome = await act.then(
    () => new Error("It succeeded."),
    (thrown: unknown) => thrown,
  );
  if (outcome instanceof OperationError) return outcome;
  throw outcome;
}

/** The text of that error, as a person reads it. */
export async function messageOf(act: Promise<unknown>): Promise<string> {
  return render(await failureOf(act));
}

/** How many requests of a route the API took. */
export function count(emulator: Emulator, route: string): number {
  const [method = "", pattern] = route.split(" ");
  return emulator.journal.count(method, pattern);
}
