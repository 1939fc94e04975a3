// One HTTP request that is being handled, and how its response is written to the socket.
import type { ServerResponse } from "node:http";
import type { JournalEntry } from "./journal.js";

export interface Exchange {
  readonly outgoing: ServerResponse;
  readonly entry: JournalEntry;
  /** Aborted when the emulator is closed or reset. */
  readonly lifetime: AbortSignal;
  /** The server's clock, for the `Date` header. */
  readonly now: () => number;
}

/** What the API answers. Without a body there is no content type. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Writes a whole answer. Resolves to false when the client disconnected before the last byte. */
export function send(exchange: Exchange, answer: Answer): Promise<boolean> {
  const payload = encodeBody(answer);
  return sendPayload(exchange, answer, payload);
}

/** Writes a body that is not JSON; `answer` gives the status and the headers. */
export function sendPayload(exchange: Exchange, answer: Answer, payload: Buffer): Promise<boolean> {
  writeHead(exchange, answer, payload);
  exchange.entry.status = answer.status;
  const sent = responseSent(exchange);
  exchange.outgoing.end(payload);
  return sent;
}

export function encodeBody({ body }: Answer): Buffer {
  return body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
}

export function writeHead({ outgoing, entry, now }: Exchange, answer: Answer, payload: Buffer): void {
  outgoing.writeHead(answer.status, {
    date: new Date(now()).toUTCString(),
    "x-vercel-id": entry.requestId,
    ...(answer.status === 204 ? {} : { "content-length": payload.length }),
    ...(payload.length > 0 ? { "content-type": "application/json; charset=utf-8" } : {}),
    ...answer.headers,
  });
}

export function disconnect({ outgoing }: Exchange): void {
  outgoing.destroy();
}

/** Resolves to true when the response is out, to false when the connection closed first. */
function responseSent({ outgoing, entry }: Exchange): Promise<boolean> {
  return new Promise((resolve) => {
    outgoing.once("finish", () => resolve(true));
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) delete entry.status;
      resolve(outgoing.writableFinished);
    });
  });
}
