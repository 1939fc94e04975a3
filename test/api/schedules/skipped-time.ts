// A clock that skips every wait: minutes of a provider's life take milliseconds.
import type { Clock } from "../../../provider/src/vercel/clock.ts";

interface Sleeper {
  until: number;
  wake(): void;
}

/**
 * Real time plus all skipped waits. Waits end in order, one per turn of the event loop, so that requests continue
 * between them. Deadlines of requests are timers of the provider and stay real.
 */
export class SkippedTime implements Clock {
  private skipped = 0;
  private sleepers: Sleeper[] = [];
  private scheduled = false;
  private readonly onSkip: (aheadMs: number) => void;

  /** `onSkip` gets how far this clock is ahead, to keep the server's clock beside it. */
  constructor(onSkip: (aheadMs: number) => void) {
    this.onSkip = onSkip;
  }

  readonly now = (): number => Date.now() + this.skipped;

  readonly monotonic = (): number => this.now();

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.sleepers.push({ until: this.now() + milliseconds, wake: resolve });
      this.schedule();
    });
  }

  /** Lets time pass while nothing happens. */
  skip(milliseconds: number): void {
    this.skipped += milliseconds;
    this.onSkip(this.skipped);
  }

  private schedule(): void {
    if (this.scheduled || this.sleepers.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      const first = this.sleepers.reduce((a, b) => (b.until < a.until ? b : a), this.sleepers[0] as Sleeper);
      this.sleepers = this.sleepers.filter((other) => other !== first);
      if (first !== undefined) this.skip(Math.max(0, first.until - this.now()));
      first?.wake();
      this.schedule();
    });
  }
}
