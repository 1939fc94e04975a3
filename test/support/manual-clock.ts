// Time that passes only when a test says so, or at once whenever something waits for it.
import type { Clock } from "../../provider/src/vercel/clock.ts";

interface Sleeper {
  until: number;
  wake(): void;
}

/** A clock that stands still until `advance`. */
export class ManualClock implements Clock {
  /** Every wait that was asked for, in milliseconds and in order. */
  readonly waits: number[] = [];
  private sleepers: Sleeper[] = [];
  private time: number;

  constructor(time = 1_000_000) {
    this.time = time;
  }

  readonly now = (): number => this.time;

  /** How many wait at present. */
  get sleeping(): number {
    return this.sleepers.length;
  }

  readonly monotonic = (): number => this.time;

  sleep(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    return new Promise((resolve) => {
      this.sleepers.push({ until: this.time + milliseconds, wake: resolve });
    });
  }

  advance(milliseconds: number): void {
    this.set(this.time + milliseconds);
  }

  /** Sets the time, forward or back, and wakes whoever has waited for it. */
  set(time: number): void {
    this.time = time;
    const due = this.sleepers.filter(({ until }) => until <= time);
    this.sleepers = this.sleepers.filter(({ until }) => until > time);
    for (const { wake } of due) wake();
  }
}

/** A clock on which every wait is over at once, having taken its time. */
export class SkippingClock extends ManualClock {
  override sleep(milliseconds: number): Promise<void> {
    const slept = super.sleep(milliseconds);
    const until = this.now() + milliseconds;
    setImmediate(() => this.set(Math.max(this.now(), until)));
    return slept;
  }
}
