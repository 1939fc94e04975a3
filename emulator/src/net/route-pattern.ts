// How a request is named in faults, barriers and counts: `POST /v1/…`, a pattern alone, a path, or with `*` for anything.
const methods = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+/;

export interface Named {
  method: string;
  /** The pattern of the route that took the request. */
  route: string;
  path: string;
}

export function matchesRoute(pattern: string, entry: Named): boolean {
  const method = methods.exec(pattern)?.[1];
  if (method !== undefined && method !== entry.method) return false;
  const route = unnamed(pattern.replace(methods, ""));
  const expression = new RegExp(`^${route.split("*").map(escaped).join(".*")}$`);
  return expression.test(unnamed(entry.route)) || expression.test(entry.path);
}

/** True when `actual` has everything that `expected` has, at any depth. */
export function contains(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== "object" || expected === null) return actual === expected;
  if (typeof actual !== "object" || actual === null) return false;
  return Object.entries(expected).every(([key, value]) => contains((actual as Record<string, unknown>)[key], value));
}

/** The names of a pattern's parts do not matter: `:id` and `:storeId` are the same. */
function unnamed(route: string): string {
  return route.replaceAll(/:\w+/g, ":");
}

function escaped(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
}
