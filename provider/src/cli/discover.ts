// `discover [integration] [product]`: what a team can create, and a program that creates it; what it could install.

import type { Session } from "../account/session";
import { type DiscoveryOptions, readOptions } from "../discovery/public/index";
import { createSession } from "../discovery/public/lookup";
import { codeOf } from "../errors/operation-error";
import { render } from "../errors/render";
import { createOfferOverview, listMarketplace, type OfferList, searchMarketplace } from "./marketplace";
import { createOverview, type Overview, type OverviewRequest } from "./overview";
import { formatOffers, formatOverview } from "./print";

export interface DiscoverArguments extends Pick<DiscoveryOptions, "team" | "apiUrl"> {
  integration?: string;
  product?: string;
  all?: boolean;
  json?: boolean;
}

const optionNames = {
  apiToken: "VERCEL_API_TOKEN",
  team: "--team",
  apiUrl: "--api-url",
  createWithoutList: "VERCEL_CREATE_WITHOUT_LIST",
} as const;

export async function discover(given: DiscoverArguments): Promise<void> {
  const { integration, product, all, json, ...options } = given;
  const account = readOptions(options, (option) => optionNames[option]);
  const session = createSession(account, (message) => process.stderr.write(`${message}\n`));
  // Some terminals report no width.
  const width = process.stdout.columns || undefined;
  const print = (output: Overview | OfferList) => {
    const format = () => ("offers" in output ? formatOffers(output, width) : formatOverview(output));
    process.stdout.write(`${json ? JSON.stringify(output, undefined, 2) : format()}\n`);
  };
  const request = { integration, product, teamArgument: options.team };
  try {
    print(all ? await listMarketplace(session) : await lookup(session, request));
  } catch (error) {
    if (codeOf(error) !== "catalogue-not-read") throw error;
    process.stderr.write(`${render(error)}\n`);
    process.exitCode = 1;
    print(await createOverview(session, request));
  }
}

/** What is installed; for a word that is not, what it matches in the catalogue. */
async function lookup(session: Session, request: OverviewRequest): Promise<Overview | OfferList> {
  try {
    return await createOverview(session, request);
  } catch (error) {
    const { integration: word } = request;
    if (word === undefined || codeOf(error) !== "integration-not-installed") throw error;
    const found = await searchMarketplace(session, word);
    const [first, ...others] = found.offers;
    if (first === undefined) throw error;
    if (others.length > 0) return found;
    if (first.installed) return createOverview(session, { ...request, integration: first.integration });
    return createOfferOverview(session, first, request);
  }
}
