// Barriers: requests that are held at a point until a test lets them go, whether their client still lives or not.
import { z } from "zod";
import { type Wire, within } from "../net/exchange.js";
import { contains, matchesRoute } from "../net/route-pattern.js";
import { checked } from "../net/validate.js";

export const barrierSchema = z.strictObject({
  route: z.string().default("*"),
  match: z.record(z.string(), z.unknown()).default({}),
  /**
   * `before-commit` and `after-commit` hold the request itself. `after-answer` lets the answer out and then holds every
   * later request, so that the client has its answer and can do nothing more with it.
   */
  at: z.enum(["before-commit", "after-commit", "after-answer"]),
});
export type BarrierGiven = z.input<typeof barrierSchema>;
type Barrier = z.infer<typeof barrierSchema>;

export interface BarrierHandle {
  readonly id: string;
  /** How many requests have come to it so far. */
  readonly arrived: number;
  /** Waits until `n` requests (1 if not said) have come to it. */
  reached(n?: number): Promise<void>;
  /** Lets all go that are held, and holds no more. */
  release(): void;
}

export class Barriers {
  #set: HeldBarrier[] = [];
  #made = 0;

  constructor(private readonly lifetime: () => AbortSignal) {}

  hold(given: BarrierGiven): BarrierHandle {
    this.#made += 1;
    const barrier = new HeldBarrier(`barrier_${this.#made}`, checked(barrierSchema, given), this.lifetime(), () => {
      this.#set = this.#set.filter((one) => one !== barrier);
    });
    this.#set.push(barrier);
    return barrier;
  }

  get(id: string): BarrierHandle | undefined {
    return this.#set.find((one) => one.id === id);
  }

  list(): (Barrier & { id: string; arrived: number })[] {
    return this.#set.map(({ id, spec, arrived }) => ({ ...spec, id, arrived }));
  }

  clear(): void {
    for (const barrier of this.#set) barrier.release();
  }

  /** Holds an exchange at a point for as long as a barrier is there. */
  async pass(at: Barrier["at"], wire: Wire): Promise<void> {
    for (const barrier of this.#matching(at, wire)) {
      barrier.arrive();
      await within(barrier.opened, wire.lifetime);
    }
  }

  /** Notes that an answer is out. */
  answered(wire: Wire): void {
    for (const barrier of this.#matching("after-answer", wire)) barrier.arrive();
  }

  /** Holds a new request while a barrier after somebody's answer is there. */
  async quiet({ lifetime }: Wire): Promise<void> {
    for (const barrier of [...this.#set]) {
      if (barrier.spec.at === "after-answer" && barrier.arrived > 0) await within(barrier.opened, lifetime);
    }
  }

  #matching(at: Barrier["at"], { entry }: Wire): HeldBarrier[] {
    return this.#set.filter(
      ({ spec }) => spec.at === at && matchesRoute(spec.route, entry) && contains(entry, spec.match),
    );
  }
}

class HeldBarrier implements BarrierHandle {
  arrived = 0;
  readonly opened: Promise<void>;
  #open: () => void = () => {};
  #waiting: { n: number; resolve: () => void }[] = [];

  constructor(
    readonly id: string,
    readonly spec: Barrier,
    private readonly lifetime: AbortSignal,
    private readonly forget: () => void,
  ) {
    this.opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  reached(n = 1): Promise<void> {
    if (this.arrived >= n) return Promise.resolve();
    return within(new Promise<void>((resolve) => this.#waiting.push({ n, resolve })), this.lifetime);
  }

  release(): void {
    this.forget();
    this.#open();
  }

  arrive(): void {
    this.arrived += 1;
    for (const { resolve } of this.#waiting.filter(({ n }) => n <= this.arrived)) resolve();
    this.#waiting = this.#waiting.filter(({ n }) => n > this.arrived);
  }
}
