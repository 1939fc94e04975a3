// What each kind of fault does to an exchange.
import type { Answer } from "../net/exchange.js";
import { cut, ended, pause, payloadOf, send, type Wire, within, writeHead } from "../net/exchange.js";
import type { Fault, FaultKind } from "./spec.js";

/** `spoiled`: the fault has answered or cut, and nothing else may. */
export type Outcome = "spoiled" | "go on";

type Effect<K extends FaultKind> = (fault: Extract<Fault, { kind: K }>, wire: Wire, answer: Answer) => Promise<Outcome>;

const effects: { [K in FaultKind]: Effect<K> } = {
  async reset(_, { outgoing }) {
    outgoing.socket?.resetAndDestroy();
    return "spoiled";
  },
  async hang(_, { lifetime }) {
    await within(new Promise<never>(() => {}), lifetime);
    return "spoiled";
  },
  async status({ status, code, message, retryAfter }, wire) {
    return spoil(wire, {
      status,
      body: { error: { code: code ?? codes[status] ?? "error", message: message ?? `Fault ${status}` } },
      ...(retryAfter === undefined ? {} : { headers: { "retry-after": retryAfter } }),
    });
  },
  async truncated(_, wire, answer) {
    const payload = payloadOf(answer);
    writeHead(wire, answer, payload);
    wire.outgoing.write(payload.subarray(0, Math.ceil(payload.length / 2)), () => cut(wire));
    return "spoiled";
  },
  async "null-store"(_, wire) {
    return spoil(wire, { status: 200, body: { store: null } });
  },
  async "other-shape"({ body }, wire) {
    return spoil(wire, { status: 200, body: body ?? { resource: { identifier: "unexpected" }, stores: "none" } });
  },
  async "not-json"({ status }, wire) {
    const page = Buffer.from("<!doctype html><title>Bad gateway</title><p>Something went wrong.</p>");
    writeHead(wire, { status, headers: { "content-type": "text/html; charset=utf-8" } }, page);
    wire.entry.status = status;
    const sent = ended(wire);
    wire.outgoing.end(page);
    await sent;
    return "spoiled";
  },
  async drip({ gapMs }, wire, answer) {
    const payload = payloadOf(answer);
    writeHead(wire, answer, payload);
    for (const byte of payload) {
      if (wire.outgoing.destroyed) return "spoiled";
      wire.outgoing.write(Buffer.of(byte));
      await pause(gapMs, wire.lifetime);
    }
    wire.entry.status = answer.status;
    wire.outgoing.end();
    return "spoiled";
  },
  async redirect({ status, location }, wire) {
    return spoil(wire, { status, headers: { location } });
  },
  async slow({ ms }, wire) {
    await pause(ms, wire.lifetime);
    return "go on";
  },
};

const codes: Record<number, string> = {
  400: "bad_request",
  401: "unauthorized",
  402: "payment_required",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  410: "gone",
  429: "rate_limited",
  500: "internal_server_error",
  502: "bad_gateway",
  503: "service_unavailable",
  504: "gateway_timeout",
};

/** `answer` is what would have been said; before the commit there is none yet, so that something like it stands in. */
export function strike(fault: Fault, wire: Wire, answer: Answer | undefined): Promise<Outcome> {
  wire.entry.fault = `${fault.at} ${fault.kind}`;
  const effect = effects[fault.kind] as Effect<FaultKind>;
  return effect(fault as never, wire, answer ?? { status: 200, body: { store: { status: "initializing" } } });
}

async function spoil(wire: Wire, answer: Answer): Promise<Outcome> {
  await send(wire, answer);
  return "spoiled";
}
