// Responses by key. Concurrent callers share one request. Failures are not cached.
import type { Clock } from "../vercel/clock";

interface Entry<Value> {
  /** When the request was sent, by the monotonic clock; undefined while it is queued. */
  sentAt: number | undefined;
  value: Promise<Value>;
}

export interface CacheOptions {
  /**
   * A time of the monotonic clock. A request that was sent earlier does not answer this call, even if its response
   * arrives later: it cannot show what happened in between. Default: any response will do.
   */
  notBefore?: number;
}

export class Cache<Value> {
  private readonly entries = new Map<string, Entry<Value>>();

  constructor(private readonly clock: Clock) {}

  /**
   * The latest response, if its request was sent at or after `notBefore`; otherwise the response of the next request.
   * Per key one request is in progress and at most one is queued.
   */
  get(key: string, { notBefore = Number.NEGATIVE_INFINITY }: CacheOptions, load: () => Promise<Value>): Promise<Value> {
    const latest = this.entries.get(key);
    if (latest !== undefined && (latest.sentAt === undefined || latest.sentAt >= notBefore)) return latest.value;
    const previous: Promise<unknown> = latest?.value.catch(() => {}) ?? Promise.resolve();
    const entry: Entry<Value> = {
      sentAt: undefined,
      value: previous.then(() => {
        entry.sentAt = this.clock.monotonic();
        return load();
      }),
    };
    this.entries.set(key, entry);
    entry.value.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    });
    return entry.value;
  }
}
