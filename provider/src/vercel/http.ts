// Sends one HTTP request once: a deadline over headers and body, no redirects, no retries, a body of limited size.
import { ofetch } from "ofetch";
import { type ConnectionFailure, connectionFailure } from "./connection-failure";

export interface HttpRequest {
  url: string;
  method: "GET" | "POST" | "DELETE";
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

/** Ends within `deadline` milliseconds. */
export async function sendHttp(request: HttpRequest, deadline: number): Promise<HttpResponse | ConnectionFailure> {
  // AbortSignal.timeout would keep its timer long after the request has ended.
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), deadline);
  const failureOf = (thrown: unknown): ConnectionFailure =>
    controller.signal.aborted ? { kind: "timeout", outcome: "unknown" } : connectionFailure(thrown);
  try {
    const { url, ...rest } = request;
    const response = await ofetch.raw(url, {
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
