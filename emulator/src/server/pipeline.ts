// One request from its arrival to its answer: authorise, validate, commit, answer, and the points between them.
import type { HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Context } from "hono";
import { authenticate, requirePermission, teamOf } from "../api/auth.js";
import { badRequest, Refusal } from "../api/errors.js";
import type { Call, Commit } from "../api/handler.js";
import type { Route } from "../api/route.js";
import type { Answer } from "../net/exchange.js";
import { cut, Ended, send, type Wire } from "../net/exchange.js";
import { requestId } from "../state/ids.js";
import type { Parts } from "./parts.js";

type ApiContext = Context<{ Bindings: HttpBindings }>;

/** Takes a request of the API; `route` is undefined where the API has none. */
export async function exchange(parts: Parts, route: Route | undefined, context: ApiContext): Promise<Response> {
  const wire = openWire(parts, route, context);
  const gone = new Promise<void>((resolve) => wire.outgoing.once("close", resolve));
  gone.then(() => parts.journal.end(wire.entry));
  try {
    const text = await context.req.text();
    if (text !== "") wire.entry.body = parsed(text);
    await parts.barriers.quiet(wire);
    const answer = await answerOf(parts, route, context, wire);
    if (answer && !(await parts.faults.pass("answer", wire, answer)) && (await send(wire, answer)))
      parts.barriers.answered(wire);
  } catch (error) {
    if (!(error instanceof Ended) && !wire.outgoing.destroyed) throw error;
    cut(wire);
  }
  return RESPONSE_ALREADY_SENT;
}

/** The answer, or undefined when a fault has taken its place. */
async function answerOf(
  parts: Parts,
  route: Route | undefined,
  context: ApiContext,
  wire: Wire,
): Promise<Answer | undefined> {
  try {
    parts.rateLimit.take(parts.behaviour());
    const commit = prepare(parts, route, context, wire);
    await parts.barriers.pass("before-commit", wire);
    if (await parts.faults.pass("before-commit", wire)) return undefined;
    const answer = commit();
    await parts.barriers.pass("after-commit", wire);
    return (await parts.faults.pass("after-commit", wire, answer)) ? undefined : answer;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status, code, message, extra, headers } = error;
    return { status, headers, body: { error: { code, message, ...extra } } };
  }
}

/** The first half: who asks, may they, and is the request in order? */
function prepare(parts: Parts, route: Route | undefined, context: ApiContext, { entry }: Wire): Commit {
  const { world, stores, projects, now } = parts;
  const behaviour = parts.behaviour();
  if (!route) throw new Refusal(404, "not_found", "The requested path could not be found");
  const call: Call = {
    world,
    stores,
    projects,
    behaviour,
    now,
    params: context.req.param(),
    query: entry.query,
    body: entry.body,
  };
  if (route.scope === "open") return route.handle(call);
  const caller = authenticate(world, behaviour, entry.token, route.pattern === "/v2/user");
  if (route.scope === "user") return route.handle({ ...call, ...caller });
  const team = teamOf(world, caller, entry.query);
  entry.team = team.id;
  if (route.permission) requirePermission(caller, team, route.permission);
  if (entry.body instanceof NotJson) throw badRequest("Invalid JSON");
  return route.handle({ ...call, ...caller, team });
}

function openWire(parts: Parts, route: Route | undefined, context: ApiContext): Wire {
  const { outgoing } = context.env;
  const entry = parts.journal.open({
    method: context.req.method,
    path: context.req.path,
    route: route?.pattern ?? "unknown",
    query: context.req.query(),
    requestId: requestId(),
    token: parts.tokenName(context.req.header("authorization")),
  });
  return { outgoing, entry, lifetime: parts.lifetime(), now: parts.now };
}

/** A body that is no JSON; the journal keeps its text. */
class NotJson {
  constructor(readonly text: string) {}
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return new NotJson(text);
  }
}
