// The one place that sends requests: retries where they are safe, rate limits, and errors without secrets.
import type { z } from "zod";
import { formatElapsed } from "../contract/duration";
import type { Timings } from "../contract/timings";
import { omitUndefined } from "../contract/values";
import type { Clock } from "./clock";
import { VercelError } from "./errors";
import { type Fetcher, sendHttp } from "./http";
import { type ApiPath, isSafePath } from "./path";
import { connectThrough } from "./proxy";
import type { RateLimiter } from "./rate-limiter";
import { stringsIn } from "./redaction";
import { decodeResponse, type ResponseFailure } from "./response";
import type { Account } from "./settings";

export interface ApiRequest<Schema extends z.ZodType> {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: ApiPath;
  query?: Record<string, string | undefined>;
  body?: Record<string, unknown>;
  /** What is read from the response. A response that does not match is unreadable. */
  schema: Schema;
  /** Deadline of one attempt over headers and body. Default: `requestSeconds`. */
  deadlineSeconds?: number;
  /** Values that no message may repeat, even if the API does: every string in them is hidden. Default: the body. */
  confidential?: unknown;
  /** `false`: a 429 is returned to the caller, whose next request waits for the pause. Default: the request is repeated. */
  retryRateLimit?: false;
  /** The response has values of secrets: no character of it is changed. Otherwise it has no control characters. */
  verbatim?: boolean;
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
  /**
   * Called right before each request that changes something, after every queue and pause: `false` cancels it. A process
   * that nobody waits for must change nothing.
   */
  mayWrite?: (() => Promise<boolean>) | undefined;
}

/**
 * Sends requests for one account. A GET is retried after transient failures with full jitter, for up to
 * `requestSeconds`. Any method is retried after a rate limit and after a connection that was never made: the API has
 * accepted neither. A POST, PATCH or DELETE that may have been accepted is never retried: it fails with the outcome
 * "unknown", and the caller looks up what happened.
 *
 * A 429, and a 503 with `Retry-After`, pauses all requests of the process for as long as it says. A pause that ends after
 * the deadline of the rate limiter fails the request at once.
 */
export class Transport {
  private fetcher: Promise<Fetcher> | undefined;

  constructor(private readonly options: TransportOptions) {}

  /** @throws {@link VercelError} */
  async send<Schema extends z.ZodType>(request: ApiRequest<Schema>): Promise<ApiResponse<z.output<Schema>>> {
    const { timings, clock, rateLimiter } = this.options;
    if (!isSafePath(request.path)) throw this.error(request, unsafePath);
    // Waiting for a slot, or for a pause, does not count towards this budget.
    let spentMs = 0;
    let failures = 0;
    for (;;) {
      const attempt = await this.attempt(request);
      if (attempt.ok) return attempt.response;
      const { error } = attempt;
      spentMs += attempt.tookMs;
      if (attempt.isLimited) {
        if (mayRepeatAfterPause(request, error) && rateLimiter.mayWait) continue;
        throw error;
      }
      if (!isRetryable(request, error) || failures >= MAX_ATTEMPTS - 1 || spentMs >= timings.requestSeconds * 1000) {
        throw error;
      }
      failures += 1;
      const pause = backoff(failures);
      spentMs += pause;
      await clock.sleep(pause);
    }
  }

  private async attempt<Schema extends z.ZodType>(request: ApiRequest<Schema>): Promise<Attempt<z.output<Schema>>> {
    const { rateLimiter, clock, mayWrite } = this.options;
    const kind = { isWrite: request.method !== "GET" };
    const release = await rateLimiter.acquire();
    if (release === undefined) return this.limited(request, notSent, rateLimiter.remaining);
    const started = clock.monotonic();
    try {
      if (kind.isWrite && mayWrite !== undefined && !(await mayWrite())) {
        return this.failed(request, { kind: "cancelled", outcome: "not sent" });
      }
      const attempt = await this.sendOnce(request);
      // Before the slot is released: the next request must already see the pause.
      if (attempt.ok) {
        rateLimiter.recordSuccess(started, kind);
        return attempt;
      }
      if (attempt.isLimited) rateLimiter.pause(attempt.pauseMs, kind);
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
    if (account.proxies !== undefined) this.fetcher ??= connectThrough(account.proxies);
    const response = await sendHttp(http, deadlineSeconds * 1000, await this.fetcher);
    if (!("status" in response)) return this.failed(request, response);
    const serverTime = timeOf(response.headers);
    const { data, failure } = decodeResponse(response, schema, { verbatim });
    if (failure === undefined) return { ok: true, response: { data, serverTime } };
    const asked = retryAfter(response.headers.get("retry-after"), serverTime ?? clock.now());
    const isLimited = response.status === 429 || (response.status === 503 && asked !== undefined);
    return isLimited ? this.limited(request, failure, asked) : this.failed(request, failure);
  }

  private failed(request: ApiRequest<z.ZodType>, failure: ResponseFailure): Attempt<never> {
    return { ok: false, error: this.error(request, failure), isLimited: false, tookMs: 0 };
  }

  private limited(request: ApiRequest<z.ZodType>, failure: ResponseFailure, asked: number | undefined): Attempt<never> {
    const wait = asked === undefined ? undefined : `Vercel asks to wait ${formatElapsed(asked)}`;
    // In front, because a long detail is cut.
    const detail = [wait, failure.detail].filter((part) => part !== undefined).join("; ");
    const error = this.error(request, { ...failure, detail });
    return { ok: false, error, isLimited: true, pauseMs: asked ?? DEFAULT_PAUSE, tookMs: 0 };
  }

  private error(request: ApiRequest<z.ZodType>, failure: ResponseFailure): VercelError {
    const { method, path, query, body, confidential = body } = request;
    const team = query?.teamId ?? query?.slug;
    const secrets = { token: this.options.account.apiToken, values: stringsIn(confidential) };
    return new VercelError({ ...failure, method, path, ...omitUndefined({ team }) }, secrets);
  }
}

/** `isLimited`: the API asks for a pause. `tookMs`: the length of the attempt. */
type Attempt<T> =
  | { ok: true; response: ApiResponse<T> }
  | ({ ok: false; error: VercelError; tookMs: number } & ({ isLimited: false } | { isLimited: true; pauseMs: number }));

/** Another response asked for a pause that ends after the deadline. */
const notSent: ResponseFailure = { kind: "rate limited", outcome: "not sent" };

const unsafePath: ResponseFailure = {
  kind: "bad request",
  outcome: "refused",
  detail: "the path contains an empty or dot-only id",
};

/** A 429 says that nothing was done; a 503 may come from a gateway, after the API has committed. */
function mayRepeatAfterPause({ method, retryRateLimit }: ApiRequest<z.ZodType>, { kind }: VercelError): boolean {
  return kind === "rate limited" ? retryRateLimit !== false : method === "GET";
}

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
/** The pause after a 429 that names none, so that the limit is not met again at once. */
const DEFAULT_PAUSE = 1_000;
const MIN_PAUSE = 100;
/** Ten years: a number that can be formatted. No request waits for it. */
const MAX_PAUSE = 3650 * 86_400_000;

/** Milliseconds to wait after failure number 1, 2, …: full jitter below a bound that doubles. */
export function backoff(failures: number, random: () => number = Math.random): number {
  const bound = Math.min(MAX_WAIT, FIRST_WAIT * 2 ** (failures - 1));
  return random() * bound;
}

/**
 * Milliseconds that a `Retry-After` header asks for: seconds, or a date. Undefined for one that is absent, zero,
 * negative, malformed or in the past. `now` is the server's clock if it is known: a date is one of that clock.
 */
export function retryAfter(header: string | null, now: number): number | undefined {
  const asked = header === null ? Number.NaN : parseRetryAfter(header.trim(), now);
  return asked > 0 ? Math.min(Math.max(asked, MIN_PAUSE), MAX_PAUSE) : undefined;
}

function parseRetryAfter(header: string, now: number): number {
  if (/^-?\d+(\.\d+)?$/.test(header)) return Number(header) * 1000;
  return Date.parse(header) - now;
}
