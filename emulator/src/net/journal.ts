// The journal: every request to the API, in the order of arrival. It contains no token and no value of a secret.
import { matchesRoute } from "./route-pattern.js";

export interface JournalEntry {
  index: number;
  /** Milliseconds since 1970, with fractions. */
  at: number;
  /** When the last byte of the response was sent, or the connection closed. */
  endedAt?: number;
  method: string;
  path: string;
  /** The pattern of the route, such as `/v1/storage/stores/:id`, or `unknown`. */
  route: string;
  query: Record<string, string>;
  body?: unknown;
  /** Absent until there is a response, and when the response was not sent to its end. */
  status?: number;
  requestId: string;
  /** The id of the team that the request is for. */
  team?: string;
  /** The name of the token, or `unknown`, or `none`. */
  token: string;
  /** The last fault applied to it, such as `after-commit reset`. */
  fault?: string;
}

export class Journal {
  #entries: JournalEntry[] = [];
  #inFlight = 0;
  #mostInFlight = 0;

  /** @param onEnd - Called with the entry when a request has ended */
  constructor(private readonly onEnd?: (entry: Readonly<JournalEntry>) => void) {}

  entries(): readonly JournalEntry[] {
    return this.#entries.map((entry) => structuredClone(entry));
  }

  /** Every request but GET. */
  writes(): readonly JournalEntry[] {
    return this.entries().filter(({ method }) => method !== "GET");
  }

  /** The number of requests of a method, and of a route if given: `count("POST", "/v1/storage/stores/integration/direct")`. */
  count(method: string, routePattern?: string): number {
    return this.#entries.filter(
      (entry) => entry.method === method && (routePattern === undefined || matchesRoute(routePattern, entry)),
    ).length;
  }

  /** The highest number of requests that were in progress at one time. */
  mostInFlight(): number {
    return this.#mostInFlight;
  }

  clear(): void {
    this.#entries = [];
    this.#mostInFlight = this.#inFlight;
  }

  /** Adds a request on arrival. The caller completes the entry while it handles the request. */
  open(request: Omit<JournalEntry, "index" | "at">): JournalEntry {
    const index = (this.#entries.at(-1)?.index ?? -1) + 1;
    const entry = { index, at: currentTime(), ...request };
    this.#entries.push(entry);
    this.#inFlight += 1;
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#inFlight);
    return entry;
  }

  /** Records the end of a request, answered or not. */
  end(entry: JournalEntry): void {
    if (entry.endedAt !== undefined) return;
    entry.endedAt = currentTime();
    this.#inFlight -= 1;
    this.onEnd?.(entry);
  }
}

function currentTime(): number {
  return performance.timeOrigin + performance.now();
}
