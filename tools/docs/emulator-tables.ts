// The tables of the emulator's README, generated from its table of routes.
import { createRequire } from "node:module";
import type { Evidence, Route } from "../../emulator/src/api/handler.ts";
import type { createCommand } from "../../emulator/src/options.ts";
import { code, table } from "../markdown.ts";

const load = createRequire(new URL("../../emulator/dist/", import.meta.url));

/** The compiled emulator's routes, in the order of its table. */
export const { routes } = load("./api/routes.js") as { routes: readonly Route[] };

const evidenceText: Record<Evidence, string> = {
  published: "published",
  client: "official client",
  report: "report",
  assumption: "assumption",
};

const command = (load("./options.js") as { createCommand: typeof createCommand }).createCommand();

/** Every generated table, by the name of its place in the README of the emulator. */
export function emulatorTables(): Record<string, string> {
  const options = command.createHelp().visibleOptions(command);
  return {
    options: table(
      ["option", "meaning"],
      options.map(({ flags, description }) => [flags.split(", ").map(code).join(", "), description]),
    ),
    routes: table(
      ["route", "known from", "who may call it"],
      routes.map((route) => [code(`${route.method} ${route.pattern}`), evidenceText[route.evidence], callersOf(route)]),
    ),
  };
}

function callersOf(route: Route): string {
  if (route.scope === "open") return "anyone";
  if (route.scope === "user") return "a user";
  return route.permission === undefined ? "a member of the team" : `an admin of the team (${code(route.permission)})`;
}
