// One request on the wire, once: a deadline over headers and body, no redirect, no repetition, a body of bounded size.
import { ofetch } from "ofetch";
import { type ConnectionFailure, connectionFailure } from "./connection-failure";

export interface WireRequest {
  url: string;
  method: "GET" | "POST" | "DELETE";
  query?: Record<string, string | undefined>;
  body?: Record<string, unknown>;
  headers: Record<string, string>;
}

export interface Answered {
  status: number;
  headers: Headers;
  /** A body that broke off still leaves a status: a refusal stays one. */
  body: { text: string } | { failure: ConnectionFailure };
}

/** The largest list of stores that a team can have is a few megabytes; more is no answer of the API. */
const LARGEST_BODY = 32 * 1024 * 1024;

/** Sends the request. Ends within `deadline` milliseconds, and at once when the signal is aborted. */
export async function exchange(
  request: WireRequest,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<Answered | ConnectionFailure> {
  // A controller of its own: AbortSignal.timeout and AbortSignal.any would hold a timer and a listener on the signal
  // of the whole process long after the request has ended.
  const cut = new AbortController();
  let why: ConnectionFailure | undefined;
  const stop = (failure: ConnectionFailure) => {
    why ??= failure;
    cut.abort();
  };
  const cancel = () => stop({ kind: "cancelled", outcome: "unknown" });
  const timer = setTimeout(() => stop({ kind: "timeout", outcome: "unknown" }), deadline);
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    const { url, ...rest } = request;
    const response = await ofetch.raw(url, {
      ...rest,
      responseType: "stream",
      retry: 0,
      redirect: "error",
      ignoreResponseError: true,
      signal: cut.signal,
    });
    const { status, headers } = response;
    const body = await readBody(response.body).catch((thrown) => ({ failure: why ?? connectionFailure(thrown) }));
    return { status, headers, body };
  } catch (thrown) {
    return why ?? connectionFailure(thrown);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
  }
}

async function readBody(body: AsyncIterable<Uint8Array> | null): Promise<Answered["body"]> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  // Leaving the loop early cancels the stream, and with it the connection.
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > LARGEST_BODY) {
      return { failure: { kind: "unreadable", outcome: "unknown", detail: "it is larger than any answer of the API" } };
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return { text: text + decoder.decode() };
}
