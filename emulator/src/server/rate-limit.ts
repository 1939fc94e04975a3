// The rate limit of the behaviour: beyond it, a 429 says when to retry.
import { ApiError } from "../api/errors.js";
import type { Behaviour } from "../state/behaviour.js";

export class RateLimit {
  /** The times of the accepted requests, in milliseconds since 1970. */
  #accepted: number[] = [];

  clear(): void {
    this.#accepted = [];
  }

  /** Counts a request, or throws a 429. Rejected requests do not count. */
  accept({ rateLimit }: Behaviour): void {
    if (!rateLimit) return;
    const now = Date.now();
    const windowMs = rateLimit.seconds * 1_000;
    this.#accepted = this.#accepted.filter((at) => at > now - windowMs);
    if (this.#accepted.length < rateLimit.requests) {
      this.#accepted.push(now);
      return;
    }
    const resetMs = (this.#accepted[0] ?? now) + windowMs;
    const reset = Math.ceil(resetMs / 1_000);
    throw new ApiError(
      429,
      "rate_limited",
      "Rate limit exceeded",
      { limit: { remaining: 0, reset, resetMs, total: rateLimit.requests } },
      {
        "retry-after": String(Math.max(1, Math.ceil((resetMs - now) / 1_000))),
        "x-ratelimit-limit": String(rateLimit.requests),
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(reset),
      },
    );
  }
}
