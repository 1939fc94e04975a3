// What an adapter calls, and what it passes: the lifecycle of a resource as plain functions, without Pulumi.
import type { Session } from "../../account/session";
import type { StoreInputs } from "../../contract/integration-store";
import type { Timings } from "../../contract/timings";
import type { OperationError } from "../../errors/operation-error";
import type { Clock } from "../../vercel/clock";
import type { Ownership } from "./ownership";
import type { Preflight } from "./preflight";
import type { Registrations } from "./registrations";

/** Messages for the person who runs the program. None of them may hold a secret. */
export interface Log {
  info(message: string): void;
  warning(message: string): void;
  /** Replaces the previous progress message on a terminal. */
  progress(message: string): void;
}

/** What every function of a lifecycle works with. One instance per provider process. */
export interface Context {
  /** The account's API client and cached responses. Throws a SettingsError if the account's settings are wrong. */
  session(): Session;
  readonly log: Log;
  readonly clock: Clock;
  readonly timings: Timings;
  /** What check has learnt: checked inputs, API outages, warnings already shown. */
  readonly preflight: Preflight;
  /** Which stores the program has registered, to tell a replacement from a creation. */
  readonly registrations: Registrations<StoreInputs>;
  /** Which resource of the program has which store or connection. */
  readonly ownership: { readonly stores: Ownership; readonly connections: Ownership };
  /** Whether the engine that started this process is still there. An orphaned process must not create anything. */
  engineIsAlive(): Promise<boolean>;
}

export interface CheckResult<Inputs> {
  inputs: Inputs;
  /** Why the inputs are rejected; empty for valid inputs. */
  failures: OperationError[];
}

export interface DiffResult {
  /** `undefined` lets the engine compare the inputs itself, which shows a detailed diff. */
  changes: boolean | undefined;
  /** Arguments whose change requires a replacement. */
  replaces: string[];
}

export interface ReadResult<Inputs, State> {
  state: State;
  inputs: Inputs;
}

/** The functions of a resource, in the order in which an engine calls them. They throw {@link OperationError}s. */
export interface Lifecycle<Inputs, State> {
  /** During preview and update. Members of `news` may be unknown. */
  check(
    context: Context,
    olds: Inputs | undefined,
    news: Inputs & Record<string, unknown>,
  ): Promise<CheckResult<Inputs>>;
  diff(context: Context, id: string, olds: State, news: Inputs): Promise<DiffResult>;
  create(context: Context, inputs: Inputs): Promise<{ id: string; state: State }>;
  /** `state` is undefined on the first read, for `get`. Returns undefined if the resource was deleted. */
  read(context: Context, id: string, state: State | undefined): Promise<ReadResult<Inputs, State> | undefined>;
  update(context: Context, id: string, olds: State, news: Inputs): Promise<State>;
  delete(context: Context, id: string, state: State): Promise<void>;
}
