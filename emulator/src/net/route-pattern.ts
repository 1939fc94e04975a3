// How faults, barriers and counts select requests: `POST /v1/…`, a pattern without a method, a path, or with `*`.
const methods = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+/;

export interface RoutedRequest {
  method: string;
  /** The pattern of the route that handles the request. */
  route: string;
  path: string;
}

export function matchesRoute(pattern: string, request: RoutedRequest): boolean {
  const method = methods.exec(pattern)?.[1];
  if (method !== undefined && method !== request.method) return false;
  const route = withoutParameterNames(pattern.replace(methods, ""));
  const expression = new RegExp(`^${route.split("*").map(escapeRegExp).join(".*")}$`);
  return expression.test(withoutParameterNames(request.route)) || expression.test(request.path);
}

/** Whether `actual` has everything that `expected` has, at any depth. */
export function contains(actual: unknown, expected: unknown): boolean {
  if (typeof expected !== "object" || expected === null) return actual === expected;
  if (typeof actual !== "object" || actual === null) return false;
  return Object.entries(expected).every(([key, value]) => contains((actual as Record<string, unknown>)[key], value));
}

/** `:id` and `:storeId` select the same routes. */
function withoutParameterNames(route: string): string {
  return route.replaceAll(/:\w+/g, ":");
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
}
