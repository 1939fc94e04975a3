// The catalogue (integrations, products, plans), teams and installations, for tests to read and change.
import type { Installation, Team, TokenGrant, TokenName } from "../seed/accounts.js";
import type { CataloguePlan, Partner, Product } from "../seed/types.js";
import { addInstallation, removeInstallation } from "./installations.js";
import { findIntegration, findProduct, findTeam } from "./lookup.js";
import type { ServerState, World } from "./world.js";

export class Catalogue {
  constructor(private readonly server: ServerState) {}

  /** Changes anything: `state.edit((world) => { world.partners[0].name = "…" })`. */
  edit(change: (world: World) => void): void {
    change(this.server.world);
  }

  /** A copy of the users, teams, integrations, installations and stores of other types. */
  snapshot(): Pick<World, "users" | "teams" | "partners" | "installations" | "otherStores"> {
    const { users, teams, partners, installations, otherStores } = this.server.world;
    return structuredClone({ users, teams, partners, installations, otherStores });
  }

  installations(filter: { integration?: string; team?: string } = {}): Installation[] {
    const integrationId = filter.integration && this.#requireIntegration(filter.integration).id;
    const teamId = filter.team && this.#requireTeam(filter.team).id;
    return structuredClone(
      this.server.world.installations.filter(
        (candidate) =>
          (!integrationId || candidate.integrationId === integrationId) && (!teamId || candidate.teamId === teamId),
      ),
    );
  }

  /** Adds an installation of an integration to a team. Default status: `ready`. */
  addInstallation(given: { integration: string; team?: string } & Partial<Installation>): Installation {
    const { integration, team, ...rest } = given;
    const { id: teamId } = this.#requireTeam(team ?? "acme");
    const userId = this.server.world.users.find(({ defaultTeamId }) => defaultTeamId === teamId)?.id ?? "";
    const defaults = { teamId, userId, createdAt: Date.now() };
    const partner = this.#requireIntegration(integration);
    return structuredClone(addInstallation(this.server.world, partner, { ...defaults, ...rest }));
  }

  editInstallation(id: string, patch: Partial<Omit<Installation, "id">>): void {
    const installation = this.server.world.installations.find((candidate) => candidate.id === id);
    if (!installation) throw new Error(`There is no installation ${id}.`);
    Object.assign(installation, structuredClone(patch));
  }

  removeInstallation(id: string): void {
    removeInstallation(this.server.world, id);
  }

  product(integration: string, product?: string): Product {
    return structuredClone(this.#requireProduct(integration, product));
  }

  editProduct(integration: string, product: string, patch: Partial<Omit<Product, "id">>): void {
    Object.assign(this.#requireProduct(integration, product), structuredClone(patch));
  }

  /** Changes a plan, or adds it when the product has no plan with this id. */
  editPlan(integration: string, product: string, planId: string, patch: Partial<CataloguePlan>): void {
    const { plans } = this.#requireProduct(integration, product);
    const plan = plans.find(({ id }) => id === planId);
    if (plan) {
      Object.assign(plan, structuredClone(patch));
      return;
    }
    const defaults = { description: "", type: "subscription", scope: "resource", paymentMethodRequired: true } as const;
    plans.push({ ...defaults, id: planId, name: planId, ...structuredClone(patch) });
  }

  removePlan(integration: string, product: string, planId: string): void {
    const owner = this.#requireProduct(integration, product);
    owner.plans = owner.plans.filter(({ id }) => id !== planId);
  }

  team(idOrSlug: string): Team {
    return structuredClone(this.#requireTeam(idOrSlug));
  }

  editTeam(idOrSlug: string, patch: Partial<Omit<Team, "id">>): void {
    Object.assign(this.#requireTeam(idOrSlug), structuredClone(patch));
  }

  /** Changes a token, given by its name, such as its permissions or when it expires. */
  editToken(name: TokenName, patch: Partial<TokenGrant>): void {
    const grant = this.server.world.grants[name];
    if (!grant) throw new Error(`There is no token ${name}.`);
    Object.assign(grant, structuredClone(patch));
  }

  #requireIntegration(idOrSlug: string): Partner {
    const partner = findIntegration(this.server.world, idOrSlug);
    if (!partner) throw new Error(`The catalogue has no integration ${idOrSlug}.`);
    return partner;
  }

  #requireProduct(integration: string, idOrSlug: string = integration): Product {
    const product = findProduct(this.#requireIntegration(integration), idOrSlug);
    if (!product) throw new Error(`${integration} has no product ${idOrSlug}.`);
    return product;
  }

  #requireTeam(idOrSlug: string): Team {
    const team = findTeam(this.server.world, idOrSlug);
    if (!team) throw new Error(`There is no team ${idOrSlug}.`);
    return team;
  }
}
