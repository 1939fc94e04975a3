// Keeps all requests of one process within the API's limits: a number of concurrent requests, and one shared pause.
import { formatElapsed } from "../contract/duration";
import type { Timings } from "../contract/timings";
import type { Clock } from "./clock";

/** Ends a request's turn. Call it in a `finally`; calling it again has no effect. */
export type Release = () => void;

export interface RateLimiterOptions {
  timings: Pick<Timings, "maxConcurrentRequests" | "rateLimitBudgetSeconds">;
  clock: Clock;
  /** Gets a message for the person who waits, for pauses of more than a few seconds. */
  onPause?: ((message: string) => void) | undefined;
  random?: () => number;
}

/** Consecutive pauses without progress in between. */
interface Episode {
  began: number;
  /** Whether a request that changes something met the limit. */
  limitsWrites: boolean;
}

/** Pauses that are shorter in all need no message. */
const ANNOUNCED_MS = 5_000;
/** The shortest time between two messages about short pauses. */
const ANNOUNCEMENT_INTERVAL_MS = 30_000;

/**
 * One instance serves one session. A rate limit applies to the account, not to a request, so a pause that one response
 * asks for holds back all requests. They have one deadline, too: `rateLimitBudgetSeconds` after the first pause of an
 * episode, no request waits any longer.
 */
export class RateLimiter {
  private active = 0;
  private readonly queue: (() => void)[] = [];
  private pausedUntil = Number.NEGATIVE_INFINITY;
  private episode: Episode | undefined;
  private announcedUntil = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: RateLimiterOptions) {}

  /**
   * Waits until fewer than the allowed number of requests are active, and until a pause has ended.
   *
   * @returns undefined if the pause ends after the deadline: the request must not be sent
   */
  async acquire(): Promise<Release | undefined> {
    await this.takeSlot();
    if (!(await this.waitForPause())) {
      this.releaseSlot();
      return undefined;
    }
    let released = false;
    return () => {
      if (!released) this.releaseSlot();
      released = true;
    };
  }

  /** Holds back every request for this long from now; a longer pause in progress stays. */
  pause(milliseconds: number, { isWrite }: { isWrite: boolean }): void {
    const now = this.options.clock.monotonic();
    // A process may be idle for hours after an episode that nothing has ended.
    const isOver = this.episode === undefined || now > this.pausedUntil + this.budget;
    const { began, limitsWrites } =
      isOver || this.episode === undefined ? { began: now, limitsWrites: false } : this.episode;
    this.episode = { began, limitsWrites: limitsWrites || isWrite };
    this.pausedUntil = Math.max(this.pausedUntil, now + milliseconds);
    this.announce(began, now);
  }

  /**
   * Records that a request, sent at this time, has succeeded. After a pause that is progress, which ends the episode.
   * Routes have limits of their own, so a read is no progress where writes are limited: one that lists before each
   * attempt to write would have no deadline.
   */
  recordSuccess(sentAt: number, { isWrite }: { isWrite: boolean }): void {
    const { episode } = this;
    if (episode === undefined || sentAt < episode.began || (episode.limitsWrites && !isWrite)) return;
    this.episode = this.remaining > 0 ? { ...episode, began: this.options.clock.monotonic() } : undefined;
  }

  /** Milliseconds until the pause ends. */
  get remaining(): number {
    return this.pausedUntil - this.options.clock.monotonic();
  }

  /** Whether the pause ends before the deadline of the episode. */
  get mayWait(): boolean {
    return this.episode === undefined || this.pausedUntil <= this.episode.began + this.budget;
  }

  private get budget(): number {
    return this.options.timings.rateLimitBudgetSeconds * 1000;
  }

  private async waitForPause(): Promise<boolean> {
    const { clock, random = Math.random } = this.options;
    for (let rest = this.remaining; rest > 0; rest = this.remaining) {
      if (!this.mayWait) return false;
      // Requests leave a pause spread over a tenth of it, so that they do not all meet the limit again at once.
      await clock.sleep(rest + random() * Math.min(rest * 0.1, 1000));
    }
    return true;
  }

  private announce(began: number, now: number): void {
    const { pausedUntil } = this;
    if (!this.mayWait || pausedUntil - began < ANNOUNCED_MS || pausedUntil <= this.announcedUntil) return;
    // Concurrent requests meet one limit, and each response moves the end of the pause a little.
    this.announcedUntil = Math.max(pausedUntil + ANNOUNCED_MS, now + ANNOUNCEMENT_INTERVAL_MS);
    this.options.onPause?.(`Vercel's rate limit: continuing in ${formatElapsed(pausedUntil - now)}.`);
  }

  private takeSlot(): Promise<void> {
    if (this.active < this.options.timings.maxConcurrentRequests) {
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
