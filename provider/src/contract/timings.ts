// Every wait and limit of the provider, and the environment variable that overrides them in tests.
import { isRecord, orUndefined } from "./values";

/** Environment variable that holds a JSON object with some of the keys of {@link Timings}. */
export const TIMINGS_VARIABLE = "VERCEL_MARKETPLACE_TIMINGS";

export const defaultTimings = {
  /** How long to search for a store whose creation got no response, before the outcome counts as unknown. */
  settleSeconds: 60,
  /** Maximum age of a list of stores before a creation. */
  listMaxAgeSeconds: 10,
  /** Maximum age of the responses behind a list function: a program may run for weeks. */
  catalogueMaxAgeSeconds: 300,
  /** First pause of a poll loop; pauses grow to ten times this. */
  pollSeconds: 1,
  /** How long a wait may last before a message says so; the messages after it come at growing intervals. */
  progressSeconds: 5,
  /** How long a new store may return 404. */
  notFoundGraceSeconds: 30,
  /** How long to poll for the variables of a new connection, which may appear after it. */
  variablesSeconds: 20,
  /** Deadline of one request over headers and body, and the retry budget of a safe one. */
  requestSeconds: 30,
  /** Deadline of the request that creates a store: provisioning at the partner is synchronous. */
  postSeconds: 300,
  /** How long a preview does not ask the API again after an outage. */
  outageSeconds: 30,
  /** How long all requests of a process together wait for a rate limit that lets none of them pass. */
  rateLimitBudgetSeconds: 300,
  /** Maximum number of concurrent requests of one process. */
  maxConcurrentRequests: 16,
};

/** One day. A timer of more than 24 days would fire at once. */
const MAX_VALUE = 86_400;

export type Timings = typeof defaultTimings;

/** Parses the override. @throws Error that names the variable and the valid keys */
export function readTimings(text: string | undefined): Timings {
  if (text === undefined || text.trim() === "") return defaultTimings;
  const override = parseObject(text);
  const isValid = ([key, value]: [string, unknown]) =>
    Object.hasOwn(defaultTimings, key) && typeof value === "number" && value > 0 && value <= MAX_VALUE;
  const invalid = Object.entries(override ?? {}).filter((entry) => !isValid(entry));
  if (override !== undefined && invalid.length === 0) return { ...defaultTimings, ...override };
  const about = invalid.length > 0 ? ` Invalid: ${invalid.map(([key]) => key).join(", ")}.` : "";
  throw new Error(
    `${TIMINGS_VARIABLE} must be a JSON object of positive numbers up to ${MAX_VALUE}.${about} Valid keys: ${Object.keys(defaultTimings).join(", ")}.`,
  );
}

function parseObject(text: string): Record<string, unknown> | undefined {
  const value = orUndefined<unknown>(() => JSON.parse(text));
  return isRecord(value) ? value : undefined;
}
