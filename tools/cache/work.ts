// What fills a folder of the cache is given, and what it returns.

/** Progress output and cancellation. */
export interface Work {
  say(line: string): void;
  signal: AbortSignal;
}

export type Outcome = { folder: string } | { failure: string };
