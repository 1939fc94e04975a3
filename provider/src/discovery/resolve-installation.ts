// The installation of a store: the one that is named, or the team's only ready one of the integration.
import { formatTeam, teamOfOwner } from "../contract/team-reference";
import type { Option, ValidationIssue } from "../contract/validation-issue";
import { didYouMean, ValidationError } from "../errors/validation-error";
import type { Configuration } from "../vercel/api/integrations";
import { isIssue } from "./resolve-product-and-plan";

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
  /** `team_…`, a slug, or absent for the token's default team. */
  team?: string;
  /** How a person knows the team, if its id was resolved before. */
  teamSlug?: string;
}

/** States in which an installation accepts new stores. The API omits the state of older ones: those are ready. */
const readyStates: readonly string[] = ["ready", "resumed"];

/** @throws {@link ValidationError} with the installations that the team has */
export function resolveInstallation(all: readonly Configuration[], request: InstallationRequest): Installation {
  const chosen = choose(all, request);
  if (isIssue(chosen)) throw new ValidationError([chosen]);
  const { id, integrationId, slug, teamId, ownerId } = chosen;
  return { id, integrationId, integrationSlug: slug, teamId: teamId ?? teamOfOwner(ownerId) };
}

/** Whether an installation can have stores. The API omits the type of older ones. */
export function isFromMarketplace({ installationType }: Configuration): boolean {
  return installationType !== "external";
}

/** Whether an installation accepts new stores. */
export function isReady({ status, disabledAt }: Configuration): boolean {
  return !disabledAt && (status === undefined || status === null || readyStates.includes(status));
}

function choose(all: readonly Configuration[], request: InstallationRequest): Configuration | ValidationIssue {
  const present = all.filter(({ deletedAt, status }) => !deletedAt && status !== "uninstalled");
  const offered = present.filter(isFromMarketplace);
  const { integration = "", integrationConfigurationId: id } = request;
  const isMeant = (one: Configuration) => (id === undefined ? isOf(one, integration) : one.id === id);
  const candidates = offered.filter(isMeant);
  const external = present.find(isMeant);
  if (external !== undefined && candidates.length === 0) return externalIssue(external, request);
  return id === undefined
    ? (chooseReady(candidates, request) ?? notInstalledIssue(offered, integration, request))
    : (verifyNamed(candidates[0], request) ?? notFoundIssue(offered, id, request));
}

/** The installation that the request names; undefined if there is none. */
function verifyNamed(
  named: Configuration | undefined,
  request: InstallationRequest,
): Configuration | ValidationIssue | undefined {
  const { integration } = request;
  const path = "integrationConfigurationId";
  if (named !== undefined && integration !== undefined && !isOf(named, integration)) {
    return {
      code: "argument-conflict",
      path,
      problem: `${named.id} is an installation of ${named.slug}, not of ${integration}`,
      nextStep: "Make integration and integrationConfigurationId match, or remove one.",
    };
  }
  return named === undefined || isReady(named) ? named : notReadyIssue(named, path, request);
}

/** The only ready installation of the integration; undefined if there is none in any state. */
function chooseReady(
  candidates: readonly Configuration[],
  request: InstallationRequest,
): Configuration | ValidationIssue | undefined {
  const ready = candidates.filter(isReady);
  if (ready.length > 1) {
    return {
      code: "installation-ambiguous",
      path: "integrationConfigurationId",
      problem: `${teamOf(request)} has ${ready.length} installations of ${request.integration}`,
      options: ready.map(toOption),
      optionsLabel: "Set integrationConfigurationId to one of",
    };
  }
  const [notReady] = candidates;
  return ready[0] ?? (notReady && notReadyIssue(notReady, "integration", request));
}

function notFoundIssue(offered: readonly Configuration[], id: string, request: InstallationRequest): ValidationIssue {
  return {
    code: "installation-not-found",
    path: "integrationConfigurationId",
    problem: `"${id}" is not a Marketplace installation of ${teamOf(request)}`,
    given: id,
    options: offered.map(toOption),
    optionsLabel: "Its installations",
    ...(offered.length === 0 ? { nextStep: "Install the integration at https://vercel.com/marketplace." } : {}),
  };
}

function notInstalledIssue(
  present: readonly Configuration[],
  integration: string,
  request: InstallationRequest,
): ValidationIssue {
  const installed = [...new Set(present.map(({ slug }) => slug))].sort().map((value) => ({ value }));
  const page = `https://vercel.com/marketplace/${integration.startsWith("oac_") ? "" : integration}`;
  return {
    code: "integration-not-installed",
    path: "integration",
    problem: `"${integration}" is not installed in ${teamOf(request)}`,
    given: integration,
    options: installed,
    optionsLabel: "Installed",
    // A typing error has no page in the Marketplace.
    ...(didYouMean(installed, integration) === undefined
      ? { nextStep: `Install it at ${page}, then run \`pulumi preview\` again.` }
      : {}),
  };
}

function externalIssue({ id, slug }: Configuration, request: InstallationRequest): ValidationIssue {
  return {
    code: "installation-external",
    path: request.integrationConfigurationId === undefined ? "integration" : "integrationConfigurationId",
    problem: `the installation ${id} of ${slug} in ${teamOf(request)} is not from the Marketplace, so it cannot have stores`,
    nextStep: `Install ${slug} from the Marketplace, if it is listed there: https://vercel.com/marketplace/${slug}`,
  };
}

function notReadyIssue(configuration: Configuration, path: string, request: InstallationRequest): ValidationIssue {
  const state = configuration.disabledAt ? "disabled" : (configuration.status ?? "not ready");
  return {
    code: "installation-not-ready",
    path,
    problem: `the installation ${configuration.id} of ${configuration.slug} in ${teamOf(request)} is ${state} and accepts no new stores`,
    nextStep: "Re-enable it in the team's integration settings on Vercel, then run `pulumi preview` again.",
  };
}

function isOf(configuration: Configuration, integration: string): boolean {
  return configuration.slug === integration || configuration.integrationId === integration;
}

function toOption({ id, slug, createdAt }: Configuration): Option {
  const date = createdAt === undefined ? "" : `, installed ${new Date(createdAt).toISOString().slice(0, 10)}`;
  return { value: id, label: `${slug}${date}` };
}

function teamOf({ team, teamSlug }: InstallationRequest): string {
  return formatTeam(teamSlug ?? team);
}
