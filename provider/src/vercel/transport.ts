// The one place that sends requests: deadline over headers and body, sending again where that is safe, rate limits.
import { ofetch } from "ofetch";
import type { z } from "zod";
import type { Timings } from "../contract/timings";
import type { Account } from "./account";
import type { Clock } from "./clock";
import { kindOfStatus, type Outcome, VercelError } from "./errors";
import { backoff, MOST_ATTEMPTS, retryAfter } from "./retry";
import type { Traffic } from "./traffic";

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
    const { clock, timings } = this.options;
    const started = clock.now();
    let pausedFor = 0;
    let failures = 0;
    for (;;) {
      const reply = await this.attempt(request);
      if (reply.ok) return reply.answer;
      const { error } = reply;
      const spent = (clock.now() - started - pausedFor) / 1000;
      if (error.kind === "rate limited" && pausedFor / 1000 < timings.patienceSeconds) {
        const pause = retryAfter(reply.retryAfter, clock.now(), timings.pauseSeconds * 1000);
        this.options.traffic.pause(pause);
        pausedFor += pause;
      } else if (
        maySendAgain(request.method, error) &&
        failures < MOST_ATTEMPTS - 1 &&
        spent < timings.requestSeconds
      ) {
        failures += 1;
        await this.sleep(backoff(failures), error);
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
    const { traffic, signal } = this.options;
    const leave = await traffic.enter(signal).catch(() => undefined);
    if (leave === undefined)
      return { ok: false, error: this.error(request, "cancelled", "not sent"), retryAfter: null };
    try {
      return await this.exchange(request);
    } finally {
      leave();
    }
  }

  private async exchange<Schema extends z.ZodType>(request: ApiRequest<Schema>): Promise<Reply<z.output<Schema>>> {
    const { account, timings, signal } = this.options;
    const deadline = AbortSignal.timeout((request.deadlineSeconds ?? timings.requestSeconds) * 1000);
    try {
      const response = await ofetch.raw<string, "text">(`${account.apiUrl}${request.path}`, {
        method: request.method,
        ...(request.query === undefined ? {} : { query: request.query }),
        ...(request.body === undefined ? {} : { body: request.body }),
        headers: {
          accept: "application/json",
          authorization: `Bearer ${account.apiToken}`,
          "user-agent": "pulumi-vercel-marketplace",
        },
        responseType: "text",
        retry: 0,
        redirect: "error",
        ignoreResponseError: true,
        signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
      });
      return this.judge(request, response, response._data ?? "");
    } catch (thrown) {
      return { ok: false, error: this.connectionError(request, thrown, deadline.aborted), retryAfter: null };
    }
  }

  private judge<Schema extends z.ZodType>(
    request: ApiRequest<Schema>,
    response: { status: number; headers: Headers },
    text: string,
  ): Reply<z.output<Schema>> {
    const { status } = response;
    const requestId = response.headers.get("x-vercel-id") ?? undefined;
    const json = parseJson(text);
    if (status < 200 || status > 299) {
      // 408 and 5xx come from in front of the API as well as from it: the request may have been carried out.
      const outcome: Outcome = status >= 500 || status === 408 ? "unknown" : "refused";
      const error = this.error(request, kindOfStatus(status), outcome, { status, requestId, ...apiError(json) });
      return { ok: false, error, retryAfter: response.headers.get("retry-after") };
    }
    const parsed = request.schema.safeParse(json);
    if (parsed.success)
      return { ok: true, answer: { data: parsed.data, requestId, serverTime: serverTime(response.headers) } };
    const detail = json === undefined ? "it is not JSON" : "it is not of the form that the API documents";
    return {
      ok: false,
      error: this.error(request, "unreadable", "unknown", { status, requestId, detail }),
      retryAfter: null,
    };
  }

  private connectionError(request: { method: string; path: string }, thrown: unknown, late: boolean): VercelError {
    if (late) return this.error(request, "timeout", "unknown");
    if (this.options.signal?.aborted) return this.error(request, "cancelled", "unknown");
    const reason = connectionReason(thrown);
    if (reason === "unexpected redirect") return this.error(request, "redirect", "refused");
    if (notReached.test(reason)) return this.error(request, "unreachable", "not sent", { detail: reason });
    if (notTrusted.test(reason)) return this.error(request, "untrusted", "refused", { detail: reason });
    return this.error(request, "cut off", "unknown", { detail: reason });
  }

  private error(
    request: { method: string; path: string },
    kind: VercelError["kind"],
    outcome: Outcome,
    more: { status?: number; requestId?: string | undefined; code?: string; detail?: string } = {},
  ): VercelError {
    const { requestId, ...rest } = more;
    return new VercelError(
      {
        kind,
        outcome,
        method: request.method,
        path: request.path,
        ...rest,
        ...(requestId === undefined ? {} : { requestId }),
      },
      [this.options.account.apiToken],
    );
  }
}

type Reply<T> = { ok: true; answer: ApiAnswer<T> } | { ok: false; error: VercelError; retryAfter: string | null };

/** System errors after which nothing can have reached the API, and which may pass. */
const notReached = /^(ECONNREFUSED|EAI_AGAIN|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/** System errors of a connection that was refused because the other side is not who it should be. */
const notTrusted = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/;

function maySendAgain(method: string, error: VercelError): boolean {
  if (error.kind === "cancelled") return false;
  if (error.outcome === "not sent") return true;
  return method === "GET" && error.retryable;
}

/** The system's word for what went wrong with a connection, found in the chain of causes: never a message of ours. */
function connectionReason(thrown: unknown): string {
  let reason = "connection failed";
  for (let at = thrown, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    if ("code" in at && typeof at.code === "string") return at.code;
    if (at.message === "unexpected redirect") return at.message;
    if (at instanceof AggregateError && at.errors.length > 0) return connectionReason(at.errors[0]);
    if (depth > 0 || !("request" in at)) reason = at.message;
  }
  return reason;
}

function serverTime(headers: Headers): number | undefined {
  const time = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(time) ? undefined : time;
}

function parseJson(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The API's own words for a refusal: `{error: {code, message}}`, or the same at the top. */
function apiError(json: unknown): { code?: string; detail?: string } {
  const body = isRecord(json) && isRecord(json.error) ? json.error : json;
  if (!isRecord(body)) return {};
  return {
    ...(typeof body.code === "string" ? { code: body.code } : {}),
    ...(typeof body.message === "string" ? { detail: body.message } : {}),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
