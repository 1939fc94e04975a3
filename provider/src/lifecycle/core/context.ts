// What an adapter calls, and what it hands over: the lifecycle of a resource as plain functions, without Pulumi.

import type { Session } from "../../account/session";
import type { Timings } from "../../contract/timings";
import type { Clock } from "../../vercel/clock";

/** Messages for the person who runs the program. None of them may hold a secret. */
export interface Log {
  info(message: string): void;
  warning(message: string): void;
  /** A state of affairs that the next one replaces. */
  progress(message: string): void;
}

/** What every function of a lifecycle works with. */
export interface Context {
  /** The account's API client and what was learnt through it. Throws when the account's settings are wrong. */
  session(): Session;
  readonly log: Log;
  readonly clock: Clock;
  readonly timings: Timings;
  readonly signal?: AbortSignal;
  /** Whether the engine that asked is still there. An orphaned process must not buy anything. */
  engineIsAlive(): Promise<boolean>;
}

export interface CheckResult<Inputs> {
  inputs: Inputs;
  /** Rendered refusals: each begins with the path of its property. */
  failures: string[];
}

export interface DiffResult {
  /** `undefined` lets the engine compare the inputs itself, which gives people a detailed diff. */
  changes: boolean | undefined;
  /** Properties whose change needs a new store. */
  replaces: string[];
}

export interface ReadResult<Inputs, State> {
  state: State;
  inputs: Inputs;
}

export interface Lifecycle<Inputs, State> {
  /** Preview and up, one resource at a time. Members of the inputs may be unknown. */
  check(
    context: Context,
    olds: Inputs | undefined,
    news: Inputs & Record<string, unknown>,
  ): Promise<CheckResult<Inputs>>;
  diff(context: Context, id: string, olds: State, news: Inputs): Promise<DiffResult>;
  create(context: Context, inputs: Inputs): Promise<{ id: string; state: State }>;
  /** `state` is undefined when the resource is read for the first time. `undefined` is returned when it is gone. */
  read(context: Context, id: string, state: State | undefined): Promise<ReadResult<Inputs, State> | undefined>;
  update(context: Context, id: string, olds: State, news: Inputs): Promise<State>;
  delete(context: Context, id: string, state: State): Promise<void>;
}

/** Something went wrong after the id was known: the resource is kept, and the next run goes on with it. */
export class Unfinished<State> extends Error {
  constructor(
    message: string,
    readonly id: string,
    readonly state: State,
  ) {
    super(message);
    this.name = "Unfinished";
  }
}
