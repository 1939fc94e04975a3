// Which installation a store belongs to: the one that is named, or the team's only ready one of the integration.
import type { Configuration } from "../vercel/schemas";
import { type Found, found, refused } from "./found";
import { didYouMean, type Option } from "./issue";

export interface Installation {
  id: string;
  integrationId: string;
  integrationSlug: string;
  /** The team that owns it; absent for a personal account. */
  teamId: string | undefined;
}

export interface InstallationRequest {
  integration?: string;
  integrationConfigurationId?: string;
  team?: string;
  /** How a person knows the team, where its id was resolved before. */
  teamSlug?: string;
}

/** States in which an installation takes new stores. The API leaves the state out for older ones: those are ready. */
const readyStates: readonly string[] = ["ready", "resumed"];

export function findInstallation(all: readonly Configuration[], request: InstallationRequest): Found<Installation> {
  const present = all.filter(({ deletedAt, status }) => !deletedAt && status !== "uninstalled");
  const { integration, integrationConfigurationId } = request;
  const elsewhere = present.find((configuration) => !isOfMarketplace(configuration) && isMeant(configuration, request));
  const offered = present.filter(isOfMarketplace);
  if (elsewhere !== undefined && !offered.some((configuration) => isMeant(configuration, request))) {
    return refused(external(elsewhere, request));
  }
  return integrationConfigurationId === undefined
    ? ofIntegration(offered, integration ?? "", request)
    : byId(offered, integrationConfigurationId, request);
}

/** Whether stores can be made of an installation at all. The API leaves the type out for older ones. */
export function isOfMarketplace({ installationType }: Configuration): boolean {
  return installationType !== "external";
}

function isMeant(configuration: Configuration, request: InstallationRequest): boolean {
  const { integration, integrationConfigurationId } = request;
  return integrationConfigurationId === undefined
    ? isOf(configuration, integration ?? "")
    : configuration.id === integrationConfigurationId;
}

function external({ id, slug }: Configuration, request: InstallationRequest) {
  return {
    path: request.integrationConfigurationId === undefined ? "integration" : "integrationConfigurationId",
    problem: `the installation ${id} of ${slug} in ${teamName(request)} is not one of the Marketplace, so no store can be created with it`,
    next: `Install ${slug} from the Marketplace, if it is there: https://vercel.com/marketplace/${slug}`,
  };
}

function byId(present: readonly Configuration[], id: string, request: InstallationRequest): Found<Installation> {
  const path = "integrationConfigurationId";
  const named = present.find((configuration) => configuration.id === id);
  if (named === undefined) {
    return refused({
      path,
      problem: `"${id}" is not a Marketplace installation of ${teamName(request)}`,
      given: id,
      options: present.map(asOption),
      optionsAre: "Its installations",
      ...(present.length === 0 ? { next: "Install the integration at https://vercel.com/marketplace first." } : {}),
    });
  }
  const { integration } = request;
  if (integration !== undefined && !isOf(named, integration)) {
    return refused({
      path,
      problem: `${id} is an installation of ${named.slug}, not of ${integration}`,
      next: "Make the two agree, or leave one of them out.",
    });
  }
  return isReady(named) ? found(asInstallation(named)) : refused(notReady(named, path, request));
}

function ofIntegration(
  present: readonly Configuration[],
  integration: string,
  request: InstallationRequest,
): Found<Installation> {
  const path = "integration";
  const ofIt = present.filter((configuration) => isOf(configuration, integration));
  const ready = ofIt.filter(isReady);
  const [only] = ready;
  if (only !== undefined && ready.length === 1) return found(asInstallation(only));
  if (ready.length > 1) {
    return refused({
      path: "integrationConfigurationId",
      problem: `${teamName(request)} has ${ready.length} installations of ${integration}`,
      options: ready.map(asOption),
      optionsAre: "Set one",
    });
  }
  const [broken] = ofIt;
  if (broken !== undefined) return refused(notReady(broken, path, request));
  const installed = [...new Set(present.map(({ slug }) => slug))].sort().map((value) => ({ value }));
  const page = `https://vercel.com/marketplace/${integration.startsWith("oac_") ? "" : integration}`;
  return refused({
    path,
    problem: `"${integration}" is not installed in ${teamName(request)}`,
    given: integration,
    options: installed,
    optionsAre: "Installed",
    // A slip has no page of its own.
    ...(didYouMean(installed, integration) === undefined ? { next: `Install it at ${page} and preview again.` } : {}),
  });
}

function notReady(configuration: Configuration, path: string, request: InstallationRequest) {
  const state = configuration.disabledAt ? "disabled" : (configuration.status ?? "not ready");
  return {
    path,
    problem: `the installation ${configuration.id} of ${configuration.slug} in ${teamName(request)} is ${state}, so it takes no new stores`,
    next: "Bring it back in the team's integration settings at Vercel, and preview again.",
  };
}

function isOf(configuration: Configuration, integration: string): boolean {
  return configuration.slug === integration || configuration.integrationId === integration;
}

/** Whether an installation takes new stores. */
export function isReady({ status, disabledAt }: Configuration): boolean {
  return !disabledAt && (status === undefined || status === null || readyStates.includes(status));
}

function asInstallation({ id, integrationId, slug, teamId, ownerId }: Configuration): Installation {
  const owner = teamId ?? (ownerId?.startsWith("team_") ? ownerId : undefined);
  return { id, integrationId, integrationSlug: slug, teamId: owner };
}

function asOption({ id, slug, createdAt }: Configuration): Option {
  const date = createdAt === undefined ? "" : `, installed ${new Date(createdAt).toISOString().slice(0, 10)}`;
  return { value: id, label: `${slug}${date}` };
}

function teamName({ team, teamSlug }: InstallationRequest): string {
  return team === undefined ? "the token's default team" : `team ${teamSlug ?? team}`;
}
