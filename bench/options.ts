// The command line of the benchmark.
import { parseArgs } from "node:util";

export interface Options {
  stores: number[];
  rounds: number;
}

const usage = "Usage: npm run bench -- [--stores 1,50,200] [--rounds 5]";

export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      stores: { type: "string", default: "1,50,200" },
      rounds: { type: "string", default: "5" },
    },
  });
  return {
    stores: values.stores.split(",").map((text) => positive("stores", text)),
    rounds: positive("rounds", values.rounds),
  };
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${option} requires integers of at least 1, not "${text}". ${usage}`);
  return value;
}
