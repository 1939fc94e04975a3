// The journal: every request the API got, in the order of arrival. It holds no token's and no secret's value.
import { matchesRoute } from "./route-pattern.js";

export interface JournalEntry {
  index: number;
  /** Milliseconds since 1970, with fractions. */
  at: number;
  /** When the last byte of the answer left, or the connection was cut. */
  endedAt?: number;
  method: string;
  path: string;
  /** The pattern that took it, such as `/v1/storage/stores/:id`, or `unknown`. */
  route: string;
  query: Record<string, string>;
  body?: unknown;
  /** Absent while there is no answer, and when it was cut. */
  status?: number;
  requestId: string;
  /** The id of the team it was done for. */
  team?: string;
  /** The token's name, or `unknown`, or `none`. */
  token: string;
  /** What was done to it, such as `after-commit reset`. */
  fault?: string;
}

export class Journal {
  #entries: JournalEntry[] = [];
  #inFlight = 0;
  #mostInFlight = 0;

  entries(): readonly JournalEntry[] {
    return this.#entries.map((entry) => structuredClone(entry));
  }

  /** All but GET. */
  writes(): readonly JournalEntry[] {
    return this.entries().filter(({ method }) => method !== "GET");
  }

  /** How many requests of a method, on a route if one is given: `count("POST", "/v1/storage/stores/integration/direct")`. */
  count(method: string, routePattern?: string): number {
    return this.#entries.filter(
      (entry) => entry.method === method && (routePattern === undefined || matchesRoute(routePattern, entry)),
    ).length;
  }

  /** The most requests that were unanswered at one time. */
  mostInFlight(): number {
    return this.#mostInFlight;
  }

  clear(): void {
    this.#entries = [];
    this.#mostInFlight = this.#inFlight;
  }

  /** Writes a request down when it arrives; the entry is filled in as it goes on. */
  open(request: Omit<JournalEntry, "index" | "at">): JournalEntry {
    const index = (this.#entries.at(-1)?.index ?? -1) + 1;
    const entry = { index, at: performance.timeOrigin + performance.now(), ...request };
    this.#entries.push(entry);
    this.#inFlight += 1;
    this.#mostInFlight = Math.max(this.#mostInFlight, this.#inFlight);
    return entry;
  }

  /** Notes the end of a request, answered or cut. */
  end(entry: JournalEntry): void {
    if (entry.endedAt !== undefined) return;
    entry.endedAt = performance.timeOrigin + performance.now();
    this.#inFlight -= 1;
  }
}
