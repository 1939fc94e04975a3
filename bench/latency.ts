// How much longer `up` takes when every response is late, against the round trips that must follow one another.
import { cpus } from "node:os";
import { type CandidateName, candidates } from "./candidates.ts";
import { measure } from "./measure.ts";

export const stores = 100;
export const milliseconds = 100;

/** Resources that the engine works on at the same time by default. The provider sends at most 16 requests at once. */
const parallel = Math.min(4 * cpus().length, 16);

/**
 * Installations, products and plans are listed one after the other, and the stores beside them. Then each store is
 * created, and its secrets are read, `parallel` stores at a time.
 */
export const ideal = 3 + 2 * Math.ceil(stores / parallel);

export interface LatencySetting {
  engine: string;
  /** The programs take turns at going first. */
  round: number;
  signal: AbortSignal;
}

/** What `up` takes longer than with resources that do nothing, in delays. It contains the provider's own work, too. */
export async function measureRoundTrips({ engine, round, signal }: LatencySetting): Promise<number> {
  const seconds = async (name: CandidateName) => {
    const candidate = candidates.find((one) => one.name === name);
    if (candidate === undefined) throw new Error(`There is no candidate of the name ${name}.`);
    const setting = { engine, candidate, count: stores, commands: ["up"] as const, latency: milliseconds, signal };
    return (await measure(setting)).runs.up?.seconds ?? Number.NaN;
  };
  const order = round % 2 === 1 ? (["no-op", "store"] as const) : (["store", "no-op"] as const);
  const measured: Partial<Record<CandidateName, number>> = {};
  for (const name of order) measured[name] = await seconds(name);
  const { store = Number.NaN, "no-op": noOp = Number.NaN } = measured;
  return (store - noOp) / (milliseconds / 1_000);
}
