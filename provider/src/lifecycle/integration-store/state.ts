// The state of a store: the checked inputs under their own keys, and what the API returns. And how both compare.
import { randomBytes } from "node:crypto";
import type { Session } from "../../account/session";
import { formatNames } from "../../contract/computed-outputs";
import {
  DEFAULT_TIMEOUT_SECONDS,
  type Metadata,
  noteNames,
  RETAIN_KEY,
  type ResolvedFields,
  resolvedFieldNames,
  type ServerForm,
  STATE_VERSION,
  type StoreArgumentName,
  type StoreFacts,
  type StoreInputs,
  type StoreNotes,
  type StoreState,
  storeArgumentNames,
  storeOutputNames,
  storeSpecs,
  timeoutSeconds,
} from "../../contract/integration-store";
import { containsUnknown, isSame, isSameNormalized, isUnknown, omitUndefined, pick } from "../../contract/values";
import { billingPlan } from "../../discovery/resolve";
import type { Store } from "../../vercel/api/stores";
import { invalidatedBy } from "../core/compare";
import { unknownFields } from "../core/newer-state";

/** Whether nothing is left to do for the store of this state. */
export function isSettled(state: StoreState): boolean {
  return isComplete(state) && state.unreadSecrets === undefined && state.doubtful !== true;
}

/** Whether the store was available once: its creation ended, whatever its status is now. */
export function isComplete({ secrets }: Carried): boolean {
  return secrets !== undefined;
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

/** Fields that a new state copies from the old one: secret values, notes, and fields of a newer version. */
export type Carried = { [Name in keyof CarriedFields]?: CarriedFields[Name] | undefined };
type CarriedFields = StoreNotes & Pick<StoreFacts, "secrets">;

/** A state of this version. */
export function toState(
  inputs: StoreInputs,
  facts: StoreFacts,
  carried: Carried,
  stateVersion = STATE_VERSION,
): StoreState {
  const { [RETAIN_KEY]: _, ...outputs } = inputs;
  return { ...omitUndefined(carried), ...outputs, ...facts, stateVersion };
}

/** The fields that the next state of a managed store copies from this one. Adds an owner token if there is none. */
export function carriedIn(state: StoreState): Carried {
  const { ownerToken = newOwnerToken() } = state;
  return { ...unknownFields(state, knownNames), ...pick(state, [...noteNames, "secrets"]), ownerToken };
}

/** Long enough that two resources of a stack never have the same one. */
export function newOwnerToken(): string {
  return randomBytes(6).toString("base64url");
}

const knownNames = [...storeArgumentNames, ...storeOutputNames, ...noteNames];

/** What the API returns about a store, without the values of its secrets. `known`: what a state already says. */
export async function toFacts(session: Session, store: Store, known: StoreState): Promise<StoreFacts> {
  const externalResourceId = store.externalResourceId || known.externalResourceId;
  const rotatedAt = store.secretRotationCompletedAt;
  return omitUndefined({
    // The API may return null for a status, which says nothing.
    status: store.status || known.status,
    externalResourceId,
    dashboardUrl: known.dashboardUrl ?? (await dashboardUrlOf(session, store, known)),
    ownership: store.ownership || known.ownership,
    secretRotationCompletedAt:
      rotatedAt === undefined ? known.secretRotationCompletedAt : new Date(rotatedAt).toISOString(),
    secretNames: hasNames(store)
      ? formatNames(store.secrets.map(({ name }) => name).sort())
      : (known.secretNames ?? formatNames([])),
  });
}

/** Whether a response names connection details. One without any does not say that a store has lost those it had. */
export function hasNames(store: Store): store is Store & { secrets: NonNullable<Store["secrets"]> } {
  return store.secrets !== undefined && store.secrets.length > 0;
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
 * by itself is not drift, what it never returns cannot drift, and neither has what it still returns in its own form.
 */
export function withLiveValues(inputs: StoreInputs, store: Store, form: ServerForm = {}): StoreInputs {
  const live: StoreInputs = { ...inputs };
  for (const difference of differencesFrom(store, inputs, isSame)) {
    const { argument, key, live: value } = difference;
    if (isSame(value ?? null, formOf(form, difference))) continue;
    if (argument === "name") live.name = value as string;
    if (argument === "billingPlanId") live.billingPlanId = value as string;
    if (key !== undefined && value !== undefined) live.metadata = { ...live.metadata, [key]: value } as Metadata;
  }
  const plan = store.billingPlan ? billingPlan(store.billingPlan) : undefined;
  // States of older versions do not have the scope.
  const isNewer = plan?.scope !== undefined && inputs.billingPlan?.scope === undefined;
  if (plan !== undefined && (inputs.billingPlan?.id !== plan.id || isNewer)) live.billingPlan = plan;
  return live;
}

/** The server's form of everything that the inputs set and that it returns differently; undefined if it does not. */
export function serverFormOf(inputs: StoreInputs, store: Store): ServerForm | undefined {
  const form: ServerForm = {};
  for (const { argument, key, live } of differencesFrom(store, inputs, isSame)) {
    if (argument === "name") form.name = live as string;
    if (argument === "billingPlanId") form.billingPlanId = live as string;
    if (key !== undefined) form.metadata = { ...form.metadata, [key]: live ?? null };
  }
  return Object.keys(form).length === 0 ? undefined : form;
}

function formOf(form: ServerForm, { argument, key }: LiveComparison): unknown {
  if (key !== undefined) return form.metadata?.[key];
  return argument === "name" || argument === "billingPlanId" ? form[argument] : undefined;
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

/** Where the live store is not what the inputs describe, whatever the server normalizes. */
export function liveDifferences(live: Store, inputs: StoreInputs): LiveComparison[] {
  return differencesFrom(live, inputs, isSameNormalized);
}

function differencesFrom(live: Store, inputs: StoreInputs, isSameMetadata: typeof isSame): LiveComparison[] {
  return compareWithLive(live, inputs, isSameMetadata).filter(({ equal }) => !equal);
}

/**
 * Every known value that inputs set, compared with the live one. The API does not return the other arguments, and may
 * omit the id of a product.
 */
export function compareWithLive(
  live: Store,
  inputs: StoreInputs,
  isSameMetadata: typeof isSame = isSameNormalized,
): LiveComparison[] {
  const { product, billingPlan: plan } = live;
  const { integrationConfigurationId, productId, productSlug, name, billingPlanId } = inputs;
  const rows: Omit<LiveComparison, "equal">[] = [
    {
      argument: "integrationConfigurationId",
      live: product?.integrationConfigurationId,
      expected: integrationConfigurationId,
    },
    product?.id === undefined
      ? { argument: "product", live: product?.slug, expected: productSlug }
      : { argument: "product", live: product.id, expected: productId },
    { argument: "name", live: live.name || undefined, expected: name },
    { argument: "billingPlanId", live: plan?.id, expected: billingPlanId },
  ];
  const known = rows.filter((row) => row.live !== undefined && row.expected !== undefined);
  return [
    ...known.map((row) => ({ ...row, equal: isSame(row.live, row.expected) })),
    ...metadataRows(live, inputs).map((row) => ({ ...row, equal: isSameMetadata(row.live, row.expected) })),
  ].filter(({ expected }) => !containsUnknown(expected));
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
