// The state of a store: the checked inputs under their own keys, and what the server says of it.

import type { Session } from "../../account/session";
import {
  type Metadata,
  STATE_VERSION,
  type StoreFacts,
  type StoreInputs,
  type StoreState,
} from "../../contract/integration-store";
import { storeArgumentNames } from "../../contract/store-arguments";
import { isSame } from "../../contract/values";
import { billingPlan } from "../../discovery/resolve";
import type { Store } from "../../vercel/schemas";
import { keepResolved } from "./stickiness";

/** The status of a store that can be used. */
export const READY = "available";

/** Whether nothing is left to be done for the store of this state. */
export function isSettled({ status, secrets }: StoreState): boolean {
  return status === READY && secrets !== undefined;
}

/** The inputs that a state echoes, without what the server added. */
export function inputsOf(state: StoreState): StoreInputs {
  const echoed = storeArgumentNames.filter((name) => state[name] !== undefined).map((name) => [name, state[name]]);
  return { ...Object.fromEntries(echoed), ...keepResolved(state) };
}

/** What the server says of a store, without the values of its secrets. */
export async function factsOf(store: Store, known: StoreState, session: Session): Promise<StoreFacts> {
  const dashboardUrl = known.dashboardUrl ?? (await pageOf(store, known, session));
  return {
    ...(store.status ? { status: store.status } : {}),
    ...(store.externalResourceId ? { externalResourceId: store.externalResourceId } : {}),
    ...(dashboardUrl === undefined ? {} : { dashboardUrl }),
    secretNames: store.secrets?.map(({ name }) => name).sort() ?? known.secretNames ?? [],
  };
}

async function pageOf(store: Store, { teamId, teamSlug }: StoreState, session: Session): Promise<string | undefined> {
  if (teamId === undefined) return undefined;
  return `https://vercel.com/${teamSlug ?? (await session.teamSlug(teamId))}/~/stores/integration/${store.id}`;
}

/** A state of this version. */
export function stateOf(inputs: StoreInputs, facts: StoreFacts, secrets?: Record<string, string>): StoreState {
  return { ...inputs, ...facts, ...(secrets === undefined ? {} : { secrets }), stateVersion: STATE_VERSION };
}

/**
 * Inputs with what the server says wherever it says something else. Only keys that the inputs have are touched: what
 * the server adds on its own is no drift, and what it never returns cannot drift.
 */
export function withLiveValues(inputs: StoreInputs, store: Store): StoreInputs {
  const live: StoreInputs = { ...inputs };
  if (inputs.name !== undefined && store.name) live.name = store.name;
  if (inputs.metadata !== undefined && store.metadata) live.metadata = liveMetadata(inputs.metadata, store.metadata);
  if (store.billingPlan) {
    const plan = billingPlan(store.billingPlan);
    if (inputs.billingPlanId !== undefined) live.billingPlanId = plan.id;
    if (inputs.billingPlan?.id !== plan.id) live.billingPlan = plan;
  }
  return live;
}

/** The inputs of a store that is read for the first time: what a program would say to get it. */
export function inputsFromStore(store: Store, teamId: string | undefined): StoreInputs {
  const { product } = store;
  return {
    ...(product?.integration && {
      integration: product.integration.slug,
      integrationId: product.integration.id,
      integrationSlug: product.integration.slug,
    }),
    ...(product?.integrationConfigurationId && { integrationConfigurationId: product.integrationConfigurationId }),
    ...(product?.slug && { product: product.slug, productSlug: product.slug }),
    ...(product?.id && { productId: product.id }),
    ...(store.name && { name: store.name }),
    ...(store.metadata && { metadata: store.metadata as Metadata }),
    ...(store.billingPlan && { billingPlan: billingPlan(store.billingPlan) }),
    ...(teamId && { teamId }),
  };
}

function liveMetadata(told: Metadata, live: Record<string, unknown>): Metadata {
  const entries = Object.entries(told).map(([key, value]) => {
    const other = live[key];
    return [key, other === undefined || isSame(other, value) ? value : other];
  });
  return Object.fromEntries(entries) as Metadata;
}
