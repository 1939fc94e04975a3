// Time, injected so that tests need not wait.

export interface Clock {
  /** Milliseconds since the epoch, to compare with times of the server. May be set back. */
  now(): number;
  /** Milliseconds since an arbitrary start, for durations. Never goes back. */
  monotonic(): number;
  /** Resolves after this many milliseconds. */
  sleep(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};
