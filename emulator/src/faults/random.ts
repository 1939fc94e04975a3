// A seeded schedule of faults, for randomized tests. A failing seed can be run again.
import { z } from "zod";
import type { JournalEntry } from "../net/journal.js";
import { matchesRoute } from "../net/route-pattern.js";
import { validate } from "../net/validate.js";
import { type Fault, type FaultKind, type FaultPoint, faultSchema } from "./spec.js";

export const randomSchema = z.strictObject({
  seed: z.number().int(),
  /** The probability of a fault at each point of a request, from 0 to 1. */
  chance: z.number().min(0).max(1).default(0.1),
  route: z.string().default("*"),
  kinds: z
    .array(z.enum(["reset", "status", "truncated", "null-store", "other-shape", "not-json"]))
    .min(1)
    .default(["reset", "status", "truncated"]),
  at: z
    .array(z.enum(["before-commit", "after-commit", "answer"]))
    .min(1)
    .default(["before-commit", "after-commit"]),
  /** The most faults in total; `null` for no limit. */
  times: z.number().int().min(1).nullable().default(null),
});
export type RandomSpec = z.input<typeof randomSchema>;

export class RandomSchedule {
  hits = 0;
  readonly #spec: z.infer<typeof randomSchema>;
  readonly #random: () => number;

  constructor(spec: RandomSpec) {
    this.#spec = validate(randomSchema, spec);
    this.#random = generator(this.#spec.seed);
  }

  /** The fault for this request at this point, if there is one. */
  next(at: FaultPoint, entry: JournalEntry): Fault | undefined {
    const { chance, kinds, route, times } = this.#spec;
    if (!this.#spec.at.includes(at) || !matchesRoute(route, entry)) return undefined;
    // Both numbers are drawn for every request, so that a limit does not shift the numbers of later requests.
    const [sample, choice] = [this.#random(), this.#random()];
    if (sample >= chance || this.hits >= (times ?? Number.POSITIVE_INFINITY)) return undefined;
    this.hits += 1;
    const kind: FaultKind = kinds[Math.floor(choice * kinds.length)] ?? "reset";
    return faultSchema.parse(kind === "status" ? { kind, at, status: 502 } : { kind, at });
  }
}

/** mulberry32, a small generator with the same results on every platform. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
