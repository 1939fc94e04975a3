// The answers, good and bad, that a raw server can give.
import type { Answer } from "./raw-server.ts";

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return text(status, JSON.stringify(body), { "content-type": "application/json", ...headers });
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(status, headers).end(body);
}

export const fine = json(200, { value: "fine" });

/** Nothing, for ever. */
export const silence: Answer = () => {};

/** The connection is reset where an answer is awaited. */
export const reset: Answer = (_response, request) => request.socket.resetAndDestroy();

/** A status and half a body, then a reset. */
export function resetInBody(status = 200): Answer {
  return (response, request) => {
    response.writeHead(status, { "content-type": "application/json", "content-length": "100" });
    response.write('{"value":', () => setImmediate(() => request.socket.resetAndDestroy()));
  };
}

/** A body that ends, in good order, before the length that was announced. */
export const truncated: Answer = (response, request) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
  response.write('{"value":"fine"}', () => request.socket.end());
};

/** Headers at once, then a byte now and then, without end. */
export function dripping(status = 200): Answer {
  return (response) => {
    response.writeHead(status, { "content-type": "application/json" });
    const drip = setInterval(() => response.write(" "), 5);
    response.on("close", () => clearInterval(drip));
  };
}

export const rateLimited = (retryAfter?: string, headers: Record<string, string> = {}): Answer =>
  json(
    429,
    { error: { code: "rate_limited", message: "Too many requests" } },
    { ...headers, ...(retryAfter === undefined ? {} : { "retry-after": retryAfter }) },
  );
