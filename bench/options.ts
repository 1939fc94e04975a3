// The command line of the benchmark.
import { parseArgs } from "node:util";

const sections = ["growth", "latency", "load", "alternatives"] as const;
type Section = (typeof sections)[number];

export interface Options {
  stores: number[];
  rounds: number;
  only: readonly Section[];
}

const usage = `Usage: npm run bench -- [--stores 1,50,200,400,1000] [--rounds 5] [--only ${sections.join(",")}]`;

export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      stores: { type: "string", default: "1,50,200,400,1000" },
      rounds: { type: "string", default: "5" },
      only: { type: "string", default: sections.join(",") },
    },
  });
  return {
    stores: values.stores.split(",").map((text) => positive("stores", text)),
    rounds: positive("rounds", values.rounds),
    only: values.only.split(",").map(section),
  };
}

function section(text: string): Section {
  const found = sections.find((name) => name === text);
  if (found === undefined) throw new Error(`--only has no section "${text}". ${usage}`);
  return found;
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`--${option} requires integers of at least 1, not "${text}". ${usage}`);
  return value;
}
