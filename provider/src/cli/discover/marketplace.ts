// What a team could install: the public catalogue, a search in it, and one integration of it. Nothing is installed.
import type { Session } from "../../account/session";
import { formatTeam } from "../../contract/team-reference";
import { omitUndefined } from "../../contract/values";
import {
  describeOffer,
  installPage,
  marketplaceMessages,
  marketplacePage,
  searchOffers,
  teamSlug,
} from "../../discovery/marketplace";
import { describeInstallation } from "../../discovery/public/describe";
import { lookupInstallations } from "../../discovery/public/lookup";
import type { MarketplaceOffer } from "../../discovery/public/types";
import { messagesOf } from "../../errors/messages";
import { render } from "../../errors/render";
import { getIntegration, listCategories } from "../../vercel/api/integrations";
import { responseOrError, VercelError } from "../../vercel/errors";
import { listOffered, type OverviewRequest, programOf } from "./overview";
import type { OfferList, Overview } from "./result";

const { fail } = messagesOf(marketplaceMessages);

/** What the team could install, or has installed. @throws an error with the code `catalogue-not-read` */
export async function listMarketplace(session: Session): Promise<OfferList> {
  const { account, catalogue } = session;
  const [configurations, offers, categories] = await Promise.all([
    lookupInstallations(session),
    catalogue.offers(account.team),
    responseOrError(listCategories(session.api())),
  ]);
  const isRead = !VercelError.isInstance(offers);
  if (!isRead || offers.length === 0) {
    throw fail("catalogue-not-read", { team: formatTeam(account.team) }, isRead ? undefined : offers);
  }
  const titles = VercelError.isInstance(categories) ? [] : categories;
  const installed = configurations.map(describeInstallation).filter(({ state }) => state !== "uninstalled");
  const slugs = installed.map(({ integration }) => integration);
  const listed = offers.map((offer) => describeOffer(offer, titles, slugs.includes(offer.slug)));
  return {
    ...omitUndefined({ team: account.team }),
    offers: listed.sort((a, b) => (a.integration < b.integration ? -1 : 1)),
  };
}

/** What a word matches, the closest first; only one if it is the slug of it. */
export async function searchMarketplace(session: Session, word: string): Promise<OfferList> {
  const marketplace = await listMarketplace(session);
  const exact = marketplace.offers.filter(({ integration }) => integration === word);
  return { ...marketplace, search: word, offers: exact.length > 0 ? exact : searchOffers(marketplace.offers, word) };
}

/** Vercel's own terms for all integrations. */
const ADDENDUM = "https://vercel.com/legal/integration-marketplace-end-users-addendum";

/** An integration that the team has not installed, and how to install it. */
export async function createOfferOverview(
  session: Session,
  { integration, name, description, categories }: MarketplaceOffer,
  request: OverviewRequest,
): Promise<Overview> {
  const team = omitUndefined({ team: session.account.team });
  const slug = await teamSlug(session.teams, team, await session.catalogue.installations(team.team));
  const pages = { installPage: installPage(integration, slug), marketplacePage: marketplacePage(integration) };
  const about = { integration, name, installations: [], products: [] };
  const offer = { description, categories, ...pages, terms: { addendum: ADDENDUM } };
  const details = await responseOrError(getIntegration(session.api(), integration));
  if (VercelError.isInstance(details)) {
    return { ...team, integrations: [{ ...about, problem: render(details), offer }], toBeSet: [] };
  }
  const { id, products: all, eulaDocUri: eula, privacyDocUri: privacy } = details;
  const offered = { products: all, integration: { id, slug: integration, name } };
  const source = { integration, integrationId: id };
  const { products, examples } = await listOffered(session, offered, { ...request, source });
  const problem = all.length > 0 ? undefined : "It has no products, so it has no stores.";
  const terms = { ...offer.terms, ...omitUndefined({ eula, privacy }) };
  const overview = { ...about, products, ...omitUndefined({ problem }), offer: { ...offer, terms } };
  return { ...team, integrations: [overview], ...programOf(examples, request) };
}
