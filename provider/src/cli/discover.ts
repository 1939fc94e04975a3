// `discover [integration] [product]`: what a team can create, and a program that creates it.

import { type DiscoveryOptions, readOptions } from "../discovery/public/index";
import { createSession } from "../discovery/public/lookup";
import { createOverview } from "./overview";
import { formatOverview } from "./print";

export interface DiscoverArguments extends Pick<DiscoveryOptions, "team" | "apiUrl"> {
  integration?: string;
  product?: string;
  json?: boolean;
}

const optionNames = {
  apiToken: "VERCEL_API_TOKEN",
  team: "--team",
  apiUrl: "--api-url",
  createWithoutList: "VERCEL_CREATE_WITHOUT_LIST",
} as const;

export async function discover(given: DiscoverArguments): Promise<void> {
  const { integration, product, json, ...options } = given;
  const account = readOptions(options, (option) => optionNames[option]);
  const session = createSession(account, (message) => process.stderr.write(`${message}\n`));
  const overview = await createOverview(session, { integration, product, teamArgument: options.team });
  process.stdout.write(`${json ? JSON.stringify(overview, undefined, 2) : formatOverview(overview)}\n`);
}
