// Keeps all requests of one process within the API's limits: so many under way at once, and one shared pause.
import type { Clock } from "./clock";

/** A place among the requests under way. Give it back in a `finally`. */
export type Release = () => void;

/**
 * One instance serves a whole process. A rate limit is answered to the account, not to a request, so a pause that
 * one request is told holds back all of them.
 */
export class Traffic {
  private underWay = 0;
  private readonly queue: (() => void)[] = [];
  private pausedUntil = 0;

  constructor(
    private readonly limit: number,
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {}

  /** Waits for the end of a pause and for a free place. */
  async enter(signal: AbortSignal | undefined): Promise<Release> {
    await this.takePlace();
    try {
      await this.sitOutPause(signal);
    } catch (error) {
      this.leave();
      throw error;
    }
    return () => this.leave();
  }

  /** Holds back every request for this long from now; a longer pause that is under way stays. */
  pause(milliseconds: number): void {
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.now() + milliseconds);
  }

  private async sitOutPause(signal: AbortSignal | undefined): Promise<void> {
    while (this.clock.now() < this.pausedUntil) {
      const rest = this.pausedUntil - this.clock.now();
      // Requests leave a pause spread over a tenth of it, so that they do not all meet the limit again at once.
      await this.clock.sleep(rest + this.random() * Math.min(rest * 0.1, 1000), signal);
    }
  }

  private takePlace(): Promise<void> {
    if (this.underWay < this.limit) {
      this.underWay += 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.queue.push(resolve));
  }

  private leave(): void {
    const next = this.queue.shift();
    if (next === undefined) this.underWay -= 1;
    else next();
  }
}
