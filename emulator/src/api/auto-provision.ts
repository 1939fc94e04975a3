// POST /v1/integrations/integration/:integration/marketplace/auto-provision/:product creates a store, and installs its
// integration if the terms were accepted. What it cannot do is a 422 with a page for a browser.
import type { Installation, Team } from "../seed/accounts.js";
import type { Metadata, Partner, Product } from "../seed/types.js";
import { storeJson } from "../serializers/store.js";
import { findIntegration, findProduct } from "../state/lookup.js";
import type { ServerState, StoredStore } from "../state/world.js";
import { createUniquelyNamed, requireReady, requireUniqueName, sourceSchema } from "./create-store.js";
import { ApiError, notFound } from "./errors.js";
import type { Commit, TeamRequest } from "./handler.js";
import {
  type AcceptedPolicies,
  install,
  installationsOf,
  needsBrowser,
  policiesSchema,
  requiredPolicies,
  requireInstallable,
} from "./install.js";
import { type JsonSchema, requireValid } from "./json-schema.js";
import { completeMetadata, validateMetadata, validatePaidOnly } from "./metadata.js";
import { choosePlan } from "./plans.js";

interface ProvisionBody {
  name: string;
  metadata?: Metadata;
  acceptedPolicies?: AcceptedPolicies;
  source?: string;
  billingPlanId?: string;
  installationId?: string;
  installationMetadata?: Metadata;
}

const name: JsonSchema = { type: "string", minLength: 1, maxLength: 128 };

/** One report: without a name the answer is a 400, with one it is a 403, if the caller lacks the permission. */
export const nameSchema: JsonSchema = { type: "object", required: ["name"], properties: { name } };

const bodySchema: JsonSchema = {
  ...nameSchema,
  additionalProperties: false,
  properties: {
    name,
    metadata: { type: "object" },
    acceptedPolicies: policiesSchema,
    source: sourceSchema,
    billingPlanId: { type: "string" },
    installationId: { type: "string" },
    installationMetadata: { type: "object" },
  },
};

export function autoProvision(request: TeamRequest, state: ServerState): Commit {
  const { team, params } = request;
  const { world, behaviour } = state;
  requireValid(bodySchema, request.body);
  const body = request.body as ProvisionBody;
  const partner = findIntegration(world, params.integration ?? "");
  if (!partner) throw notFound("integration", params.integration ?? "");
  const product = findProduct(partner, params.product ?? "");
  if (!product) throw notFound("integration product", params.product ?? "");
  const offer = { team, partner, product };

  const installed = chooseInstallation(offer, body, installationsOf(partner, request, world));
  if (installed) requireReady(installed);
  else requireAccepted(offer, body, state);
  const metadata = completeMetadata(product.metadataSchema, body.metadata ?? {});
  const { installationMetadata = {} } = body;
  requireMetadata(offer, () => {
    validateMetadata(product.metadataSchema, metadata, behaviour);
    if (!installed && partner.metadataSchema)
      validateMetadata(partner.metadataSchema, installationMetadata, behaviour, "installationMetadata");
  });
  const plan = choosePlan(product, metadata, { ...body, team, ...(installed ? { installation: installed } : {}) });
  requireMetadata(offer, () => validatePaidOnly(product.metadataSchema, metadata, plan));

  return () => {
    // Another request may have installed it since.
    const existing = installed ?? installationsOf(partner, request, world)[0];
    // First, so that a name that is taken installs nothing.
    requireUniqueName(body.name, existing ?? { id: "", teamId: team.id }, state);
    const installation =
      existing ??
      install(partner, request, state, {
        source: body.source ?? "marketplace",
        ...(partner.metadataSchema ? { metadata: installationMetadata } : {}),
      });
    const store = createUniquelyNamed(state, installation, product, { ...body, metadata, plan });
    return { status: 201, body: provisionedJson(state, offer, store) };
  };
}

interface Offer {
  team: Team;
  partner: Partner;
  product: Product;
}

/** Undefined if there is none yet. */
function chooseInstallation(
  offer: Offer,
  { installationId }: ProvisionBody,
  installations: Installation[],
): Installation | undefined {
  if (installationId !== undefined) {
    const chosen = installations.find(({ id }) => id === installationId);
    if (!chosen) throw notFound("integration configuration", installationId);
    return chosen;
  }
  if (installations.length > 1)
    throw new BrowserNeededError(offer, {
      kind: "unknown",
      reason: "multiple_installations",
      error_message: "Choose one of the installations",
      installations: installations.map(({ id, type, status }) => ({ id, type, status })),
    });
  return installations[0];
}

function requireAccepted(offer: Offer, { acceptedPolicies = {} }: ProvisionBody, state: ServerState): void {
  requireInstallable(offer.partner);
  const isAccepted = requiredPolicies(offer.partner).every((policy) => acceptedPolicies[policy] !== undefined);
  if (isAccepted && !needsBrowser(offer.partner, state)) return;
  throw new BrowserNeededError(offer, { kind: "install", error_message: "The terms have not been accepted" });
}

function requireMetadata(offer: Offer, validate: () => void): void {
  try {
    validate();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new BrowserNeededError(offer, {
      kind: "metadata",
      reason: "invalid_metadata_schema",
      error_message: error.message,
    });
  }
}

/** The fields are at the top of the body, as the official client reads them. */
class BrowserNeededError extends ApiError {
  constructor(
    private readonly offer: Offer,
    private readonly problem: { kind: string; reason?: string; error_message: string; installations?: object[] },
  ) {
    super(422, problem.kind, problem.error_message);
  }

  override get body() {
    const { team, partner, product } = this.offer;
    const page = this.problem.kind === "install" ? "accept-terms" : "checkout";
    const url = `https://vercel.com/${team.slug}/~/integrations/${page}/${partner.slug}`;
    return { ...this.problem, url, integration: summary(partner), product: summary(product) };
  }
}

function provisionedJson(state: ServerState, { partner, product }: Offer, store: StoredStore) {
  const { id, externalResourceId, name, status, ownership } = storeJson(state, store);
  return {
    kind: "provisioned",
    integration: summary(partner),
    product: summary(product),
    installation: { id: store.integrationConfigurationId },
    resource: {
      id,
      externalResourceId,
      name,
      status,
      ownership,
      secretKeys: store.secrets.map((secret) => secret.name),
    },
    billingPlan: store.billingPlan,
  };
}

const summary = ({ id, slug, name }: Partner | Product) => ({ id, slug, name });
