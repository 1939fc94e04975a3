// POST /v1/storage/stores/integration/direct creates a store on a free or a paid plan.
import type { Installation } from "../seed/accounts.js";
import type { BillingPlan, Metadata, Product } from "../seed/types.js";
import { storeJson } from "../serializers/store.js";
import { findProduct } from "../state/lookup.js";
import { createStore } from "../state/store-lifecycle.js";
import type { ServerState, StoredStore } from "../state/world.js";
import { conflict, forbidden, notFound } from "./errors.js";
import { type Commit, ok, type TeamRequest } from "./handler.js";
import { type JsonSchema, requireValid } from "./json-schema.js";
import { storedMetadata, validateMetadata, validatePaidOnly } from "./metadata.js";
import { choosePlan, type PlanRequest } from "./plans.js";

interface CreateBody extends PlanRequest {
  name: string;
  integrationConfigurationId: string;
  integrationProductIdOrSlug: string;
  metadata?: Metadata;
  externalId?: string;
  protocolSettings?: Record<string, unknown>;
  source?: string;
}

export const sourceSchema: JsonSchema = {
  type: "string",
  enum: [
    "marketplace",
    "deploy-button",
    "external",
    "v0",
    "resource-claims",
    "cli",
    "oauth",
    "backoffice",
    "import-recommended-integrations",
    "organization",
  ],
};

const bodySchema: JsonSchema = {
  type: "object",
  required: ["name", "integrationConfigurationId", "integrationProductIdOrSlug"],
  additionalProperties: false,
  properties: {
    name: { type: "string", maxLength: 128 },
    integrationConfigurationId: { type: "string", pattern: "^icfg_[a-zA-Z0-9]+$" },
    integrationProductIdOrSlug: {
      type: "string",
      oneOf: [{ pattern: "^iap_[a-zA-Z0-9_]+$" }, { pattern: "^[a-z0-9-]+$" }],
    },
    metadata: { type: "object" },
    externalId: { type: "string" },
    protocolSettings: { type: "object" },
    source: sourceSchema,
    billingPlanId: { type: "string" },
    paymentMethodId: { type: "string" },
    prepaymentAmountCents: { type: "number", minimum: 50 },
  },
};

export function createStoreDirect(request: TeamRequest, state: ServerState): Commit {
  const { behaviour } = state;
  const body = parseBody(request.body);
  const installation = findInstallation(request, state, body.integrationConfigurationId);
  const product = findProductOf(installation, state, body.integrationProductIdOrSlug);
  const metadata = body.metadata ?? {};
  validateMetadata(product.metadataSchema, metadata, behaviour);
  const plan = choosePlan(product, metadata, { ...body, team: request.team, installation });
  validatePaidOnly(product.metadataSchema, metadata, plan);

  return () => {
    const existing = findByExternalId(body, state);
    if (existing) return ok({ store: storeJson(state, existing) });
    const store = createUniquelyNamed(state, installation, product, { ...body, metadata, plan }, optionalFields(body));
    return ok({ store: storeJson(state, store) });
  };
}

/** What both routes do that create a store. */
export function createUniquelyNamed(
  state: ServerState,
  installation: Installation,
  product: Product,
  given: { name: string; metadata: Metadata; plan: BillingPlan; source?: string },
  optional: Partial<StoredStore> = {},
): StoredStore {
  const { behaviour } = state;
  requireUniqueName(given.name, installation, state);
  return createStore(
    state,
    {
      name: behaviour.normaliseNames === "lower-case" ? given.name.toLowerCase() : given.name,
      teamId: installation.teamId,
      integrationConfigurationId: installation.id,
      integrationId: installation.integrationId,
      productId: product.id,
      metadata: storedMetadata(product, given.metadata, behaviour),
      billingPlan: structuredClone(given.plan),
      source: given.source ?? "marketplace",
      ...optional,
    },
    "api",
  );
}

function parseBody(body: unknown): CreateBody {
  requireValid(bodySchema, body ?? {});
  return body as CreateBody;
}

/**
 * An installation that is not ready is a 403, not a 400: the request is valid and succeeds once the installation is
 * ready again. The live behaviour is unknown.
 */
export function requireReady({ status }: Installation): void {
  if (status !== "ready" && status !== "resumed")
    throw forbidden(`The integration installation is not ready (${status})`);
}

function findInstallation({ team }: TeamRequest, { world }: ServerState, id: string): Installation {
  const installation = world.installations.find((candidate) => candidate.id === id && candidate.teamId === team.id);
  if (!installation) throw notFound("integration configuration", id);
  requireReady(installation);
  return installation;
}

function findProductOf({ integrationId }: Installation, { world }: ServerState, idOrSlug: string): Product {
  const partner = world.partners.find(({ id }) => id === integrationId);
  const product = partner && findProduct(partner, idOrSlug);
  if (!product) throw notFound("integration product", idOrSlug);
  return product;
}

function findByExternalId(body: CreateBody, { world, behaviour }: ServerState): StoredStore | undefined {
  if (!behaviour.dedupeByExternalId || body.externalId === undefined) return undefined;
  return world.stores.find(
    ({ externalId, integrationConfigurationId }) =>
      externalId === body.externalId && integrationConfigurationId === body.integrationConfigurationId,
  );
}

/** `installation` may be a new one that is not in the world yet. */
export function requireUniqueName(
  name: string,
  installation: Pick<Installation, "id" | "teamId">,
  { world, behaviour }: ServerState,
): void {
  const { duplicateNames: rule } = behaviour;
  if (rule === "allow") return;
  const isTaken = world.stores.some(
    (store) =>
      store.name === name &&
      (rule === "conflict"
        ? store.teamId === installation.teamId
        : store.integrationConfigurationId === installation.id),
  );
  if (isTaken) throw conflict(`A store with the name ${name} already exists`);
}

function optionalFields(body: CreateBody): Partial<StoredStore> {
  return {
    ...(body.externalId === undefined ? {} : { externalId: body.externalId }),
    ...(body.protocolSettings === undefined ? {} : { protocolSettings: body.protocolSettings }),
    ...(body.paymentMethodId === undefined ? {} : { paymentMethodId: body.paymentMethodId }),
    ...(body.prepaymentAmountCents === undefined ? {} : { prepaymentAmountCents: body.prepaymentAmountCents }),
  };
}
