// Time in which every wait is over at once, having taken its time: minutes of a provider's life in milliseconds.
import type { Clock } from "../../../provider/src/vercel/clock.ts";

interface Sleeper {
  until: number;
  wake(): void;
}

/**
 * Real time, plus every wait that was skipped. Waits end in their order, one in each turn of the event loop, so that
 * requests on the socket go on between them. Deadlines of requests are timers of the provider and stay real.
 */
export class SkippedTime implements Clock {
  private readonly tell: (aheadMs: number) => void;
  private skipped = 0;
  private sleepers: Sleeper[] = [];
  private turning = false;

  /** `tell` hears how far this clock is ahead, so that the server's clock can be kept beside it. */
  constructor(tell: (aheadMs: number) => void) {
    this.tell = tell;
  }

  readonly now = (): number => Date.now() + this.skipped;

  readonly monotonic = (): number => this.now();

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.sleepers.push({ until: this.now() + milliseconds, wake: resolve });
      this.turn();
    });
  }

  /** Lets time pass while nothing happens. */
  skip(milliseconds: number): void {
    this.skipped += milliseconds;
    this.tell(this.skipped);
  }

  private turn(): void {
    if (this.turning || this.sleepers.length === 0) return;
    this.turning = true;
    setImmediate(() => {
      this.turning = false;
      const first = this.sleepers.reduce((a, b) => (b.until < a.until ? b : a), this.sleepers[0] as Sleeper);
      this.sleepers = this.sleepers.filter((other) => other !== first);
      if (first !== undefined) this.skip(Math.max(0, first.until - this.now()));
      first?.wake();
      this.turn();
    });
  }
}
