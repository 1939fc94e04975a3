// All routes: the control routes under /_emulator, the API, and an error for every other path.
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { routes } from "../api/routes.js";
import { controlRoutes } from "./control.js";
import type { Emulator } from "./emulator.js";
import { handleRequest } from "./pipeline.js";

export function createApp(emulator: Emulator): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route("/_emulator", controlRoutes(emulator));
  for (const route of routes) {
    app.on(route.method, route.pattern, (context) => handleRequest(emulator, route, context));
  }
  app.all("*", (context) => handleRequest(emulator, undefined, context));
  app.onError((error, context) => context.json({ error: { code: "emulator_error", message: error.message } }, 500));
  return app;
}
