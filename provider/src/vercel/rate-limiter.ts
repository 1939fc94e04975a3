// Keeps all requests of one process within the API's limits: so many under way at once, and one shared pause.
import type { Clock } from "./clock";

/** A place among the requests under way. Give it back in a `finally`; giving it back twice is once. */
export type Release = () => void;

/**
 * One instance serves a whole process. A rate limit is answered to the account, not to a request, so a pause that
 * one request is told holds back all of them.
 */
export class Traffic {
  private underWay = 0;
  private readonly queue: (() => void)[] = [];
  private pausedUntil = 0;
  private pauseLength = 0;

  constructor(
    private readonly limit: number,
    private readonly clock: Clock,
    private readonly random: () => number = Math.random,
  ) {}

  /** Waits for the end of a pause and for a free place; rejects with the signal's reason when it is aborted before. */
  async enter(signal: AbortSignal | undefined): Promise<Release> {
    await this.takePlace(signal);
    let held = true;
    const release = () => {
      if (held) this.leave();
      held = false;
    };
    try {
      await this.sitOutPause(signal);
      signal?.throwIfAborted();
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Holds back every request for this long from now; a longer pause that is under way stays. */
  pause(milliseconds: number): void {
    const until = this.clock.now() + milliseconds;
    if (until <= this.pausedUntil) return;
    this.pausedUntil = until;
    this.pauseLength = milliseconds;
  }

  private async sitOutPause(signal: AbortSignal | undefined): Promise<void> {
    // Each pause is sat out once, and for no longer than it was told: a system clock that is set back ends none late.
    let satOut = 0;
    while (satOut < this.pausedUntil && this.clock.now() < this.pausedUntil) {
      satOut = this.pausedUntil;
      const rest = Math.min(this.pausedUntil - this.clock.now(), this.pauseLength);
      // Requests leave a pause spread over a tenth of it, so that they do not all meet the limit again at once.
      await this.clock.sleep(rest + this.random() * Math.min(rest * 0.1, 1000), signal);
    }
  }

  private takePlace(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.underWay < this.limit) {
      this.underWay += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const goAhead = () => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = () => {
        this.queue.splice(this.queue.indexOf(goAhead), 1);
        reject(signal?.reason);
      };
      this.queue.push(goAhead);
      signal?.addEventListener("abort", giveUp, { once: true });
    });
  }

  private leave(): void {
    const next = this.queue.shift();
    if (next === undefined) this.underWay -= 1;
    else next();
  }
}
