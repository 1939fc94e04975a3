// The one place that sends requests: retries where they are safe, rate limits, and errors without secrets.
import type { z } from "zod";
import type { Timings } from "../contract/timings";
import { omitUndefined } from "../contract/values";
import type { Clock } from "./clock";
import { VercelError } from "./errors";
import { sendHttp } from "./http";
import { type ApiPath, isSafePath } from "./path";
import type { RateLimiter } from "./rate-limiter";
import { stringsIn } from "./redaction";
import { decodeResponse, type ResponseFailure } from "./response";
import type { Account } from "./settings";

export interface ApiRequest<Schema extends z.ZodType> {
  method: "GET" | "POST" | "DELETE";
  path: ApiPath;
  query?: Record<string, string | undefined>;
  body?: Record<string, unknown>;
  /** What is read from the response. A response that does not match is unreadable. */
  schema: Schema;
  /** Deadline of one attempt over headers and body. Default: `requestSeconds`. */
  deadlineSeconds?: number;
  /** Values that no message may repeat, even if the API does: every string in them is hidden. Default: the body. */
  confidential?: unknown;
  /** The response has values of secrets: no character of it is changed. Otherwise it has no control characters. */
  verbatim?: boolean;
  /** Called right before the request is sent, after every queue and pause: `false` cancels it. */
  mayBeSent?: () => Promise<boolean>;
}

export interface ApiResponse<T> {
  data: T;
  /** The server's clock at the response, in milliseconds. Compare times of the API with this one. */
  serverTime: number | undefined;
}

export interface TransportOptions {
  account: Account;
  timings: Timings;
  rateLimiter: RateLimiter;
  clock: Clock;
}

/**
 * Sends requests for one account. A GET is retried after transient failures with full jitter, for up to
 * `requestSeconds`. Any method is retried after a rate limit and after a connection that was never made: the API has
 * accepted neither. A POST or DELETE that may have been accepted is never retried: it fails with the outcome
 * "unknown", and the caller looks up what happened.
 */
export class Transport {
  constructor(private readonly options: TransportOptions) {}

  /** @throws {@link VercelError} */
  async send<Schema extends z.ZodType>(request: ApiRequest<Schema>): Promise<ApiResponse<z.output<Schema>>> {
    const { timings, clock } = this.options;
    if (!isSafePath(request.path)) throw this.error(request, unsafePath);
    // Waiting for a slot, or for a pause that another request caused, counts towards neither budget.
    let rateLimitedMs = 0;
    let spentMs = 0;
    let failures = 0;
    for (;;) {
      const attempt = await this.attempt(request);
      if (attempt.ok) return attempt.response;
      const { error } = attempt;
      spentMs += attempt.tookMs;
      if (error.kind === "rate limited" && rateLimitedMs < timings.rateLimitBudgetSeconds * 1000) {
        rateLimitedMs += attempt.pauseMs;
      } else if (
        isRetryable(request, error) &&
        failures < MAX_ATTEMPTS - 1 &&
        spentMs < timings.requestSeconds * 1000
      ) {
        failures += 1;
        const pause = backoff(failures);
        spentMs += pause;
        await clock.sleep(pause);
      } else {
        throw error;
      }
    }
  }

  private async attempt<Schema extends z.ZodType>(request: ApiRequest<Schema>): Promise<Attempt<z.output<Schema>>> {
    const { rateLimiter, clock } = this.options;
    const release = await rateLimiter.acquire();
    const started = clock.monotonic();
    try {
      if (request.mayBeSent !== undefined && !(await request.mayBeSent())) {
        return this.failed(request, { kind: "cancelled", outcome: "not sent" });
      }
      const attempt = await this.sendOnce(request);
      if (attempt.ok) return attempt;
      // Before the slot is released: the next request must already see the pause.
      if (attempt.error.kind === "rate limited") rateLimiter.pause(attempt.pauseMs);
      return { ...attempt, tookMs: clock.monotonic() - started };
    } finally {
      release();
    }
  }

  private async sendOnce<Schema extends z.ZodType>(request: ApiRequest<Schema>): Promise<Attempt<z.output<Schema>>> {
    const { account, timings, clock } = this.options;
    const { method, path, query, body, schema, verbatim, deadlineSeconds = timings.requestSeconds } = request;
    const http = {
      url: `${account.apiUrl}${path}`,
      method,
      ...omitUndefined({ query, body }),
      headers: {
        accept: "application/json",
        authorization: `Bearer ${account.apiToken}`,
        "user-agent": "pulumi-vercel-marketplace",
      },
    };
    const response = await sendHttp(http, deadlineSeconds * 1000);
    if (!("status" in response)) return this.failed(request, response);
    const serverTime = timeOf(response.headers);
    const { data, failure } = decodeResponse(response, schema, { verbatim });
    if (failure === undefined) return { ok: true, response: { data, serverTime } };
    const header = response.headers.get("retry-after");
    const pauseMs = retryAfter(header, serverTime ?? clock.now(), timings.maxPauseSeconds * 1000);
    return this.failed(request, failure, pauseMs);
  }

  private failed(request: ApiRequest<z.ZodType>, failure: ResponseFailure, pauseMs = 0): Attempt<never> {
    return { ok: false, error: this.error(request, failure), pauseMs, tookMs: 0 };
  }

  private error(request: ApiRequest<z.ZodType>, failure: ResponseFailure): VercelError {
    const { method, path, query, body, confidential = body } = request;
    const team = query?.teamId ?? query?.slug;
    const secrets = { token: this.options.account.apiToken, values: stringsIn(confidential) };
    return new VercelError({ ...failure, method, path, ...omitUndefined({ team }) }, secrets);
  }
}

/** `pauseMs`: what a rate limit asks for. `tookMs`: the length of the attempt. */
type Attempt<T> =
  | { ok: true; response: ApiResponse<T> }
  | { ok: false; error: VercelError; pauseMs: number; tookMs: number };

const unsafePath: ResponseFailure = {
  kind: "bad request",
  outcome: "refused",
  detail: "the path contains an empty or dot-only id",
};

function isRetryable({ method }: ApiRequest<z.ZodType>, error: VercelError): boolean {
  if (error.kind === "cancelled") return false;
  return error.outcome === "not sent" || (method === "GET" && error.retryable);
}

function timeOf(headers: Headers): number | undefined {
  const time = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/** The most attempts of one request that may be retried. Attempts that met a rate limit do not count. */
export const MAX_ATTEMPTS = 5;

const FIRST_WAIT = 250;
const MAX_WAIT = 8_000;
const DEFAULT_PAUSE = 1_000;
const MIN_PAUSE = 100;

/** Milliseconds to wait after failure number 1, 2, …: full jitter below a bound that doubles. */
export function backoff(failures: number, random: () => number = Math.random): number {
  const bound = Math.min(MAX_WAIT, FIRST_WAIT * 2 ** (failures - 1));
  return random() * bound;
}

/**
 * Milliseconds that a `Retry-After` header asks for: seconds, or a date. One that is absent, zero, negative, malformed or
 * in the past gives one second, so that a rate limit is never met again at once. A longer one than `longest` is cut.
 * `now` is the server's clock if it is known: a date is one of that clock.
 */
export function retryAfter(header: string | null, now: number, longest: number): number {
  const asked = header === null ? Number.NaN : parseRetryAfter(header.trim(), now);
  const pause = asked > 0 ? Math.max(asked, MIN_PAUSE) : DEFAULT_PAUSE;
  return Math.min(pause, longest);
}

function parseRetryAfter(header: string, now: number): number {
  if (/^-?\d+(\.\d+)?$/.test(header)) return Number(header) * 1000;
  return Date.parse(header) - now;
}
