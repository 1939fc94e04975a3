// Creating, provisioning and deleting a store. The API and the tests use the same functions.
import type { Product } from "../seed/types.js";
import { type Provisioning, provisioningFor } from "./behaviour.js";
import { countRead, isOver, startDelay } from "./delay.js";
import { alphanumeric, newExternalResourceId } from "./ids.js";
import { findProductById } from "./lookup.js";
import { addPrepayment } from "./prepaid.js";
import { newCiphertext } from "./variables.js";
import type { ServerState, StoredStore, StoreEvent } from "./world.js";

export type NewStore = Pick<
  StoredStore,
  | "name"
  | "teamId"
  | "integrationConfigurationId"
  | "integrationId"
  | "productId"
  | "metadata"
  | "billingPlan"
  | "source"
> &
  Partial<StoredStore>;

/** Creates a store. Without `provisioning`, the behaviour decides. */
export function createStore(
  state: ServerState,
  given: NewStore,
  by: StoreEvent["by"],
  provisioning?: Provisioning | null,
): StoredStore {
  const { world, behaviour, now } = state;
  const product = findProductById(world, given.productId);
  if (!product) throw new Error(`The catalogue has no product ${given.productId}.`);
  const createdAt = now();
  const values = generateSecrets(product);
  const store: StoredStore = {
    id: `${behaviour.idPrefix}${alphanumeric(16)}`,
    status: "available",
    externalResourceId: newExternalResourceId(),
    usageQuotaExceeded: false,
    projectsMetadata: [],
    ownership: product.ownership ?? "owned",
    secrets: secretsOf(product, values),
    createdAt,
    updatedAt: createdAt,
    ...(by === "api" && behaviour.storesAfter ? { hidden: startDelay(behaviour.storesAfter, createdAt) } : {}),
    ...given,
  };
  const chosen = provisioning === undefined ? provisioningFor(behaviour, product.slug, store.name) : provisioning;
  if (chosen) startProvisioning(store, chosen, createdAt);
  world.secretValues.set(store.id, values);
  world.stores.push(store);
  addPrepayment(state, store);
  world.history.push({ at: createdAt, event: "created", id: store.id, name: store.name, by });
  return store;
}

/** Deletes a store, its connections and their variables. The secret values stay, for tests that search for leaks. */
export function deleteStore({ world, now }: ServerState, id: string, by: StoreEvent["by"]): void {
  const index = world.stores.findIndex((store) => store.id === id);
  const [store] = index < 0 ? [] : world.stores.splice(index, 1);
  if (!store) return;
  world.variables = world.variables.filter(({ from }) => from?.storeId !== id);
  world.history.push({ at: now(), event: "deleted", id, name: store.name, by });
}

export function startProvisioning(
  store: StoredStore,
  { status, reads, ms, end }: Provisioning,
  startedAt: number,
): void {
  store.status = status;
  if (reads === undefined && ms === undefined) return;
  store.pending = {
    end,
    ...(reads === undefined ? {} : { reads }),
    ...(ms === undefined ? {} : { until: startedAt + ms }),
  };
}

/** Updates the status to the present time. A read by id counts as one of the remaining reads; a list does not. */
export function advanceProvisioning(store: StoredStore, now: number, read: "by-id" | "in-list"): StoredStore {
  const { pending } = store;
  if (!pending) return store;
  const remaining = pending.reads ?? 0;
  if (remaining === 0 && now >= (pending.until ?? 0)) {
    store.status = pending.end;
    store.updatedAt = now;
    delete store.pending;
  } else if (read === "by-id" && remaining > 0) {
    pending.reads = remaining - 1;
  }
  return store;
}

/** Whether reads show the store. Every read that misses it counts. */
export function isVisible(store: StoredStore, now: number): boolean {
  if (!store.hidden || isOver(store.hidden, now)) return true;
  countRead(store.hidden);
  return false;
}

/** Whether the partner has created the resource, so that there are secrets. */
export function isProvisioned({ status }: StoredStore): boolean {
  return status !== "initializing" && status !== "onboarding";
}

/** New values for all secrets of a store. Its variables in projects have them at once, and keep their ids. */
export function rotateSecrets({ world, now }: ServerState, store: StoredStore): void {
  const product = findProductById(world, store.productId);
  if (!product) throw new Error(`The catalogue has no product ${store.productId}.`);
  const at = now();
  const values = generateSecrets(product);
  world.secretValues.set(store.id, values);
  store.secrets = secretsOf(product, values);
  store.secretRotationRequestedAt = at;
  store.secretRotationCompletedAt = at;
  store.updatedAt = at;
  for (const variable of world.variables)
    if (variable.from?.storeId === store.id) Object.assign(variable, { ciphertext: newCiphertext(), updatedAt: at });
}

function secretsOf(product: Product, values: Record<string, string>): StoredStore["secrets"] {
  return product.secrets.map(({ name, frameworkPublishable }) => ({
    name,
    length: values[name]?.length ?? 0,
    ...(frameworkPublishable ? { frameworkPublishable } : {}),
  }));
}

/** Each `{word}` of a template becomes 24 random characters, the same in all secrets of a store. */
function generateSecrets(product: Product): Record<string, string> {
  const words = new Map<string, string>();
  const valueFor = (word: string) => {
    const value = words.get(word) ?? alphanumeric(24);
    words.set(word, value);
    return value;
  };
  return Object.fromEntries(
    product.secrets.map(({ name, template }) => [
      name,
      template.replaceAll(/\{(\w+)\}/g, (_, word: string) => valueFor(word)),
    ]),
  );
}
