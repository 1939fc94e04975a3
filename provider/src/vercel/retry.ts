// The arithmetic of sending again: how long to wait after a failure, and after a rate limit.

/** How often a request that may be sent again is sent in all. Rate limits do not count. */
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
 * Milliseconds that a `Retry-After` header asks for: seconds, or a date. One that is absent, zero, negative, in the
 * past or no date at all gives one second: without a pause a rate limit would be met again at once, for ever. An
 * absurdly long one is cut to `longest`. `now` is the server's clock where it told it: the date is one of that clock.
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
