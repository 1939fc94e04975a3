// Starts an emulator: the control routes under /_emulator, the API, and an error for every other path.
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { routes } from "../api/routes.js";
import { controlRoutes } from "./control.js";
import { Emulator, type EmulatorOptions } from "./emulator.js";
import { listen } from "./listen.js";
import { handleRequest } from "./pipeline.js";

export interface StartOptions extends EmulatorOptions {
  /** Default: a free port. */
  port?: number;
}

/** The emulator as the package exports it, without the members that only the server uses. */
export type PublicEmulator = Omit<Emulator, "world" | "now" | "lifetime" | "rateLimit" | "attach" | "tokenName">;

export async function startEmulator({ port = 0, ...options }: StartOptions = {}): Promise<PublicEmulator> {
  const emulator = new Emulator(options);
  emulator.attach(await listen(createApp(emulator), port));
  return emulator;
}

function createApp(emulator: Emulator): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route("/_emulator", controlRoutes(emulator));
  for (const route of routes) {
    app.on(route.method, route.pattern, (context) => handleRequest(emulator, route, context));
  }
  app.all("*", (context) => handleRequest(emulator, undefined, context));
  app.onError((error, context) => context.json({ error: { code: "emulator_error", message: error.message } }, 500));
  return app;
}
