// The stores, for tests: list, seed, edit and delete them without the API.
import { validate } from "../net/validate.js";
import type { BillingPlan, Metadata } from "../seed/types.js";
import { type Delay, delaySchema, type ProvisioningGiven, provisioningSchema } from "./behaviour.js";
import { startDelay } from "./delay.js";
import { findIntegration, findProduct, findStore, findTeam } from "./lookup.js";
import { moveStore } from "./moves.js";
import { createStore, deleteStore, rotateSecrets, startProvisioning } from "./store-lifecycle.js";
import type { ConnectedProject, ServerState, StoredStore, StoreEvent } from "./world.js";

/** A store that a test adds. Omitted fields get the values that the API would choose. */
export interface Seed {
  name: string;
  integration: string;
  product?: string;
  team?: string;
  integrationConfigurationId?: string;
  /** Default: as the product's new stores. */
  ownership?: StoredStore["ownership"];
  metadata?: Metadata;
  billingPlanId?: string;
  prepaymentAmountCents?: number;
  status?: StoredStore["status"];
  provisioning?: ProvisioningGiven;
  createdAt?: number;
  externalId?: string;
  projectsMetadata?: ConnectedProject[];
  id?: string;
}

/** Fields of a store that a test may set; `provisioning` starts a new provisioning, `hidden` lets reads miss the store. */
export type StorePatch = Partial<Omit<StoredStore, "id" | "pending" | "hidden">> & {
  provisioning?: ProvisioningGiven;
  hidden?: Delay;
};

export class Stores {
  constructor(private readonly server: ServerState) {}

  list(filter: { team?: string; name?: string } = {}): StoredStore[] {
    const { world } = this.server;
    const team = filter.team === undefined ? undefined : findTeam(world, filter.team)?.id;
    return world.stores
      .filter((store) => filter.team === undefined || store.teamId === team)
      .filter((store) => filter.name === undefined || store.name === filter.name)
      .map((store) => structuredClone(store));
  }

  get(id: string): StoredStore | undefined {
    return structuredClone(findStore(this.server.world, id));
  }

  edit(id: string, { provisioning, hidden, ...patch }: StorePatch): StoredStore {
    const store = findStore(this.server.world, id);
    if (!store) throw new Error(`There is no store ${id}.`);
    const now = this.server.now();
    Object.assign(store, structuredClone(patch), { updatedAt: patch.updatedAt ?? now });
    if (patch.status) delete store.pending;
    if (hidden) store.hidden = startDelay(validate(delaySchema, hidden), now);
    if (provisioning) startProvisioning(store, validate(provisioningSchema, provisioning), now);
    return structuredClone(store);
  }

  /**
   * Moves a store to another team, as a person would in the dashboard: it keeps its id, gets the team's installation of
   * its integration (a new one if there is none) and loses its connections.
   */
  move(id: string, team: string): StoredStore {
    const { world } = this.server;
    const store = findStore(world, id);
    const target = findTeam(world, team);
    if (!store || !target) throw new Error(`There is no ${store ? `team ${team}` : `store ${id}`}.`);
    moveStore(this.server, store, target);
    return structuredClone(store);
  }

  /** Gives a store new secret values, as its partner would, and tells when. */
  rotateSecrets(id: string): StoredStore {
    const store = findStore(this.server.world, id);
    if (!store) throw new Error(`There is no store ${id}.`);
    rotateSecrets(this.server, store);
    return structuredClone(store);
  }

  /** Deletes a store without a request to the API, as another person would in the dashboard. */
  remove(id: string): void {
    deleteStore(this.server, id, "test");
  }

  seed(seed: Seed): StoredStore {
    const { world } = this.server;
    const partner = findIntegration(world, seed.integration);
    const product = partner && (seed.product ? findProduct(partner, seed.product) : partner.products[0]);
    if (!partner || !product) throw new Error(`The catalogue has no ${seed.integration} ${seed.product ?? ""}.`);
    const teamId = findTeam(world, seed.team ?? "acme")?.id;
    const installation = world.installations.find((candidate) =>
      seed.integrationConfigurationId
        ? candidate.id === seed.integrationConfigurationId
        : candidate.integrationId === partner.id && candidate.teamId === teamId,
    );
    if (!installation) throw new Error(`${seed.integration} is not installed in ${seed.team ?? "acme"}.`);
    const plan = product.plans.find(({ id }) => seed.billingPlanId === undefined || id === seed.billingPlanId);
    if (!plan) throw new Error(`${product.slug} has no plan ${seed.billingPlanId}.`);
    const { onlyWith: _, ...billingPlan } = plan;
    const store = createStore(
      this.server,
      {
        name: seed.name,
        teamId: installation.teamId,
        integrationConfigurationId: installation.id,
        integrationId: partner.id,
        productId: product.id,
        metadata: structuredClone(seed.metadata ?? {}),
        billingPlan: structuredClone<BillingPlan>(billingPlan),
        source: "marketplace",
        ...(seed.prepaymentAmountCents === undefined ? {} : { prepaymentAmountCents: seed.prepaymentAmountCents }),
        ...(seed.ownership === undefined ? {} : { ownership: seed.ownership }),
        ...(seed.externalId === undefined ? {} : { externalId: seed.externalId }),
        ...(seed.createdAt === undefined ? {} : { createdAt: seed.createdAt, updatedAt: seed.createdAt }),
        ...(seed.projectsMetadata === undefined ? {} : { projectsMetadata: structuredClone(seed.projectsMetadata) }),
        ...(seed.id === undefined ? {} : { id: seed.id }),
      },
      "test",
      seed.provisioning ? validate(provisioningSchema, seed.provisioning) : null,
    );
    if (seed.status) this.edit(store.id, { status: seed.status, updatedAt: store.updatedAt });
    return structuredClone(store);
  }

  /** The secret values by name, also of a deleted store. Clients must never leak them. */
  secretValues(id: string): Record<string, string> {
    return { ...this.server.world.secretValues.get(id) };
  }

  /** Every creation and deletion so far, also of deleted stores. */
  history(): readonly StoreEvent[] {
    return [...this.server.world.history];
  }
}
