// The catalogue and the accounts, for tests to look at and to change while the emulator runs.
import type { Installation, Team } from "../seed/accounts.js";
import type { CataloguePlan, Partner, Product } from "../seed/types.js";
import { alphanumeric } from "./ids.js";
import { findIntegration, findProduct, findTeam } from "./lookup.js";
import type { World } from "./world.js";

export class Catalogue {
  constructor(private readonly world: World) {}

  /** Everything, to be changed in any way: `state.edit((world) => { world.partners[0].name = "…" })`. */
  edit(change: (world: World) => void): void {
    change(this.world);
  }

  /** A copy of everything but the stores. */
  snapshot(): Pick<World, "users" | "teams" | "partners" | "installations" | "otherStores"> {
    const { users, teams, partners, installations, otherStores } = this.world;
    return structuredClone({ users, teams, partners, installations, otherStores });
  }

  installations(filter: { integration?: string; team?: string } = {}): Installation[] {
    const integrationId = filter.integration && this.#integration(filter.integration).id;
    const teamId = filter.team && this.#team(filter.team).id;
    return structuredClone(
      this.world.installations.filter(
        (one) => (!integrationId || one.integrationId === integrationId) && (!teamId || one.teamId === teamId),
      ),
    );
  }

  /** Installs an integration in a team once more; ready unless said otherwise. */
  addInstallation(given: { integration: string; team?: string } & Partial<Installation>): Installation {
    const { integration, team, ...rest } = given;
    const { id: teamId } = this.#team(team ?? "acme");
    const partner = this.#integration(integration);
    const installation: Installation = {
      id: `icfg_${alphanumeric(24)}`,
      integrationId: partner.id,
      teamId,
      userId: this.world.users.find(({ defaultTeamId }) => defaultTeamId === teamId)?.id ?? "",
      type: partner.isMarketplace ? "marketplace" : "external",
      status: "ready",
      createdAt: Date.now(),
      ...rest,
    };
    this.world.installations.push(installation);
    return structuredClone(installation);
  }

  editInstallation(id: string, patch: Partial<Omit<Installation, "id">>): void {
    const installation = this.world.installations.find((one) => one.id === id);
    if (!installation) throw new Error(`There is no installation ${id}.`);
    Object.assign(installation, structuredClone(patch));
  }

  removeInstallation(id: string): void {
    this.world.installations = this.world.installations.filter((one) => one.id !== id);
  }

  product(integration: string, product?: string): Product {
    return structuredClone(this.#product(integration, product));
  }

  editProduct(integration: string, product: string, patch: Partial<Omit<Product, "id">>): void {
    Object.assign(this.#product(integration, product), structuredClone(patch));
  }

  /** Changes a plan, or adds it when the product has none of this id. */
  editPlan(integration: string, product: string, planId: string, patch: Partial<CataloguePlan>): void {
    const { plans } = this.#product(integration, product);
    const plan = plans.find(({ id }) => id === planId);
    if (plan) {
      Object.assign(plan, structuredClone(patch));
      return;
    }
    const blank = { description: "", type: "subscription", scope: "resource", paymentMethodRequired: true } as const;
    plans.push({ ...blank, id: planId, name: planId, ...structuredClone(patch) });
  }

  removePlan(integration: string, product: string, planId: string): void {
    const found = this.#product(integration, product);
    found.plans = found.plans.filter(({ id }) => id !== planId);
  }

  team(idOrSlug: string): Team {
    return structuredClone(this.#team(idOrSlug));
  }

  editTeam(idOrSlug: string, patch: Partial<Omit<Team, "id">>): void {
    Object.assign(this.#team(idOrSlug), structuredClone(patch));
  }

  #integration(idOrSlug: string): Partner {
    const partner = findIntegration(this.world, idOrSlug);
    if (!partner) throw new Error(`The catalogue has no integration ${idOrSlug}.`);
    return partner;
  }

  #product(integration: string, idOrSlug: string = integration): Product {
    const product = findProduct(this.#integration(integration), idOrSlug);
    if (!product) throw new Error(`${integration} has no product ${idOrSlug}.`);
    return product;
  }

  #team(idOrSlug: string): Team {
    const team = findTeam(this.world, idOrSlug);
    if (!team) throw new Error(`There is no team ${idOrSlug}.`);
    return team;
  }
}
