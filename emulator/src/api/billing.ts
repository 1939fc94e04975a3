// Prepaid plans: the balances of an installation, and thresholds below which credits are bought.
import type { Threshold } from "../seed/accounts.js";
import type { BillingPlan } from "../seed/types.js";
import type { ServerState } from "../state/world.js";
import { badRequest } from "./errors.js";
import { type Commit, ok, type TeamRequest } from "./handler.js";
import { requireInstallation } from "./installations.js";
import { type JsonSchema, requireValid } from "./json-schema.js";
import { parseMetadata, requireAmount } from "./plans.js";
import { storeOfInstallation } from "./stores.js";

const amount: JsonSchema = { type: "integer", minimum: 0 };

const thresholdSchema: JsonSchema = {
  type: "object",
  required: ["billingPlanId", "minimumAmountInCents", "purchaseAmountInCents"],
  additionalProperties: false,
  properties: {
    billingPlanId: { type: "string" },
    minimumAmountInCents: amount,
    purchaseAmountInCents: amount,
    maximumAmountPerPeriodInCents: amount,
    metadata: { type: "string" },
  },
};

/** A store is named by its id at the partner, and credits of the whole installation by none. */
export function readBalance(request: TeamRequest, { world }: ServerState): Commit {
  requireInstallation(request, world);
  return () => {
    const installation = requireInstallation(request, world);
    const stores = world.stores.filter(({ integrationConfigurationId: id }) => id === installation.id);
    const accounts = [
      { prepaid: installation.prepaid },
      ...stores.map(({ externalResourceId, prepaid }) => ({ resourceId: externalResourceId, prepaid })),
    ].flatMap(({ prepaid, ...of }) => (prepaid ? [{ of, prepaid }] : []));
    return ok({
      balances: accounts.map(({ of, prepaid }) => ({ ...of, currencyValueInCents: prepaid.balance })),
      thresholds: accounts.flatMap(({ of, prepaid: { threshold } }) => (threshold ? [{ ...of, ...threshold }] : [])),
    });
  };
}

export function setThreshold(request: TeamRequest, state: ServerState): Commit {
  requireValid(thresholdSchema, request.body ?? {});
  const threshold = request.body as Threshold;
  const findStore = () => {
    requireInstallation(request, state.world);
    const store = storeOfInstallation(request, state);
    requireThreshold(threshold, [store.billingPlan], "resource");
    return store;
  };
  findStore();
  return () => {
    const store = findStore();
    store.prepaid = { balance: 0, ...store.prepaid, threshold };
    return ok({ resourceId: store.externalResourceId, ...threshold });
  };
}

/** The threshold of the whole installation. The body is a list; the last one holds. */
export function setInstallationThreshold(request: TeamRequest, { world }: ServerState): Commit {
  requireValid({ type: "array", minItems: 1, items: thresholdSchema }, request.body);
  const thresholds = request.body as Threshold[];
  const findInstallation = () => {
    const installation = requireInstallation(request, world);
    const partner = world.partners.find(({ id }) => id === installation.integrationId);
    const plans = partner?.products.flatMap((product) => product.plans) ?? [];
    for (const threshold of thresholds) requireThreshold(threshold, plans, "installation");
    return installation;
  };
  findInstallation();
  return () => {
    const installation = findInstallation();
    for (const threshold of thresholds) installation.prepaid = { balance: 0, ...installation.prepaid, threshold };
    return { status: 204 };
  };
}

/** Rejects what the official client does not send. */
function requireThreshold(threshold: Threshold, plans: readonly BillingPlan[], scope: BillingPlan["scope"]): void {
  const { billingPlanId, minimumAmountInCents: minimum, purchaseAmountInCents: purchase } = threshold;
  const plan = plans.find(({ id }) => id === billingPlanId);
  if (!plan) throw badRequest(`Billing plan ${billingPlanId} not found`);
  if (plan.type !== "prepayment") throw badRequest(`Billing plan ${plan.id} is not a prepayment plan`);
  if (plan.scope !== scope) throw badRequest(`Billing plan ${plan.id} has the scope ${plan.scope}`);
  requireAmount(plan, purchase, "purchaseAmountInCents");
  if (minimum > purchase) throw badRequest(`minimumAmountInCents should be <= ${purchase}`);
  if ((threshold.maximumAmountPerPeriodInCents ?? purchase) < purchase)
    throw badRequest(`maximumAmountPerPeriodInCents should be >= ${purchase}`);
  parseMetadata(threshold.metadata);
}
