// Barriers hold requests at a point until a test releases them, even if their client has disconnected.
import { z } from "zod";
import type { Exchange } from "../net/exchange.js";
import { withinLifetime } from "../net/lifetime.js";
import { contains, matchesRoute } from "../net/route-pattern.js";
import { validate } from "../net/validate.js";

const barrierSchema = z.strictObject({
  route: z.string().default("*"),
  match: z.record(z.string(), z.unknown()).default({}),
  /**
   * `before-commit` and `after-commit` hold the request itself. `after-answer` sends the answer and holds every later
   * request, so that the client receives its answer and can do nothing with it.
   */
  at: z.enum(["before-commit", "after-commit", "after-answer"]),
});
export type BarrierGiven = z.input<typeof barrierSchema>;
type BarrierSpec = z.infer<typeof barrierSchema>;

export interface BarrierHandle {
  readonly id: string;
  /** The number of requests that have reached it. */
  readonly arrived: number;
  /** Resolves when `n` requests (default: 1) have reached it. */
  reached(n?: number): Promise<void>;
  /** Releases the requests that are held, and removes the barrier. */
  release(): void;
}

export class Barriers {
  #barriers: Barrier[] = [];
  #created = 0;

  constructor(private readonly emulator: { readonly lifetime: AbortSignal }) {}

  hold(given: BarrierGiven): BarrierHandle {
    this.#created += 1;
    const spec = validate(barrierSchema, given);
    const barrier = new Barrier(`barrier_${this.#created}`, spec, this.emulator.lifetime, () => {
      this.#barriers = this.#barriers.filter((other) => other !== barrier);
    });
    this.#barriers.push(barrier);
    return barrier;
  }

  get(id: string): BarrierHandle | undefined {
    return this.#barriers.find((barrier) => barrier.id === id);
  }

  list(): (BarrierSpec & { id: string; arrived: number })[] {
    return this.#barriers.map(({ id, spec, arrived }) => ({ ...spec, id, arrived }));
  }

  clear(): void {
    for (const barrier of this.#barriers) barrier.release();
  }

  /** Waits while a barrier holds this request at this point. */
  async holdRequest(at: BarrierSpec["at"], exchange: Exchange): Promise<void> {
    for (const barrier of this.#matching(at, exchange)) {
      barrier.arrive();
      await withinLifetime(barrier.released, exchange.lifetime);
    }
  }

  /** Records that an answer was sent. */
  noteAnswered(exchange: Exchange): void {
    for (const barrier of this.#matching("after-answer", exchange)) barrier.arrive();
  }

  /** Waits while an `after-answer` barrier that was reached holds all new requests. */
  async holdNewRequest({ lifetime }: Exchange): Promise<void> {
    for (const barrier of [...this.#barriers]) {
      if (barrier.spec.at === "after-answer" && barrier.arrived > 0) await withinLifetime(barrier.released, lifetime);
    }
  }

  #matching(at: BarrierSpec["at"], { entry }: Exchange): Barrier[] {
    return this.#barriers.filter(
      ({ spec }) => spec.at === at && matchesRoute(spec.route, entry) && contains(entry, spec.match),
    );
  }
}

class Barrier implements BarrierHandle {
  arrived = 0;
  readonly released: Promise<void>;
  #release: () => void = () => {};
  #waiting: { n: number; resolve: () => void }[] = [];

  constructor(
    readonly id: string,
    readonly spec: BarrierSpec,
    private readonly lifetime: AbortSignal,
    private readonly remove: () => void,
  ) {
    this.released = new Promise((resolve) => {
      this.#release = resolve;
    });
  }

  reached(n = 1): Promise<void> {
    if (this.arrived >= n) return Promise.resolve();
    return withinLifetime(new Promise<void>((resolve) => this.#waiting.push({ n, resolve })), this.lifetime);
  }

  release(): void {
    this.remove();
    this.#release();
  }

  arrive(): void {
    this.arrived += 1;
    for (const { resolve } of this.#waiting.filter(({ n }) => n <= this.arrived)) resolve();
    this.#waiting = this.#waiting.filter(({ n }) => n > this.arrived);
  }
}
