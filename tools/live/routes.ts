// The route of a path: the pattern of the emulator that it matches, without ids and names.
import { createRequire } from "node:module";
import type { Route } from "../../emulator/src/api/handler.ts";

const load = createRequire(new URL("../../emulator/dist/", import.meta.url));

export function routeOf(method: string, path: string): string {
  const { routes } = load("./api/routes.js") as { routes: readonly Route[] };
  const segments = path.split("/");
  const found = routes.find((route) => route.method === method && matches(route.pattern.split("/"), segments));
  if (found !== undefined) return found.pattern;
  // A word that no pattern has may be a name.
  const words = new Set(routes.flatMap(({ pattern }) => pattern.split("/").filter((one) => !one.startsWith(":"))));
  return segments.map((one) => (words.has(one) || /^v\d{1,2}$/.test(one) ? one : ":unknown")).join("/");
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.length === segments.length && pattern.every((one, at) => one.startsWith(":") || one === segments[at]);
}
