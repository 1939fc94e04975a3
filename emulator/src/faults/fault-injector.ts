// The faults that are set, and which requests they apply to.
import type { Answer, Exchange } from "../net/exchange.js";
import { contains, matchesRoute } from "../net/route-pattern.js";
import { validate } from "../net/validate.js";
import { applyFault } from "./effects.js";
import { RandomSchedule, type RandomSpec } from "./random.js";
import { type Fault, type FaultGiven, type FaultPoint, faultSchema } from "./spec.js";

export interface FaultHandle {
  readonly id: string;
  /** The number of requests it was applied to. */
  readonly hits: number;
  remove(): void;
}

interface ActiveFault {
  readonly id: string;
  readonly fault: Fault;
  seen: number;
  hits: number;
}

export class FaultInjector {
  #faults: ActiveFault[] = [];
  #schedules: { id: string; schedule: RandomSchedule }[] = [];
  #created = 0;

  /** Sets a fault. `times: Infinity` and `times: null` both mean no limit. */
  add(given: FaultGiven): FaultHandle {
    const fault = validate(faultSchema, given.times === Number.POSITIVE_INFINITY ? { ...given, times: null } : given);
    const active: ActiveFault = { id: this.#nextId(), fault, seen: 0, hits: 0 };
    this.#faults.push(active);
    return this.#handle(active.id, active);
  }

  /** Lets a seeded schedule decide for each request. The same seed and the same requests give the same faults. */
  random(spec: RandomSpec): FaultHandle {
    const active = { id: this.#nextId(), schedule: new RandomSchedule(spec) };
    this.#schedules.push(active);
    return this.#handle(active.id, active.schedule);
  }

  list(): (Fault & { id: string; hits: number })[] {
    return this.#faults.map(({ id, fault, hits }) => ({ ...fault, id, hits }));
  }

  remove(id: string): void {
    this.#faults = this.#faults.filter((active) => active.id !== id);
    this.#schedules = this.#schedules.filter((active) => active.id !== id);
  }

  clear(): void {
    this.#faults = [];
    this.#schedules = [];
  }

  /** Applies what is set for this request at this point. True when a fault has answered or closed the connection. */
  async apply(at: FaultPoint, exchange: Exchange, answer?: Answer): Promise<boolean> {
    for (const fault of [...this.#due(at, exchange), ...this.#random(at, exchange)]) {
      if ((await applyFault(fault, exchange, answer)) === "handled") return true;
    }
    return false;
  }

  /** Only a fault that is applied counts a hit, so that the second of two faults for one route hits the next request. */
  *#due(at: FaultPoint, { entry }: Exchange): Generator<Fault> {
    let handled = false;
    for (const active of this.#faults) {
      const { fault } = active;
      if (fault.at !== at || !matchesRoute(fault.route, entry) || !contains(entry, fault.match)) continue;
      if (handled || active.hits >= (fault.times ?? Number.POSITIVE_INFINITY)) continue;
      active.seen += 1;
      if (active.seen <= fault.skip) continue;
      active.hits += 1;
      handled = fault.kind !== "slow";
      yield fault;
    }
  }

  *#random(at: FaultPoint, { entry }: Exchange): Generator<Fault> {
    for (const { schedule } of this.#schedules) {
      const fault = schedule.next(at, entry);
      if (fault) yield fault;
    }
  }

  #nextId(): string {
    this.#created += 1;
    return `fault_${this.#created}`;
  }

  #handle(id: string, counter: { readonly hits: number }): FaultHandle {
    return {
      id,
      get hits() {
        return counter.hits;
      },
      remove: () => this.remove(id),
    };
  }
}
