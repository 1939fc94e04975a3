// `discover [integration] [product]`: what a team can create, and a program that creates it; what it could install.
import type { Session } from "../../account/session";
import { codeOf } from "../../errors/operation-error";
import { render } from "../../errors/render";
import { openSession } from "../account/account";
import type { AccountOptions } from "../account/options";
import type { Output } from "../terminal/output";
import { createOfferOverview, listMarketplace, searchMarketplace } from "./marketplace";
import { createOverview, type OverviewRequest } from "./overview";
import { formatOffers, formatOverview } from "./print";
import type { DiscoverResult } from "./result";

export interface DiscoverArguments extends AccountOptions {
  integration?: string;
  product?: string;
  all?: boolean;
  json?: boolean;
}

export async function discover(given: DiscoverArguments, output: Output): Promise<void> {
  const { integration, product, all, json, ...options } = given;
  const session = await openSession(options, output);
  const print = (result: DiscoverResult) => {
    if (json) output.printJson(result);
    else output.print("offers" in result ? formatOffers(result, output) : formatOverview(result, output));
  };
  const request = { integration, product, teamArgument: options.team };
  try {
    print(await output.waitFor(all ? listMarketplace(session) : lookup(session, request)));
  } catch (error) {
    if (codeOf(error) !== "catalogue-not-read") throw error;
    output.note(render(error));
    process.exitCode = 1;
    print(await output.waitFor(createOverview(session, request)));
  }
}

/** What is installed; for a word that is not, what it matches in the catalogue. */
async function lookup(session: Session, request: OverviewRequest): Promise<DiscoverResult> {
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
