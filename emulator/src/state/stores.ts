// The stores: what the API makes and removes, and what a test seeds, edits, removes or looks up behind the API's back.

import { checked } from "../net/validate.js";
import type { BillingPlan, Metadata } from "../seed/types.js";
import {
  type Behaviour,
  type Provisioning,
  type ProvisioningGiven,
  provisioning,
  provisioningOf,
} from "./behaviour.js";
import { alphanumeric, externalResourceId } from "./ids.js";
import { findIntegration, findProduct, findTeam, productById } from "./lookup.js";
import { generateSecrets } from "./secrets.js";
import type { ConnectedProject, StoredStore, World } from "./world.js";

/** A store that a test puts there. What is left out is chosen as the API would. */
export interface Seed {
  name: string;
  integration: string;
  product?: string;
  team?: string;
  integrationConfigurationId?: string;
  metadata?: Metadata;
  billingPlanId?: string;
  status?: StoredStore["status"];
  provisioning?: ProvisioningGiven;
  createdAt?: number;
  externalId?: string;
  projectsMetadata?: ConnectedProject[];
  id?: string;
}

/** Fields of a store that a test may set; `provisioning` starts a new wait. */
export type StorePatch = Partial<Omit<StoredStore, "id" | "pending">> & { provisioning?: ProvisioningGiven };

export interface StoreEvent {
  at: number;
  event: "created" | "deleted";
  id: string;
  name: string;
  by: "api" | "test";
}

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

export class Stores {
  readonly #values = new Map<string, Record<string, string>>();
  #history: StoreEvent[] = [];

  constructor(
    private readonly world: World,
    private readonly behaviour: () => Behaviour,
    private readonly now: () => number,
  ) {}

  list(filter: { team?: string; name?: string } = {}): StoredStore[] {
    const team = filter.team === undefined ? undefined : findTeam(this.world, filter.team)?.id;
    return this.world.stores
      .filter((store) => filter.team === undefined || store.teamId === team)
      .filter((store) => filter.name === undefined || store.name === filter.name)
      .map((store) => structuredClone(store));
  }

  get(id: string): StoredStore | undefined {
    const store = this.world.stores.find((one) => one.id === id);
    return store && structuredClone(store);
  }

  edit(id: string, { provisioning: wait, ...patch }: StorePatch): StoredStore {
    const store = this.world.stores.find((one) => one.id === id);
    if (!store) throw new Error(`There is no store ${id}.`);
    Object.assign(store, structuredClone(patch), { updatedAt: patch.updatedAt ?? this.now() });
    if (patch.status) delete store.pending;
    if (wait) this.#startWait(store, checked(provisioning, wait));
    return structuredClone(store);
  }

  /** Deletes a store behind the API's back, as somebody else would in the dashboard. */
  remove(id: string): void {
    this.delete(id, "test");
  }

  seed(seed: Seed): StoredStore {
    const partner = findIntegration(this.world, seed.integration);
    const product = partner && (seed.product ? findProduct(partner, seed.product) : partner.products[0]);
    if (!partner || !product) throw new Error(`The catalogue has no ${seed.integration} ${seed.product ?? ""}.`);
    const teamId = findTeam(this.world, seed.team ?? "acme")?.id;
    const installation = this.world.installations.find(({ id, integrationId, teamId: owner }) =>
      seed.integrationConfigurationId
        ? id === seed.integrationConfigurationId
        : integrationId === partner.id && owner === teamId,
    );
    if (!installation) throw new Error(`${seed.integration} is not installed in ${seed.team ?? "acme"}.`);
    const plan = product.plans.find(({ id }) => seed.billingPlanId === undefined || id === seed.billingPlanId);
    if (!plan) throw new Error(`${product.slug} has no plan ${seed.billingPlanId}.`);
    const { onlyWith: _, ...billingPlan } = plan;
    const store = this.create(
      {
        name: seed.name,
        teamId: installation.teamId,
        integrationConfigurationId: installation.id,
        integrationId: partner.id,
        productId: product.id,
        metadata: structuredClone(seed.metadata ?? {}),
        billingPlan: structuredClone<BillingPlan>(billingPlan),
        source: "marketplace",
        ...(seed.externalId === undefined ? {} : { externalId: seed.externalId }),
        ...(seed.createdAt === undefined ? {} : { createdAt: seed.createdAt, updatedAt: seed.createdAt }),
        ...(seed.projectsMetadata === undefined ? {} : { projectsMetadata: structuredClone(seed.projectsMetadata) }),
        ...(seed.id === undefined ? {} : { id: seed.id }),
      },
      "test",
      seed.provisioning ? checked(provisioning, seed.provisioning) : null,
    );
    if (seed.status) this.edit(store.id, { status: seed.status, updatedAt: store.updatedAt });
    return structuredClone(store);
  }

  /** The values that clients must never leak, by name. */
  secretValues(id: string): Record<string, string> {
    return { ...this.#values.get(id) };
  }

  /** Every creation and deletion so far, also of stores that are gone. */
  history(): readonly StoreEvent[] {
    return [...this.#history];
  }

  /** Forgets secrets and history, when the world begins anew. */
  clear(): void {
    this.#values.clear();
    this.#history = [];
  }

  /** The commit of a creation. */
  create(given: NewStore, by: StoreEvent["by"], wait?: Provisioning | null): StoredStore {
    const product = productById(this.world, given.productId);
    if (!product) throw new Error(`The catalogue has no product ${given.productId}.`);
    const now = this.now();
    const values = generateSecrets(product);
    const store: StoredStore = {
      id: `${this.behaviour().idPrefix}${alphanumeric(16)}`,
      status: "available",
      externalResourceId: externalResourceId(),
      usageQuotaExceeded: false,
      projectsMetadata: [],
      secrets: product.secrets.map(({ name, frameworkPublishable }) => ({
        name,
        length: values[name]?.length ?? 0,
        ...(frameworkPublishable ? { frameworkPublishable } : {}),
      })),
      createdAt: now,
      updatedAt: now,
      ...given,
    };
    const chosen = wait === undefined ? provisioningOf(this.behaviour(), product.slug, store.name) : wait;
    if (chosen) this.#startWait(store, chosen);
    this.#values.set(store.id, values);
    this.world.stores.push(store);
    this.#history.push({ at: now, event: "created", id: store.id, name: store.name, by });
    return store;
  }

  /** The commit of a deletion. */
  delete(id: string, by: StoreEvent["by"]): void {
    const index = this.world.stores.findIndex((store) => store.id === id);
    const [store] = index < 0 ? [] : this.world.stores.splice(index, 1);
    if (!store) return;
    this.world.variables = this.world.variables.filter(({ from }) => from?.storeId !== id);
    this.#history.push({ at: this.now(), event: "deleted", id, name: store.name, by });
  }

  #startWait(store: StoredStore, { status, reads, ms, end }: Provisioning): void {
    store.status = status;
    if (reads === undefined && ms === undefined) return;
    store.pending = {
      end,
      ...(reads === undefined ? {} : { reads }),
      ...(ms === undefined ? {} : { until: this.now() + ms }),
    };
  }
}
