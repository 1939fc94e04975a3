// Keeps all requests of one process within the API's limits: a number of concurrent requests, and one shared pause.
import type { Clock } from "./clock";

/** Ends a request's turn. Call it in a `finally`; calling it again has no effect. */
export type Release = () => void;

/**
 * One instance serves one session. A rate limit applies to the account, not to a request, so a pause that one response
 * asks for holds back all requests.
 */
export class RateLimiter {
  private active = 0;
  private readonly queue: (() => void)[] = [];
  private pausedUntil = 0;

  constructor(
    private readonly concurrency: number,
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {}

  /** Waits until fewer than the allowed number of requests are active, and until a pause has ended. */
  async acquire(): Promise<Release> {
    await this.takeSlot();
    await this.waitForPause();
    let released = false;
    return () => {
      if (!released) this.releaseSlot();
      released = true;
    };
  }

  /** Holds back every request for this long from now; a longer pause in progress stays. */
  pause(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.monotonic() + milliseconds);
  }

  private async waitForPause(): Promise<void> {
    for (let rest = this.rest(); rest > 0; rest = this.rest()) {
      // Requests leave a pause spread over a tenth of it, so that they do not all meet the limit again at once.
      await this.clock.sleep(rest + this.random() * Math.min(rest * 0.1, 1000));
    }
  }

  private rest(): number {
    return this.pausedUntil - this.clock.monotonic();
  }

  private takeSlot(): Promise<void> {
    if (this.active < this.concurrency) {
      this.active += 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.queue.push(resolve));
  }

  private releaseSlot(): void {
    const next = this.queue.shift();
    if (next === undefined) this.active -= 1;
    else next();
  }
}
