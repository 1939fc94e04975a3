// Every wait and limit of the provider in one table, and the environment variable that overrides it.

/** Environment variable that holds a JSON object with some of the keys of {@link Timings}. */
export const TIMINGS_VARIABLE = "VERCEL_MARKETPLACE_TIMINGS";

export const defaultTimings = {
  /** How long a creation without an answer is looked for before it ends as "outcome unknown". */
  settleSeconds: 60,
  /** How old a list of stores may be when a creation relies on it. */
  listMaxAgeSeconds: 10,
  /** The first pause between two looks at a store that is not ready; pauses grow up to ten times this. */
  pollSeconds: 1,
  /** How long after its creation a store that cannot be found is still waited for. */
  graceSeconds: 30,
  /** How long the variables of a new connection are waited for: they may appear after the connection itself. */
  variablesSeconds: 20,
  /** Deadline of one request over headers and body, and how long a safe one is sent again after failures. */
  requestSeconds: 30,
  /** Deadline of the request that creates a store: provisioning at the partner is synchronous. */
  postSeconds: 300,
  /** How long an API that could not be reached is not asked again by a preview. */
  outageSeconds: 30,
  /** The longest single pause that a rate limit is granted, whatever it asks for. */
  pauseSeconds: 60,
  /** How long one request is sent again after rate limits before it fails. */
  patienceSeconds: 300,
  /** Requests under way at once in one process. */
  inFlight: 16,
};

/** One day. A timer of more than 24 days would end at once. */
const LARGEST = 86_400;

export type Timings = typeof defaultTimings;

/** Reads the override; throws a sentence that names the variable and what it takes. */
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
    const about = wrong.length > 0 ? ` Not understood: ${wrong.join(", ")}.` : "";
    throw new Error(
      `${TIMINGS_VARIABLE} must be a JSON object of positive numbers up to ${LARGEST}.${about} It takes: ${Object.keys(defaultTimings).join(", ")}.`,
    );
  }
  return { ...defaultTimings, ...(override as Partial<Timings>) };
}

function isInRange(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value <= LARGEST;
}
