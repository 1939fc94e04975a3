// What a team could install: the public catalogue, a search in it, and the page where a person installs an integration.
import type { Session } from "../account/session";
import { slugAmong } from "../account/teams";
import { teamOfOwner } from "../contract/team-reference";
import type { ValidationIssue } from "../contract/validation-issue";
import { omitUndefined } from "../contract/values";
import { closestFirst, didYouMean, ValidationError } from "../errors/validation-error";
import type { Category, Configuration, Offer } from "../vercel/api/integrations";
import { VercelError } from "../vercel/errors";
import type { MarketplaceOffer } from "./public/types";
import { type Installation, type InstallationRequest, resolveInstallation } from "./resolve-installation";

/**
 * The installation that a program names. If the team does not have it, the error says how to install the integration:
 * only then the catalogue and the team's slug are requested.
 *
 * @throws {@link ValidationError}
 */
export async function lookupInstalled(
  { catalogue, teams }: Pick<Session, "catalogue" | "teams">,
  request: InstallationRequest,
): Promise<Installation> {
  const all = await catalogue.installations(request.team);
  try {
    return resolveInstallation(all, request);
  } catch (error) {
    const [issue] = error instanceof ValidationError ? error.issues : [];
    const { integration } = request;
    // The Marketplace has no page for the id of an integration.
    if (issue === undefined || integration === undefined || integration.startsWith("oac_")) throw error;
    const isListed = issue.code === "installation-not-found" && all.some(({ slug }) => slug === integration);
    if (isListed || !missingCodes.includes(issue.code)) throw error;
    const [response, team] = await Promise.all([catalogue.offers(request.team), teamSlug(teams, request, all)]);
    // A failure of the catalogue must not hide why it was requested.
    const offers = VercelError.isInstance(response) ? [] : response.map((offer) => describeOffer(offer, [], false));
    throw new ValidationError([withInstallStep(issue, integration, { offers, team })]);
  }
}

const missingCodes: readonly string[] = ["integration-not-installed", "installation-not-found"];

/** The issue with how to install the integration, or with what is probably meant. */
function withInstallStep(
  { given, ...issue }: ValidationIssue,
  integration: string,
  { offers, team }: { offers: readonly MarketplaceOffer[]; team: string | undefined },
): ValidationIssue {
  const install = (slug: string) => `Install it at ${installPage(slug, team)}, then run \`pulumi preview\` again.`;
  const names = offers.map((offer) => ({ value: offer.integration }));
  // Compared with what is installed, a name that the Marketplace has would read as a typing error.
  if (names.some(({ value }) => value === integration)) return { ...issue, nextStep: install(integration) };
  const compared = { ...issue, ...omitUndefined({ given }) };
  if (didYouMean(issue.options ?? [], given) !== undefined) return compared;
  if (names.length === 0) return { ...compared, nextStep: install(integration) };
  const meant = didYouMean(names, integration);
  if (meant !== undefined) return { ...compared, nextStep: `Did you mean ${meant}? ${install(meant)}` };
  const found = searchOffers(offers, integration).map((offer) => offer.integration);
  const closest = found.length > 0 ? found : closestFirst(names, integration).map(({ value }) => value);
  const all = "`npx pulumi-vercel-marketplace discover --all` lists all.";
  const nextStep = `The Marketplace offers no such integration. The closest are ${closest.slice(0, 3).join(", ")}. ${all}`;
  return { ...compared, nextStep };
}

/** The page where a person accepts the terms, which installs the integration. */
export function installPage(slug: string, team: string | undefined): string {
  if (team === undefined) return marketplacePage(slug);
  return `https://vercel.com/${encodeURIComponent(team)}/~/integrations/accept-terms/${encodeURIComponent(slug)}`;
}

/** The page of an integration, with the prices of its plans. */
export function marketplacePage(slug: string): string {
  return `https://vercel.com/marketplace/${encodeURIComponent(slug)}`;
}

/** How pages of Vercel name the team; undefined for a personal account, and if it cannot be read. */
export async function teamSlug(
  teams: Session["teams"],
  { team, teamSlug: known }: Pick<InstallationRequest, "team" | "teamSlug">,
  all: readonly Configuration[],
): Promise<string | undefined> {
  const slug = slugAmong(known, team);
  if (slug !== undefined) return slug;
  // Without a team, the installations are those of the token's default team.
  const id = team ?? all.map(({ teamId, ownerId }) => teamId ?? teamOfOwner(ownerId)).find((owner) => owner);
  return id === undefined ? undefined : teams.slugOf(id);
}

export const marketplaceMessages = {
  "catalogue-not-read": ({ team }: { team: string }) =>
    "The catalogue of the Marketplace could not be read, or is empty. It is also at https://vercel.com/marketplace. Only " +
    `what is installed in ${team} can be shown.`,
};

export function describeOffer(
  { slug: integration, name, shortDescription: description, tagIds, products }: Offer,
  categories: readonly Category[],
  installed: boolean,
): MarketplaceOffer {
  const tags = new Set([...tagIds, ...products.flatMap((product) => product.tags ?? [])]);
  return {
    integration,
    name,
    description,
    installed,
    categories: [...tags].flatMap((tag) => categoryTitle(tag, categories)),
    products: products.map((one) => ({ slug: one.slug, name: one.name, description: one.shortDescription })),
  };
}

/** Without the list of categories, an id is readable, too: `tag_dev_tools`. Other tags are no categories. */
function categoryTitle(tag: string, categories: readonly Category[]): string[] {
  const title = categories.find(({ id }) => id === tag)?.title;
  if (title !== undefined) return [title];
  return tag.startsWith("tag_") ? [tag.slice("tag_".length).replaceAll("_", " ")] : [];
}

/** The offers that contain a word, in any letter case: those that have it as a name first, in descriptions last. */
export function searchOffers(offers: readonly MarketplaceOffer[], word: string): MarketplaceOffer[] {
  const given = word.toLowerCase();
  const rank = ({ integration, name, description, categories, products }: MarketplaceOffer) => {
    const names = [integration, name];
    const ofProducts = products.flatMap((product) => [product.slug, product.name]);
    const descriptions = [description, ...products.map((product) => product.description)];
    const is = (texts: string[]) => texts.some((text) => text.toLowerCase() === given);
    const has = (texts: string[]) => texts.some((text) => text.toLowerCase().includes(given));
    const isNamed = [is(names), is(ofProducts), is(categories)];
    return [...isNamed, has(names), has(ofProducts), has(categories), has(descriptions)].indexOf(true);
  };
  const ranked = offers.map((offer) => ({ offer, rank: rank(offer) })).filter((one) => one.rank >= 0);
  return ranked.sort((a, b) => a.rank - b.rank).map(({ offer }) => offer);
}
