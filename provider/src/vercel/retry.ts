// How long to wait before a retry: after a failure, and after a rate limit.

/** The most attempts of one request that may be retried. Attempts that met a rate limit do not count. */
export const MAX_ATTEMPTS = 5;

const FIRST_WAIT = 250;
const MAX_WAIT = 8_000;
const DEFAULT_PAUSE = 1_000;
const MIN_PAUSE = 100;

/** Milliseconds to wait after failure number 1, 2, …: full jitter below a bound that doubles. */
export function backoff(failures: number, random: () => number = Math.random): number {
  const bound = Math.min(MAX_WAIT, FIRST_WAIT * 2 ** (failures - 1));
  return random() * bound;
}

/**
 * Milliseconds that a `Retry-After` header asks for: seconds, or a date. One that is absent, zero, negative, malformed or
 * in the past gives one second, so that a rate limit is never met again at once. A longer one than `longest` is cut.
 * `now` is the server's clock if it is known: a date is one of that clock.
 */
export function retryAfter(header: string | null, now: number, longest: number): number {
  const asked = header === null ? Number.NaN : parse(header.trim(), now);
  const pause = asked > 0 ? Math.max(asked, MIN_PAUSE) : DEFAULT_PAUSE;
  return Math.min(pause, longest);
}

function parse(header: string, now: number): number {
  if (/^-?\d+(\.\d+)?$/.test(header)) return Number(header) * 1000;
  return Date.parse(header) - now;
}
