// At most so many requests in so many seconds; the rest is told when to come back.
import { Refusal } from "../api/errors.js";
import type { Behaviour } from "../state/behaviour.js";

export class RateLimit {
  #taken: number[] = [];

  clear(): void {
    this.#taken = [];
  }

  /** Counts a request in, or refuses it. Refused requests do not count. */
  take({ rateLimit }: Behaviour): void {
    if (!rateLimit) return;
    const now = Date.now();
    const window = rateLimit.seconds * 1_000;
    this.#taken = this.#taken.filter((at) => at > now - window);
    if (this.#taken.length < rateLimit.requests) {
      this.#taken.push(now);
      return;
    }
    const resetMs = (this.#taken[0] ?? now) + window;
    const reset = Math.ceil(resetMs / 1_000);
    throw new Refusal(
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
