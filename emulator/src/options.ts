// The options of the command. Their table in the README is made of them.
import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError, Option } from "commander";
import type { z } from "zod";
import { validate } from "./net/validate.js";
import { type BehaviourChange, behaviourSchema } from "./state/behaviour.js";
import { type SeedData, seedDataSchema } from "./state/seed-data.js";

export interface CommandOptions {
  port?: number;
  token?: string;
  behavior?: BehaviourChange;
  /** The other spelling of `behavior`. */
  behaviour?: BehaviourChange;
  seed?: SeedData;
  verbose?: boolean;
}

export function createCommand(): Command {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const readBehaviour = (path: string) => readJson(path, behaviourSchema.partial());
  return new Command("vercel-marketplace-emulator")
    .description("A stateful emulator of the Vercel Marketplace storage API. It listens on loopback only.")
    .version(version)
    .option("--port <number>", "the port to listen on; default: a free one", parsePort)
    .option("--token <token>", "the token of an admin of team acme; default: a new one at each start", parseToken)
    .option("--behavior <file.json>", "switches for what is unknown about the API", readBehaviour)
    .addOption(new Option("--behaviour <file.json>").argParser(readBehaviour).hideHelp().conflicts("behavior"))
    .option("--seed <file.json>", "projects, stores, variables and connections that are there from the start", (path) =>
      readJson(path, seedDataSchema),
    )
    .option("--verbose", "write a line to stderr for each request to the API");
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}

/** The token is printed for a shell. */
function parseToken(text: string): string {
  if (/^[\w.-]+$/.test(text)) return text;
  throw new InvalidArgumentError("It must consist of letters, digits and the characters _ . -");
}

function readJson<Schema extends z.ZodType>(path: string, schema: Schema): z.infer<Schema> {
  try {
    return validate(schema, JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
