// The state of a store: the checked inputs under their own keys, and what the API returns. And how both compare.
import type { Session } from "../../account/session";
import {
  AVAILABLE,
  DEFAULT_TIMEOUT_SECONDS,
  type Metadata,
  type ResolvedFields,
  resolvedFieldNames,
  STATE_VERSION,
  type StoreArgumentName,
  type StoreFacts,
  type StoreInputs,
  type StoreState,
  storeArgumentNames,
  storeSpecs,
  timeoutSeconds,
} from "../../contract/integration-store";
import { containsUnknown, isSame, isUnknown, omitUndefined, pick } from "../../contract/values";
import { billingPlan } from "../../discovery/resolve";
import type { Store } from "../../vercel/api/stores";
import { invalidatedBy } from "../core/compare";

/** Whether nothing is left to do for the store of this state. */
export function isSettled({ status, secrets }: StoreState): boolean {
  return status === AVAILABLE && secrets !== undefined;
}

/** A store in messages: its name and its id. */
export function formatLabel({ name = "the store" }: StoreInputs, id: string): string {
  return `${name} (${id})`;
}

/** How many seconds a program allows for an operation. */
export function timeoutOf(operation: "create" | "delete", { timeouts }: StoreInputs): number {
  const seconds = timeoutSeconds(timeouts)[operation];
  return typeof seconds === "number" ? seconds : DEFAULT_TIMEOUT_SECONDS;
}

/** A state of this version. */
export function toState(inputs: StoreInputs, facts: StoreFacts, secrets?: StoreState["secrets"]): StoreState {
  return { ...inputs, ...facts, ...omitUndefined({ secrets }), stateVersion: STATE_VERSION };
}

/** What the API returns about a store, without the values of its secrets. `known`: what a state already says. */
export async function toFacts(session: Session, store: Store, known: StoreState): Promise<StoreFacts> {
  return omitUndefined({
    status: store.status || undefined,
    externalResourceId: store.externalResourceId || undefined,
    dashboardUrl: known.dashboardUrl ?? (await dashboardUrlOf(session, store, known)),
    secretNames: store.secrets?.map(({ name }) => name).sort() ?? known.secretNames ?? [],
  });
}

/** The inputs in a state, without what the server added. */
export function inputsIn(state: StoreState): StoreInputs {
  return { ...pick(state, storeArgumentNames), ...resolvedFieldsIn(state) };
}

/** The resolved fields that a change of these arguments leaves valid. */
export function resolvedFieldsIn(state: StoreInputs = {}, changed: readonly StoreArgumentName[] = []): ResolvedFields {
  const invalid = invalidatedBy<StoreArgumentName>(storeSpecs, changed);
  return pick(
    state,
    resolvedFieldNames.filter((field) => !invalid.has(field)),
  );
}

/** The inputs of a store that is read for the first time: what a program would say to get it. */
export function inputsFromStore(store: Store, teamId: string | undefined): StoreInputs {
  const { product, name, metadata } = store;
  return omitUndefined({
    integration: product?.integration?.slug,
    integrationId: product?.integration?.id,
    integrationSlug: product?.integration?.slug,
    integrationConfigurationId: product?.integrationConfigurationId,
    product: product?.slug,
    productId: product?.id,
    productSlug: product?.slug,
    name: name || undefined,
    metadata: (metadata ?? undefined) as Metadata | undefined,
    billingPlan: store.billingPlan ? billingPlan(store.billingPlan) : undefined,
    teamId,
  });
}

/** The inputs with what the store decides where the program leaves it open. */
export function withStoreValues<Inputs extends StoreInputs>(inputs: Inputs, store: Store): Inputs {
  return {
    ...inputs,
    ...(inputs.name === undefined && store.name ? { name: store.name } : {}),
    ...(store.billingPlan ? { billingPlan: billingPlan(store.billingPlan) } : {}),
  };
}

/**
 * The inputs with the live values where these differ. Only keys that the inputs have are touched: what the server adds
 * by itself is not drift, and what it never returns cannot drift.
 */
export function withLiveValues(inputs: StoreInputs, store: Store): StoreInputs {
  const live: StoreInputs = { ...inputs };
  for (const { argument, key, live: value } of liveDifferences(store, inputs)) {
    if (argument === "name") live.name = value as string;
    if (argument === "billingPlanId") live.billingPlanId = value as string;
    if (key !== undefined && value !== undefined) live.metadata = { ...live.metadata, [key]: value } as Metadata;
  }
  if (store.billingPlan && inputs.billingPlan?.id !== store.billingPlan.id) {
    live.billingPlan = billingPlan(store.billingPlan);
  }
  return live;
}

/** A value that inputs set, and the live value beside it. */
export interface LiveComparison {
  argument: "integrationConfigurationId" | "product" | "name" | "billingPlanId" | "metadata";
  /** The key of a metadata property. */
  key?: string;
  live: unknown;
  expected: unknown;
  equal: boolean;
}

/** Where the live store differs from inputs: only keys that the inputs set and whose live value is known. */
export function liveDifferences(live: Store, inputs: StoreInputs): LiveComparison[] {
  return compareWithLive(live, inputs).filter(({ equal }) => !equal);
}

/** Every known value that inputs set, compared with the live one. The API does not return the other arguments. */
export function compareWithLive(live: Store, inputs: StoreInputs): LiveComparison[] {
  const { product, billingPlan: plan } = live;
  const { integrationConfigurationId, productId, name, billingPlanId } = inputs;
  const rows: Omit<LiveComparison, "equal">[] = [
    {
      argument: "integrationConfigurationId",
      live: product?.integrationConfigurationId,
      expected: integrationConfigurationId,
    },
    { argument: "product", live: product?.id, expected: productId },
    { argument: "name", live: live.name || undefined, expected: name },
    { argument: "billingPlanId", live: plan?.id, expected: billingPlanId },
  ];
  const known = rows.filter((row) => row.live !== undefined && row.expected !== undefined);
  return [...known, ...metadataRows(live, inputs)]
    .filter(({ expected }) => !containsUnknown(expected))
    .map((row) => ({ ...row, equal: isSame(row.live, row.expected) }));
}

/** A response may omit the metadata: then nothing is known about it. A key that it lacks is a difference. */
function metadataRows({ metadata: live }: Store, { metadata }: StoreInputs): Omit<LiveComparison, "equal">[] {
  if (!live || isUnknown(metadata)) return [];
  return Object.entries(metadata ?? {}).map(([key, value]) => ({
    argument: "metadata",
    key,
    live: live[key],
    expected: value,
  }));
}

async function dashboardUrlOf(
  session: Session,
  store: Store,
  { teamId, teamSlug }: StoreState,
): Promise<string | undefined> {
  if (teamId === undefined) return undefined;
  const team = teamSlug ?? (await session.teams.slugOf(teamId)) ?? teamId;
  return `https://vercel.com/${team}/~/stores/integration/${store.id}`;
}
