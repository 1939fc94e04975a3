// POST /v1/storage/stores/integration/direct: the creation of a store, free or paid, in one request.

import type { Installation } from "../seed/accounts.js";
import type { Metadata, Product } from "../seed/types.js";
import { storeJson } from "../serializers/store.js";
import { findProduct } from "../state/lookup.js";
import type { StoredStore } from "../state/world.js";
import { choosePlan, type PlanWish } from "./choose-plan.js";
import { badRequest, conflict, forbidden, notFound } from "./errors.js";
import { type Commit, ok, type TeamCall } from "./handler.js";
import { firstError, type Schema } from "./json-schema.js";
import { checkMetadata, checkPaidOnly, storedMetadata } from "./metadata.js";

interface CreateBody extends PlanWish {
  name: string;
  integrationConfigurationId: string;
  integrationProductIdOrSlug: string;
  metadata?: Metadata;
  externalId?: string;
  protocolSettings?: Record<string, unknown>;
  source?: string;
}

const bodySchema = {
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
    source: {
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
    },
    billingPlanId: { type: "string" },
    paymentMethodId: { type: "string" },
    prepaymentAmountCents: { type: "number", minimum: 50 },
  },
} satisfies Schema;

export function createStore(call: TeamCall): Commit {
  const body = parseBody(call.body);
  const installation = installationFor(call, body.integrationConfigurationId);
  const product = productFor(call, installation, body.integrationProductIdOrSlug);
  const metadata = body.metadata ?? {};
  checkMetadata(product.metadataSchema, metadata, call.behaviour);
  const plan = choosePlan(product, metadata, call.team, body);
  checkPaidOnly(product.metadataSchema, metadata, plan);

  return () => {
    const seen = seenBefore(call, body);
    if (seen) return ok({ store: storeJson(call.world, seen) });
    refuseDuplicate(call, body);
    const store = call.stores.create(
      {
        name: body.name,
        teamId: call.team.id,
        integrationConfigurationId: installation.id,
        integrationId: installation.integrationId,
        productId: product.id,
        metadata: storedMetadata(product, metadata, call.behaviour),
        billingPlan: structuredClone(plan),
        source: body.source ?? "marketplace",
        ...optional(body),
      },
      "api",
    );
    return ok({ store: storeJson(call.world, store) });
  };
}

function parseBody(body: unknown): CreateBody {
  const message = firstError(bodySchema, body ?? {});
  if (message !== undefined) throw badRequest(message);
  return body as CreateBody;
}

/**
 * An installation that is suspended, or not ready for another reason, is answered with 403, not 400: nothing is wrong
 * with the request, and the same one passes once the partner has lifted the reason.
 */
function installationFor(call: TeamCall, id: string): Installation {
  const installation = call.world.installations.find((one) => one.id === id && one.teamId === call.team.id);
  if (!installation) throw notFound("integration configuration", id);
  if (installation.status !== "ready" && installation.status !== "resumed")
    throw forbidden(`The integration installation is not ready (${installation.status})`);
  return installation;
}

function productFor({ world }: TeamCall, installation: Installation, idOrSlug: string): Product {
  const partner = world.partners.find(({ id }) => id === installation.integrationId);
  const product = partner && findProduct(partner, idOrSlug);
  if (!product) throw notFound("integration product", idOrSlug);
  return product;
}

function seenBefore({ world, behaviour }: TeamCall, body: CreateBody): StoredStore | undefined {
  if (!behaviour.dedupeByExternalId || body.externalId === undefined) return undefined;
  return world.stores.find(
    ({ externalId, integrationConfigurationId }) =>
      externalId === body.externalId && integrationConfigurationId === body.integrationConfigurationId,
  );
}

function refuseDuplicate({ world, behaviour }: TeamCall, body: CreateBody): void {
  if (behaviour.duplicateNames === "allow") return;
  const twin = world.stores.some(
    ({ name, integrationConfigurationId }) =>
      name === body.name && integrationConfigurationId === body.integrationConfigurationId,
  );
  if (twin) throw conflict(`A store with the name ${body.name} already exists`);
}

function optional(body: CreateBody): Partial<StoredStore> {
  return {
    ...(body.externalId === undefined ? {} : { externalId: body.externalId }),
    ...(body.protocolSettings === undefined ? {} : { protocolSettings: body.protocolSettings }),
    ...(body.paymentMethodId === undefined ? {} : { paymentMethodId: body.paymentMethodId }),
    ...(body.prepaymentAmountCents === undefined ? {} : { prepaymentAmountCents: body.prepaymentAmountCents }),
  };
}
