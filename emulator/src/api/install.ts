// POST /v2/integrations/integration/:integration/marketplace/install installs an integration in the team. The caller
// states when a person has accepted each document of the terms.
import type { Installation } from "../seed/accounts.js";
import type { Partner } from "../seed/types.js";
import { addInstallation } from "../state/installations.js";
import { findIntegration } from "../state/lookup.js";
import type { ServerState, World } from "../state/world.js";
import { sourceSchema } from "./create-store.js";
import { conflict, forbidden, notFound } from "./errors.js";
import { type Commit, ok, type TeamRequest } from "./handler.js";
import { type JsonSchema, requireValid } from "./json-schema.js";

/** When each document was accepted: the addendum of the Marketplace, and those of the integration. */
export type AcceptedPolicies = Partial<Record<"toc" | "privacy" | "eula", string>>;

interface InstallBody {
  acceptedPolicies: AcceptedPolicies;
  source?: string;
}

const time: JsonSchema = { type: "string", format: "date-time" };

export const policiesSchema: JsonSchema = {
  type: "object",
  additionalProperties: false,
  properties: { toc: time, privacy: time, eula: time },
};

const bodySchema: JsonSchema = {
  type: "object",
  required: ["acceptedPolicies"],
  additionalProperties: false,
  properties: { acceptedPolicies: policiesSchema, source: sourceSchema },
};

export function installIntegration(request: TeamRequest, state: ServerState): Commit {
  const { params } = request;
  requireValid(bodySchema, request.body ?? {});
  const partner = findIntegration(state.world, params.integration ?? "");
  if (!partner) throw notFound("integration", params.integration ?? "");
  const { acceptedPolicies, source = "marketplace" } = request.body as InstallBody;
  requireValid({ ...policiesSchema, required: requiredPolicies(partner) }, acceptedPolicies, "acceptedPolicies");
  requireInstallable(partner);
  if (needsBrowser(partner, state)) throw forbidden(`${partner.name} can only be installed in a browser`);
  return () => {
    if (installationsOf(partner, request, state.world).length > 0)
      throw conflict(`The integration ${partner.slug} is already installed`);
    return ok({ id: install(partner, request, state, { source }).id });
  };
}

export function install(
  partner: Partner,
  { team, user }: TeamRequest,
  { world, now }: ServerState,
  given: Partial<Installation>,
): Installation {
  return addInstallation(world, partner, { teamId: team.id, userId: user.id, createdAt: now(), ...given });
}

/** The documents that somebody must have accepted: an integration may lack one. */
export function requiredPolicies({ privacyDocUri, eulaDocUri }: Partner): (keyof AcceptedPolicies)[] {
  return ["toc", ...(privacyDocUri ? (["privacy"] as const) : []), ...(eulaDocUri ? (["eula"] as const) : [])];
}

export function requireInstallable({ slug, isMarketplace, canInstall = isMarketplace }: Partner): void {
  if (!canInstall) throw forbidden(`The integration ${slug} cannot be installed`);
}

export function needsBrowser({ requiresBrowserInstall = false }: Partner, { behaviour }: ServerState): boolean {
  return requiresBrowserInstall && behaviour.browserInstall === "required";
}

export function installationsOf(partner: Partner, { team }: TeamRequest, { installations }: World): Installation[] {
  return installations.filter(({ integrationId, teamId }) => integrationId === partner.id && teamId === team.id);
}
