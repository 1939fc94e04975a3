// One exchange on the socket: what an answer, or a fault, is written to.
import type { ServerResponse } from "node:http";
import type { JournalEntry } from "./journal.js";

/** An answer without a body says nothing about a content type. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

export interface Wire {
  outgoing: ServerResponse;
  entry: JournalEntry;
  /** Aborts when the emulator is closed or reset: whatever waits then is cut. */
  lifetime: AbortSignal;
  now: () => number;
}

/** Thrown into everything that waits when the emulator is closed or reset. */
export class Ended extends Error {}

/** Writes an answer whole. False when the other side left before its last byte. */
export function send(wire: Wire, answer: Answer): Promise<boolean> {
  const payload = payloadOf(answer);
  writeHead(wire, answer, payload);
  wire.entry.status = answer.status;
  const sent = ended(wire);
  wire.outgoing.end(payload);
  return sent;
}

export function payloadOf({ body }: Answer): Buffer {
  return body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body));
}

/** An answer without a body claims no content type. */
export function writeHead({ outgoing, entry, now }: Wire, answer: Answer, payload: Buffer): void {
  outgoing.writeHead(answer.status, {
    date: new Date(now()).toUTCString(),
    "x-vercel-id": entry.requestId,
    ...(answer.status === 204 ? {} : { "content-length": payload.length }),
    ...(payload.length > 0 ? { "content-type": "application/json; charset=utf-8" } : {}),
    ...answer.headers,
  });
}

/** True once the answer is out, false when the connection went first. */
export function ended({ outgoing, entry }: Wire): Promise<boolean> {
  return new Promise((resolve) => {
    outgoing.once("finish", () => resolve(true));
    outgoing.once("close", () => {
      if (!outgoing.writableFinished) delete entry.status;
      resolve(outgoing.writableFinished);
    });
  });
}

export function cut({ outgoing }: Wire): void {
  outgoing.destroy();
}

/** Waits, but not beyond the life of the emulator. */
export function pause(ms: number, lifetime: AbortSignal): Promise<void> {
  return within(new Promise((resolve) => setTimeout(resolve, ms).unref()), lifetime);
}

export function within<T>(promise: Promise<T>, lifetime: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () => reject(new Ended("The emulator was closed or reset."));
    if (lifetime.aborted) return end();
    lifetime.addEventListener("abort", end, { once: true });
    return promise.then(resolve, reject).finally(() => lifetime.removeEventListener("abort", end));
  });
}
