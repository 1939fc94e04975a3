// The routes on one hono app: the API's own, the emulator's controls, and the answer to everything else.
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { routes } from "../api/routes.js";
import { type Controlled, control } from "./control.js";
import type { Parts } from "./parts.js";
import { exchange } from "./pipeline.js";

export function app(parts: Parts, controlled: Controlled): Hono<{ Bindings: HttpBindings }> {
  const hono = new Hono<{ Bindings: HttpBindings }>();
  hono.route("/_emulator", control(controlled));
  for (const route of routes) {
    hono.on(route.method, route.pattern, (context) => exchange(parts, route, context));
  }
  hono.all("*", (context) => exchange(parts, undefined, context));
  hono.onError((error, context) => context.json({ error: { code: "emulator_error", message: error.message } }, 500));
  return hono;
}
