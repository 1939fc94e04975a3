// From inputs to what they stand for: asked of the account's catalogue, and put beside the arguments.

import type { Session } from "../../account/session";
import type { ResolvedFields, StoreInputs } from "../../contract/integration-store";
import { containsUnknown } from "../../contract/unknown";
import { type Resolved, resolveStore, type StoreResolution } from "../../discovery/resolve";

/** Resolves the inputs by the account's catalogue. */
export function askFor(session: Session, inputs: StoreInputs & { planIsKept?: boolean }): Promise<Resolved> {
  const team = inputs.teamId ?? session.account.team;
  return resolveStore(session.catalogue, { ...inputs, ...(team === undefined ? {} : { team }) });
}

/** The inputs with the ids, and with the plan, that they were resolved to. */
export function withResolution(inputs: StoreInputs, resolution: StoreResolution, session: Session): StoreInputs {
  const { installation, product, plan } = resolution;
  const team = inputs.teamId ?? session.account.team;
  const teamId = resolution.teamId ?? inputs.teamId;
  const resolved: ResolvedFields = {
    ...(installation && { integrationId: installation.integrationId, integrationSlug: installation.integrationSlug }),
    ...(team !== undefined && team !== teamId && !containsUnknown(team) && { teamSlug: team }),
    ...(product && { productId: product.id, productSlug: product.slug }),
    ...(plan && { billingPlan: plan }),
  };
  return {
    ...inputs,
    ...resolved,
    ...(installation && { integrationConfigurationId: installation.id }),
    ...(teamId !== undefined && { teamId }),
  };
}
