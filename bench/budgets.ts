// What a store may cost. Nothing fails where a budget is missed: the report says so.
import type { CandidateName } from "./candidates.ts";
import type { Command } from "./measure.ts";
import type { Measure, Results } from "./results.ts";

export interface Budget {
  what: string;
  limit: number;
  /** The measured value for each number of resources that it is for. */
  values: { at: string; value: number }[];
}

/** Fewer resources say more about the start of the engine than about them. */
const fewest = 50;

export function budgetsOf(results: Results): Budget[] {
  const large = results.growth.filter(({ count }) => count >= fewest);
  const ratio = (command: Command, other: CandidateName, measure: Measure, limit: number): Budget => ({
    what: `${command}: ${measure === "cpu" ? "CPU" : `CPU of the ${measure}`} of a store ÷ ${other}`,
    limit,
    values: large.flatMap(({ count, commands }) => {
      const value = commands[command]?.ratios[other]?.[measure]?.median;
      return value === undefined ? [] : [{ at: String(count), value }];
    }),
  });
  const requests = large.flatMap(({ count, commands }) => {
    const value = commands.preview?.candidates.store?.requests;
    return value === undefined ? [] : [{ at: String(count), value }];
  });
  const bytes = large.flatMap(({ count, stateBytes }) =>
    stateBytes.store === undefined ? [] : [{ at: String(count), value: stateBytes.store.withoutSecrets }],
  );
  const { latency } = results;
  const perResource = (count: number) => {
    const seconds = large.find((one) => one.count === count)?.commands.up?.candidates.store?.seconds;
    const parts = [seconds?.program?.median, seconds?.host?.median];
    return parts.includes(undefined) ? undefined : (parts as number[]).reduce((sum, value) => sum + value, 0) / count;
  };
  const [few, many] = [perResource(200), perResource(1_000)];
  return [
    ratio("up", "like", "cpu", 1.15),
    ratio("up", "no-op", "cpu", 1.3),
    ratio("up", "secret", "engine", 1.3),
    ratio("preview", "like", "cpu", 1.0),
    ratio("preview", "no-op", "cpu", 1.1),
    { what: "preview, unchanged: requests", limit: 0, values: requests },
    { what: "bytes of state without secrets", limit: 2_200, values: bytes },
    {
      what: "up: CPU of program and host for each of 1,000 stores ÷ for each of 200",
      limit: 1.1,
      values: few === undefined || many === undefined ? [] : [{ at: "1000", value: many / few }],
    },
    {
      what: "round trips ÷ ideal",
      limit: 1.2,
      values:
        latency === undefined ? [] : [{ at: String(latency.stores), value: latency.roundTrips.median / latency.ideal }],
    },
  ];
}
