// Sends one HTTP request once: a deadline over headers and body, no redirects, no retries, a body of limited size.
import { ofetch } from "ofetch";
import type { FailureKind, Outcome } from "./errors";

export interface HttpRequest {
  url: string;
  method: "GET" | "POST" | "PATCH" | "DELETE";
  query?: Record<string, string | undefined>;
  body?: Record<string, unknown>;
  headers: Record<string, string>;
}

export interface HttpResponse {
  status: number;
  headers: Headers;
  /** The status is known also where the body could not be read: a 4xx stays a rejection. */
  body: { text: string } | { failure: ConnectionFailure };
}

/** The largest list of stores of a team has a few megabytes. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** What sends a request: ofetch, directly or through a proxy. */
export type Fetcher = Pick<typeof ofetch, "raw">;

/** Ends within `deadline` milliseconds. */
export async function sendHttp(
  request: HttpRequest,
  deadline: number,
  fetcher: Fetcher = ofetch,
): Promise<HttpResponse | ConnectionFailure> {
  // AbortSignal.timeout would keep its timer long after the request has ended.
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), deadline);
  const failureOf = (thrown: unknown): ConnectionFailure =>
    controller.signal.aborted ? { kind: "timeout", outcome: "unknown" } : connectionFailure(thrown);
  try {
    const { url, ...rest } = request;
    const response = await fetcher.raw(url, {
      ...rest,
      responseType: "stream",
      retry: 0,
      redirect: "error",
      ignoreResponseError: true,
      signal: controller.signal,
    });
    const { status, headers } = response;
    const body = await readBody(response.body).catch((thrown) => ({ failure: failureOf(thrown) }));
    return { status, headers, body };
  } catch (thrown) {
    return failureOf(thrown);
  } finally {
    clearTimeout(timer);
  }
}

async function readBody(body: AsyncIterable<Uint8Array> | null): Promise<HttpResponse["body"]> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  // Leaving the loop early cancels the stream, and with it the connection.
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) {
      return { failure: { kind: "unreadable", outcome: "unknown", detail: "the response exceeds 32 MiB" } };
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return { text: text + decoder.decode() };
}

export interface ConnectionFailure {
  kind: FailureKind;
  outcome: Outcome;
  /** The system's code, such as `ECONNRESET`. */
  detail?: string;
  /** Set if a proxy rejected the connection. */
  proxyStatus?: number;
}

/** Classifies what `fetch` threw, before the response or while the body was read. */
export function connectionFailure(thrown: unknown): ConnectionFailure {
  const chain = causes(thrown);
  // A redirect may follow a request that took effect (303), and fetch does not expose the status.
  if (chain.some(({ message }) => message === "unexpected redirect")) return { kind: "redirect", outcome: "unknown" };
  const rejected = chain.flatMap(({ message }) => /^Proxy response \((\d+)\)/.exec(message)?.[1] ?? []);
  if (rejected.length > 0) {
    const detail = `the proxy responded with ${rejected[0]}`;
    return { kind: "unreachable", outcome: "not sent", detail, proxyStatus: Number(rejected[0]) };
  }
  const detail = reason(chain);
  if (chain.some(neverMade)) return { kind: "unreachable", outcome: "not sent", detail };
  if (certificate.test(detail)) return { kind: "untrusted", outcome: "refused", detail };
  if (encryption.test(detail)) return { kind: "untrusted", outcome: "unknown", detail };
  if (tooLate.test(detail)) return { kind: "timeout", outcome: "unknown", detail };
  return { kind: "connection lost", outcome: "unknown", detail };
}

/** The server's certificate is not trusted. Known before anything is sent. */
const certificate =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH$|INVALID_CA$|ERR_TLS_CERT_|UND_ERR_PRX_TLS$)/;

/** Encryption failed. That can happen during a connection, so the request may have taken effect. */
const encryption = /^(ERR_SSL_|ERR_TLS_|EPROTO$)/;

/** Time-outs of the HTTP client itself, which may be shorter than the deadline of a request. */
const tooLate = /^UND_ERR_(HEADERS|BODY)_TIMEOUT$/;

interface SystemError extends Error {
  code?: unknown;
  syscall?: unknown;
}

function causes(thrown: unknown): SystemError[] {
  const chain: SystemError[] = [];
  for (let at = thrown; at instanceof Error && chain.length < 5; at = at.cause) chain.push(at);
  return chain;
}

/**
 * Whether the connection was never made, so that nothing was sent. The system call decides, not the code: an open
 * connection can end as EHOSTUNREACH or ETIMEDOUT too, and a POST on it may have taken effect.
 */
function neverMade(error: SystemError): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(neverMade);
  return error.code === "UND_ERR_CONNECT_TIMEOUT" || error.syscall === "connect" || error.syscall === "getaddrinfo";
}

/** The first code in the chain; else the innermost message, which says more than "fetch failed". */
function reason(chain: readonly SystemError[]): string {
  for (const { code } of chain) if (typeof code === "string") return code;
  return chain.findLast(({ message }) => message !== "")?.message ?? "connection failed";
}
