// Every wait and limit of the provider, and the environment variable that overrides them in tests.

/** Environment variable that holds a JSON object with some of the keys of {@link Timings}. */
export const TIMINGS_VARIABLE = "VERCEL_MARKETPLACE_TIMINGS";

export const defaultTimings = {
  /** How long to search for a store whose creation got no response, before the outcome counts as unknown. */
  settleSeconds: 60,
  /** Maximum age of a list of stores before a creation. */
  listMaxAgeSeconds: 10,
  /** First pause of a poll loop; pauses grow to ten times this. */
  pollSeconds: 1,
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
  /** Maximum pause after one rate-limited response, whatever `Retry-After` says. */
  maxPauseSeconds: 60,
  /** How long one request is retried after rate limits. */
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
  let override: unknown;
  try {
    override = JSON.parse(text);
  } catch {
    override = undefined;
  }
  const isObject = typeof override === "object" && override !== null && !Array.isArray(override);
  const entries = isObject ? Object.entries(override as object) : [];
  const wrong = entries
    .filter(([key, value]) => !Object.hasOwn(defaultTimings, key) || !isInRange(value))
    .map(([key]) => key);
  if (!isObject || wrong.length > 0) {
    const about = wrong.length > 0 ? ` Invalid: ${wrong.join(", ")}.` : "";
    throw new Error(
      `${TIMINGS_VARIABLE} must be a JSON object of positive numbers up to ${MAX_VALUE}.${about} Valid keys: ${Object.keys(defaultTimings).join(", ")}.`,
    );
  }
  return { ...defaultTimings, ...(override as Partial<Timings>) };
}

function isInRange(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= MAX_VALUE;
}
