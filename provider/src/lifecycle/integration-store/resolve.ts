// Resolves inputs by the account's catalogue: to the ids of installation, product and team, and to the plan.

import { slugAmong } from "../../account/teams";
import type { StoreArgumentName, StoreInputs } from "../../contract/integration-store";
import { containsUnknown, omitUndefined } from "../../contract/values";
import { resolveStore, type StoreResolution } from "../../discovery/resolve";
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
  olds: StoreInputs | undefined,
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

async function resolve(context: Context, inputs: StoreInputs & { keepsPlan?: boolean }): Promise<Resolved> {
  const session = context.session();
  const team = session.teamOf(inputs.teamId);
  const warn = (warning: string) => context.preflight.warnOnce(warning, warning);
  const resolution = await resolveStore(session.catalogue, { ...inputs, ...omitUndefined({ team }) }, warn);
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
