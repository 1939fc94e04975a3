// Resolves inputs by the account's catalogue: to the ids of installation, product and team, and to the plan.

import { slugAmong } from "../../account/teams";
import { type StoreArgumentName, type StoreInputs, storeSpecs } from "../../contract/integration-store";
import { containsUnknown, omitUndefined } from "../../contract/values";
import { resolveStore, type StoreResolution } from "../../discovery/resolve";
import { carryOver, changedArguments } from "../core/compare";
import type { Context } from "../core/context";
import { formatPlan, formatSharedPlan } from "./messages";
import { resolvedFieldsIn } from "./state";

/** Inputs with the ids that a creation needs. */
export type ResolvedInputs = StoreInputs & { integrationConfigurationId: string; productId: string };

/**
 * Resolves changed inputs as far as their values are known, and shows warnings and the price of a paid plan. What
 * `olds` were resolved to stays valid unless a change makes it invalid.
 *
 * @throws ValidationError with every issue; VercelError or SettingsError if the API is unreachable
 */
export async function resolveChanged(
  context: Context,
  inputs: StoreInputs,
  olds: StoreInputs,
  changed: readonly StoreArgumentName[],
): Promise<StoreInputs> {
  const carried = resolvedFieldsIn(olds, changed);
  const { resolution, resolved } = await resolve(context, {
    ...carried,
    ...inputs,
    // A store that exists keeps its product and plan, whatever the partner offers now.
    ...omitUndefined({ product: inputs.product ?? carried.productId }),
    keepsPlan: inputs.billingPlanId === undefined && carried.billingPlan !== undefined,
  });
  showPrice(context, inputs, resolution);
  return { ...carried, ...inputs, ...resolved };
}

/** The changed arguments that require a new resolution. An unknown value counts as unchanged until it is known. */
export function changedForResolution(olds: StoreInputs, given: StoreInputs): StoreArgumentName[] {
  return changedArguments<StoreArgumentName>(storeSpecs, olds, given).filter(
    (name) => "invalidates" in storeSpecs[name] && !containsUnknown(given[name]),
  );
}

/**
 * Arguments whose carried-over value a change makes invalid; `invalidates` in the spec table is about resolved fields. A
 * given integrationConfigurationId decides the integration.
 */
const dependentArguments: Partial<Record<StoreArgumentName, readonly StoreArgumentName[]>> = {
  integration: ["integrationConfigurationId", "product", "billingPlanId"],
  teamId: ["integrationConfigurationId", "product", "billingPlanId"],
  integrationConfigurationId: ["integration", "product", "billingPlanId"],
  product: ["billingPlanId"],
};

/** The inputs without old values that do not fit the changed ones, unless the program gives them. */
export function withoutInvalid(
  inputs: StoreInputs,
  given: StoreInputs,
  changed: readonly StoreArgumentName[],
): StoreInputs {
  const invalid = new Set(changed.flatMap((name) => dependentArguments[name] ?? []));
  const entries = Object.entries(inputs).map(([name, value]) =>
    invalid.has(name as StoreArgumentName) ? [name, given[name as StoreArgumentName]] : [name, value],
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * Resolves the inputs of a store that is to be created. If it replaces the store of `olds`, then team, installation,
 * product, name and a paid plan stay as they were, unless the program says otherwise: without a plan the server would
 * pick a free one.
 */
export async function resolveNew(context: Context, given: StoreInputs, olds?: StoreInputs): Promise<StoreInputs> {
  const { inputs, productId, planId } = olds === undefined ? { inputs: given } : carriedOver(given, olds);
  const request = { ...inputs, ...omitUndefined({ product: inputs.product ?? productId, paidPlanId: planId }) };
  const { resolution, resolved } = await resolve(context, request);
  showPrice(context, inputs, resolution);
  const keepsPlan = planId !== undefined && resolution.paid === true;
  return { ...inputs, ...(keepsPlan ? { billingPlanId: planId } : {}), ...resolved };
}

/** `planId`: the plan of the old store, if no price tells whether it is a paid one. */
function carriedOver(
  given: StoreInputs,
  olds: StoreInputs,
): { inputs: StoreInputs; productId?: string; planId?: string } {
  const changed = changedForResolution(olds, given);
  const inputs = withoutInvalid(carryOver(storeSpecs, olds, given), given, changed);
  const { billingPlan, productId } = resolvedFieldsIn(olds, changed);
  const plan = inputs.billingPlanId === undefined ? billingPlan : undefined;
  const isPriced = plan !== undefined && plan.cost !== "";
  return {
    inputs: isPriced ? { ...inputs, billingPlanId: plan.id } : inputs,
    ...omitUndefined({ productId, planId: isPriced ? undefined : plan?.id }),
  };
}

/** The inputs as resolved; they are resolved now if check could not ask the API. */
export async function resolveInputs(context: Context, inputs: StoreInputs): Promise<ResolvedInputs> {
  if (isResolved(inputs)) return inputs;
  const { resolved } = await resolve(context, inputs);
  const complete = { ...inputs, ...resolved };
  if (!isResolved(complete)) throw new Error("An argument is still unknown although the store is being created.");
  return complete;
}

function isResolved(inputs: StoreInputs): inputs is ResolvedInputs {
  return inputs.integrationConfigurationId !== undefined && inputs.productId !== undefined;
}

interface Resolved {
  resolution: StoreResolution;
  /** The arguments and fields that the resolution decides. */
  resolved: StoreInputs;
}

async function resolve(
  context: Context,
  inputs: StoreInputs & { keepsPlan?: boolean; paidPlanId?: string },
): Promise<Resolved> {
  const session = context.session();
  const team = session.teamOf(inputs.teamId);
  const warn = (warning: string) => context.preflight.warnOnce(warning, warning);
  const resolution = await resolveStore(session, { ...inputs, ...omitUndefined({ team }) }, warn);
  return { resolution, resolved: resolvedBy(resolution, team) };
}

function resolvedBy({ installation, product, plan, teamId }: StoreResolution, team: string | undefined): StoreInputs {
  return omitUndefined({
    integrationConfigurationId: installation?.id,
    integrationId: installation?.integrationId,
    integrationSlug: installation?.integrationSlug,
    teamId,
    teamSlug: slugAmong(team),
    productId: product?.id,
    productSlug: product?.slug,
    billingPlan: plan,
  });
}

function showPrice(context: Context, inputs: StoreInputs, resolution: StoreResolution): void {
  const { plan, paid, paymentMethodRequired, installation, hasPlanOfInstallation } = resolution;
  if (inputs.name === undefined || containsUnknown(inputs.name)) return;
  if (hasPlanOfInstallation && installation) context.log.info(formatSharedPlan(inputs.name, installation.id));
  if (plan === undefined || !paid) return;
  const needsDefaultPaymentMethod = paymentMethodRequired === true && inputs.paymentMethodId === undefined;
  context.log.info(formatPlan(inputs.name, plan, needsDefaultPaymentMethod));
}
