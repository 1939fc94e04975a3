// What each kind of fault does to a request.
import { type Answer, disconnect, type Exchange, encodeBody, send, sendPayload, writeHead } from "../net/exchange.js";
import { delay, withinLifetime } from "../net/lifetime.js";
import type { Fault, FaultKind } from "./spec.js";

/** `handled`: the fault has answered or closed the connection, and nothing else may write to it. */
export type Effect = "handled" | "continue";

type Apply<K extends FaultKind> = (
  fault: Extract<Fault, { kind: K }>,
  exchange: Exchange,
  answer: Answer,
) => Promise<Effect>;

const effects: { readonly [K in FaultKind]: Apply<K> } = {
  async reset(_, { outgoing }) {
    outgoing.socket?.resetAndDestroy();
    return "handled";
  },
  async hang(_, { lifetime }) {
    await withinLifetime(new Promise<never>(() => {}), lifetime);
    return "handled";
  },
  async status({ status, code, message, retryAfter }, exchange) {
    return answerWith(exchange, {
      status,
      body: { error: { code: code ?? errorCodes[status] ?? "error", message: message ?? `Fault ${status}` } },
      ...(retryAfter === undefined ? {} : { headers: { "retry-after": retryAfter } }),
    });
  },
  async truncated(_, exchange, answer) {
    const payload = encodeBody(answer);
    writeHead(exchange, answer, payload);
    exchange.outgoing.write(payload.subarray(0, Math.ceil(payload.length / 2)), () => disconnect(exchange));
    return "handled";
  },
  async "null-store"(_, exchange) {
    return answerWith(exchange, { status: 200, body: { store: null } });
  },
  async "other-shape"({ body }, exchange) {
    return answerWith(exchange, {
      status: 200,
      body: body ?? { resource: { identifier: "unexpected" }, stores: "none" },
    });
  },
  async "not-json"({ status }, exchange) {
    const page = Buffer.from("<!doctype html><title>Bad gateway</title><p>Something went wrong.</p>");
    await sendPayload(exchange, { status, headers: { "content-type": "text/html; charset=utf-8" } }, page);
    return "handled";
  },
  async drip({ gapMs }, exchange, answer) {
    const payload = encodeBody(answer);
    writeHead(exchange, answer, payload);
    for (const byte of payload) {
      if (exchange.outgoing.destroyed) return "handled";
      exchange.outgoing.write(Buffer.of(byte));
      await delay(gapMs, exchange.lifetime);
    }
    exchange.entry.status = answer.status;
    exchange.outgoing.end();
    return "handled";
  },
  async redirect({ status, location }, exchange) {
    return answerWith(exchange, { status, headers: { location } });
  },
  async slow({ ms }, exchange) {
    await delay(ms, exchange.lifetime);
    return "continue";
  },
};

const errorCodes: Readonly<Record<number, string>> = {
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

/** Applies a fault. `answer` is what the API would send; before the commit there is none, and a similar one is used. */
export function applyFault(fault: Fault, exchange: Exchange, answer: Answer | undefined): Promise<Effect> {
  exchange.entry.fault = `${fault.at} ${fault.kind}`;
  const effect = effects[fault.kind] as Apply<FaultKind>;
  return effect(fault as never, exchange, answer ?? { status: 200, body: { store: { status: "initializing" } } });
}

async function answerWith(exchange: Exchange, answer: Answer): Promise<Effect> {
  await send(exchange, answer);
  return "handled";
}
