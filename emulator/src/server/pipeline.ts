// The steps of one API request: authorize, validate, commit, answer. Faults and barriers apply between the steps.
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { authenticate, requirePermission, teamOfQuery } from "../api/auth.js";
import { ApiError, badRequest, unknownPath } from "../api/errors.js";
import type { Commit, Route } from "../api/handler.js";
import { requireValid } from "../api/json-schema.js";
import { type Answer, disconnect, type Exchange, send } from "../net/exchange.js";
import { ShutdownError } from "../net/lifetime.js";
import { newRequestId } from "../state/ids.js";
import type { Emulator } from "./emulator.js";

type ApiContext = Context<{ Bindings: HttpBindings }>;

/** Handles a request to the API; `route` is undefined for an unknown path. */
export async function handleRequest(
  emulator: Emulator,
  route: Route | undefined,
  context: ApiContext,
): Promise<Response> {
  const exchange = openExchange(emulator, route, context);
  exchange.outgoing.once("close", () => emulator.journal.end(exchange.entry));
  try {
    const text = await context.req.text();
    if (text !== "") exchange.entry.body = parseJson(text);
    await emulator.barriers.holdNewRequest(exchange);
    const answer = await answerRequest(emulator, route, context, exchange);
    const isHandled = !answer || (await emulator.faults.apply("answer", exchange, answer));
    if (!isHandled && (await send(exchange, answer))) emulator.barriers.noteAnswered(exchange);
  } catch (error) {
    if (!(error instanceof ShutdownError) && !exchange.outgoing.destroyed) throw error;
    disconnect(exchange);
  }
  return RESPONSE_ALREADY_SENT;
}

/** The answer, or undefined when a fault has handled the request. */
async function answerRequest(
  emulator: Emulator,
  route: Route | undefined,
  context: ApiContext,
  exchange: Exchange,
): Promise<Answer | undefined> {
  try {
    emulator.rateLimit.accept(emulator.behaviour);
    const commit = prepare(emulator, route, context.req.param(), exchange);
    await emulator.barriers.holdRequest("before-commit", exchange);
    if (await emulator.faults.apply("before-commit", exchange)) return undefined;
    const answer = commit();
    await emulator.barriers.holdRequest("after-commit", exchange);
    return (await emulator.faults.apply("after-commit", exchange, answer)) ? undefined : answer;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const { status, headers, body } = error;
    return { status, headers, body };
  }
}

/** Authorizes and validates the request. */
function prepare(
  emulator: Emulator,
  route: Route | undefined,
  params: Record<string, string>,
  { entry }: Exchange,
): Commit {
  if (!route) throw unknownPath();
  const { query, body } = entry;
  const request = { params, query, body };
  if (route.scope === "open") return route.handle(request, emulator);
  const caller = authenticate(emulator, entry.token, route.pattern === "/v2/user");
  if (route.scope === "user") return route.handle({ ...request, ...caller }, emulator);
  const team = teamOfQuery(emulator, caller, query);
  entry.team = team.id;
  if (route.validatedFirst) requireValid(route.validatedFirst, body ?? {});
  if (route.permission) requirePermission(caller, team, route.permission);
  if (body instanceof InvalidJson) throw badRequest("Invalid JSON");
  return route.handle({ ...request, ...caller, team }, emulator);
}

function openExchange(emulator: Emulator, route: Route | undefined, context: ApiContext): Exchange {
  const entry = emulator.journal.open({
    method: context.req.method,
    path: context.req.path,
    route: route?.pattern ?? "unknown",
    query: queryOf(context),
    requestId: newRequestId(),
    token: emulator.tokenName(context.req.header("authorization")),
  });
  return { outgoing: context.env.outgoing, entry, lifetime: emulator.lifetime, now: emulator.now };
}

/** The values of a parameter that is repeated are joined with commas. */
function queryOf(context: ApiContext): Record<string, string> {
  return Object.fromEntries(Object.entries(context.req.queries()).map(([name, values]) => [name, values.join(",")]));
}

/** A body that is not JSON. The journal keeps its text. */
class InvalidJson {
  constructor(readonly text: string) {}
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return new InvalidJson(text);
  }
}
