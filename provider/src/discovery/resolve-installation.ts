// The installation of a store: the one that is named, or the team's only ready one of the integration.
import { formatTeam, teamOfOwner } from "../contract/team-reference";
import type { Option, ValidationIssue } from "../contract/validation-issue";
import { didYouMean, ValidationError } from "../errors/validation-error";
import type { Configuration } from "../vercel/api/integrations";

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
  /** How a person knows the team, if its id was resolved before. */
  teamSlug?: string;
}

/** States in which an installation accepts new stores. The API omits the state of older ones: those are ready. */
const readyStates: readonly string[] = ["ready", "resumed"];

/** @throws {@link ValidationError} with the installations that the team has */
export function resolveInstallation(all: readonly Configuration[], request: InstallationRequest): Installation {
  const present = all.filter(({ deletedAt, status }) => !deletedAt && status !== "uninstalled");
  const { integration, integrationConfigurationId } = request;
  const offered = present.filter(isFromMarketplace);
  const external = present.find(
    (configuration) => !isFromMarketplace(configuration) && isMeant(configuration, request),
  );
  if (external !== undefined && !offered.some((configuration) => isMeant(configuration, request))) {
    throw new ValidationError([externalIssue(external, request)]);
  }
  return integrationConfigurationId === undefined
    ? byIntegration(offered, integration ?? "", request)
    : byId(offered, integrationConfigurationId, request);
}

/** Whether an installation can have stores. The API omits the type of older ones. */
export function isFromMarketplace({ installationType }: Configuration): boolean {
  return installationType !== "external";
}

/** Whether an installation accepts new stores. */
export function isReady({ status, disabledAt }: Configuration): boolean {
  return !disabledAt && (status === undefined || status === null || readyStates.includes(status));
}

function byId(present: readonly Configuration[], id: string, request: InstallationRequest): Installation {
  const path = "integrationConfigurationId";
  const named = present.find((configuration) => configuration.id === id);
  if (named === undefined) {
    throw new ValidationError([
      {
        code: "installation-not-found",
        path,
        problem: `"${id}" is not a Marketplace installation of ${teamOf(request)}`,
        given: id,
        options: present.map(toOption),
        optionsLabel: "Its installations",
        ...(present.length === 0 ? { nextStep: "Install the integration at https://vercel.com/marketplace." } : {}),
      },
    ]);
  }
  const { integration } = request;
  if (integration !== undefined && !isOf(named, integration)) {
    throw new ValidationError([
      {
        code: "argument-conflict",
        path,
        problem: `${id} is an installation of ${named.slug}, not of ${integration}`,
        nextStep: "Make integration and integrationConfigurationId match, or remove one.",
      },
    ]);
  }
  if (!isReady(named)) throw new ValidationError([notReadyIssue(named, path, request)]);
  return toInstallation(named);
}

function byIntegration(
  present: readonly Configuration[],
  integration: string,
  request: InstallationRequest,
): Installation {
  const candidates = present.filter((configuration) => isOf(configuration, integration));
  const ready = candidates.filter(isReady);
  const [only] = ready;
  if (only !== undefined && ready.length === 1) return toInstallation(only);
  if (ready.length > 1) {
    throw new ValidationError([
      {
        code: "installation-ambiguous",
        path: "integrationConfigurationId",
        problem: `${teamOf(request)} has ${ready.length} installations of ${integration}`,
        options: ready.map(toOption),
        optionsLabel: "Set integrationConfigurationId to one of",
      },
    ]);
  }
  const [notReady] = candidates;
  if (notReady !== undefined) throw new ValidationError([notReadyIssue(notReady, "integration", request)]);
  throw new ValidationError([notInstalledIssue(present, integration, request)]);
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

function isMeant(configuration: Configuration, request: InstallationRequest): boolean {
  const { integration, integrationConfigurationId } = request;
  return integrationConfigurationId === undefined
    ? isOf(configuration, integration ?? "")
    : configuration.id === integrationConfigurationId;
}

function isOf(configuration: Configuration, integration: string): boolean {
  return configuration.slug === integration || configuration.integrationId === integration;
}

function toInstallation({ id, integrationId, slug, teamId, ownerId }: Configuration): Installation {
  return { id, integrationId, integrationSlug: slug, teamId: teamId ?? teamOfOwner(ownerId) };
}

function toOption({ id, slug, createdAt }: Configuration): Option {
  const date = createdAt === undefined ? "" : `, installed ${new Date(createdAt).toISOString().slice(0, 10)}`;
  return { value: id, label: `${slug}${date}` };
}

function teamOf({ team, teamSlug }: InstallationRequest): string {
  return formatTeam(teamSlug ?? team);
}
