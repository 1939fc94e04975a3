// The one place that sends requests: deadline over headers and body, sending again where that is safe, rate limits.
import type { z } from "zod";
import type { Timings } from "../contract/timings";
import type { Clock } from "./clock";
import { type RequestFailure, VercelError } from "./errors";
import { exchange } from "./http";
import type { Traffic } from "./rate-limiter";
import { textsIn } from "./redaction";
import { judge } from "./response";
import { backoff, MOST_ATTEMPTS, retryAfter } from "./retry";
import type { Account } from "./settings";

export interface ApiRequest<Schema extends z.ZodType> {
  method: "GET" | "POST" | "DELETE";
  /** The path with its ids, already encoded. */
  path: string;
  query?: Record<string, string | undefined>;
  body?: Record<string, unknown>;
  /** What is read of the answer. An answer that does not hold it counts as unreadable. */
  schema: Schema;
  /** Deadline of one attempt over headers and body. Default: `requestSeconds`. */
  deadlineSeconds?: number;
  /** What no message may repeat, even when the API does: every text in it is hidden. Default: the body. */
  confidential?: unknown;
  /** Asked when its turn has come, after every wait: a request whose sender is gone is not sent. */
  mayBeSent?: () => Promise<boolean>;
}

export interface ApiAnswer<T> {
  data: T;
  requestId: string | undefined;
  /** The server's clock when it answered, in milliseconds; the API's times are to be compared with this one. */
  serverTime: number | undefined;
}

export interface TransportOptions {
  account: Account;
  timings: Timings;
  traffic: Traffic;
  clock: Clock;
  signal?: AbortSignal;
}

/**
 * Sends requests for one account. A GET is sent again after a failure that may pass, with full jitter, for as long as
 * `requestSeconds`. Any method is sent again after a rate limit and after a connection that was never made: both were
 * surely not accepted. A POST or DELETE that may have been accepted is never sent again: it fails with the outcome
 * "unknown", and its caller looks at the server.
 */
export class Transport {
  constructor(private readonly options: TransportOptions) {}

  async send<Schema extends z.ZodType>(request: ApiRequest<Schema>): Promise<ApiAnswer<z.output<Schema>>> {
    const { timings } = this.options;
    if (!keepsItsPath(request.path)) throw this.error(request, notAnId);
    // Milliseconds told by rate limits, and milliseconds spent in attempts and in the pauses after failures. Waiting
    // for others (a free place, a pause that another request was told) counts for neither.
    let held = 0;
    let spent = 0;
    let failures = 0;
    for (;;) {
      const reply = await this.attempt(request);
      if (reply.ok) return reply.answer;
      const { error } = reply;
      spent += reply.took;
      if (error.kind === "rate limited" && held < timings.patienceSeconds * 1000) {
        held += reply.pause;
      } else if (
        maySendAgain(request.method, error) &&
        failures < MOST_ATTEMPTS - 1 &&
        spent < timings.requestSeconds * 1000
      ) {
        failures += 1;
        const pause = backoff(failures);
        spent += pause;
        await this.sleep(pause, error);
      } else {
        throw error;
      }
    }
  }

  private async sleep(milliseconds: number, error: VercelError): Promise<void> {
    try {
      await this.options.clock.sleep(milliseconds, this.options.signal);
    } catch {
      throw error;
    }
  }

  private async attempt<Schema extends z.ZodType>(request: ApiRequest<Schema>): Promise<Reply<z.output<Schema>>> {
    const { traffic, signal, clock } = this.options;
    const leave = await traffic.enter(signal).catch(() => undefined);
    if (leave === undefined) return this.cancelled(request);
    const started = clock.now();
    try {
      if (request.mayBeSent !== undefined && !(await request.mayBeSent())) return this.cancelled(request);
      const reply = await this.exchange(request);
      if (reply.ok) return reply;
      // Before the place is given back: the request that waits for it must already see the pause.
      if (reply.error.kind === "rate limited") traffic.pause(reply.pause);
      return { ...reply, took: clock.now() - started };
    } finally {
      leave();
    }
  }

  private cancelled(request: ApiRequest<z.ZodType>): Reply<never> {
    const error = this.error(request, { kind: "cancelled", outcome: "not sent" });
    return { ok: false, error, pause: 0, took: 0 };
  }

  private async exchange<Schema extends z.ZodType>(request: ApiRequest<Schema>): Promise<Reply<z.output<Schema>>> {
    const { account, timings, signal, clock } = this.options;
    const { method, path, query, body, schema, deadlineSeconds = timings.requestSeconds } = request;
    const wire = {
      url: `${account.apiUrl}${path}`,
      method,
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body }),
      headers: {
        accept: "application/json",
        authorization: `Bearer ${account.apiToken}`,
        "user-agent": "pulumi-vercel-marketplace",
      },
    };
    const answered = await exchange(wire, deadlineSeconds * 1000, signal);
    if (!("status" in answered)) return { ok: false, error: this.error(request, answered), pause: 0, took: 0 };
    const time = serverTime(answered.headers);
    const { data, failure } = judge(answered, schema);
    if (failure === undefined) {
      const requestId = answered.headers.get("x-vercel-id") ?? undefined;
      return { ok: true, answer: { data, requestId, serverTime: time } };
    }
    const advice = answered.headers.get("retry-after");
    const pause = retryAfter(advice, time ?? clock.now(), timings.pauseSeconds * 1000);
    return { ok: false, error: this.error(request, failure), pause, took: 0 };
  }

  private error(request: ApiRequest<z.ZodType>, failure: Failure): VercelError {
    const { method, path, body, confidential = body } = request;
    const secrets = [this.options.account.apiToken, ...textsIn(confidential)];
    return new VercelError({ ...failure, method, path }, secrets);
  }
}

type Failure = Omit<RequestFailure, "method" | "path">;

/** `pause`: what a rate limit asks for. `took`: how long the attempt lasted. Both in milliseconds. */
type Reply<T> = { ok: true; answer: ApiAnswer<T> } | { ok: false; error: VercelError; pause: number; took: number };

const notAnId: Failure = {
  kind: "bad request",
  outcome: "refused",
  detail: "an id in its path is empty or made of dots",
};

/** An address drops `.` and `..`, and an empty id makes another path: what is meant for one store would hit another route. */
function keepsItsPath(path: string): boolean {
  return !path
    .split("/")
    .slice(1)
    .some((segment) => /^\.{0,2}$/.test(segment));
}

function maySendAgain(method: string, error: VercelError): boolean {
  if (error.kind === "cancelled") return false;
  if (error.outcome === "not sent") return true;
  return method === "GET" && error.retryable;
}

function serverTime(headers: Headers): number | undefined {
  const time = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(time) ? undefined : time;
}
