// The faults that are set: which of them strikes which request.
import type { Answer, Wire } from "../net/exchange.js";
import { contains, matchesRoute } from "../net/route-pattern.js";
import { checked } from "../net/validate.js";
import { strike } from "./effects.js";
import { RandomSchedule, type RandomSpec } from "./random.js";
import { type Fault, type FaultGiven, type FaultPoint, faultSchema } from "./spec.js";

export interface FaultHandle {
  readonly id: string;
  /** How many requests it has struck. */
  readonly hits: number;
  remove(): void;
}

interface SetFault {
  id: string;
  fault: Fault;
  seen: number;
  hits: number;
}

export class Faults {
  #set: SetFault[] = [];
  #random: { id: string; schedule: RandomSchedule }[] = [];
  #made = 0;

  /** Sets a fault. `times: Infinity` and `times: null` both mean always. */
  add(given: FaultGiven): FaultHandle {
    const fault = checked(faultSchema, given.times === Number.POSITIVE_INFINITY ? { ...given, times: null } : given);
    const one: SetFault = { id: this.#nextId(), fault, seen: 0, hits: 0 };
    this.#set.push(one);
    return handle(one, () => this.remove(one.id));
  }

  /** Lets a seeded schedule decide for each request. The same seed gives the same faults to the same requests. */
  random(spec: RandomSpec): FaultHandle {
    const one = { id: this.#nextId(), schedule: new RandomSchedule(spec) };
    this.#random.push(one);
    return {
      id: one.id,
      get hits() {
        return one.schedule.hits;
      },
      remove: () => this.remove(one.id),
    };
  }

  list(): (Fault & { id: string; hits: number })[] {
    return this.#set.map(({ id, fault, hits }) => ({ ...fault, id, hits }));
  }

  remove(id: string): void {
    this.#set = this.#set.filter((one) => one.id !== id);
    this.#random = this.#random.filter((one) => one.id !== id);
  }

  clear(): void {
    this.#set = [];
    this.#random = [];
  }

  /** Brings an exchange past a point. True when a fault has answered or cut it. */
  async pass(at: FaultPoint, wire: Wire, answer?: Answer): Promise<boolean> {
    for (const fault of [...this.#due(at, wire), ...this.#chosen(at, wire)]) {
      if ((await strike(fault, wire, answer)) === "spoiled") return true;
    }
    return false;
  }

  /** A fault counts when it strikes, so that two that are set for one request strike one after the other. */
  *#due(at: FaultPoint, { entry }: Wire): Generator<Fault> {
    let ended = false;
    for (const one of this.#set) {
      const { fault } = one;
      if (fault.at !== at || !matchesRoute(fault.route, entry) || !contains(entry, fault.match)) continue;
      if (ended || one.hits >= (fault.times ?? Number.POSITIVE_INFINITY)) continue;
      one.seen += 1;
      if (one.seen <= fault.skip) continue;
      one.hits += 1;
      ended = fault.kind !== "slow";
      yield fault;
    }
  }

  *#chosen(at: FaultPoint, { entry }: Wire): Generator<Fault> {
    for (const { schedule } of this.#random) {
      const fault = schedule.next(at, entry);
      if (fault) yield fault;
    }
  }

  #nextId(): string {
    this.#made += 1;
    return `fault_${this.#made}`;
  }
}

function handle(one: SetFault, remove: () => void): FaultHandle {
  return {
    id: one.id,
    get hits() {
      return one.hits;
    },
    remove,
  };
}
