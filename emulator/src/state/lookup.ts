// Lookups by id or slug.
import type { Team } from "../seed/accounts.js";
import type { Partner, Product } from "../seed/types.js";
import type { StoredStore, World } from "./world.js";

export function findTeam(world: World, idOrSlug: string): Team | undefined {
  return world.teams.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
}

export function findIntegration(world: World, idOrSlug: string): Partner | undefined {
  return world.partners.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
}

export function findProduct(partner: Partner, idOrSlug: string): Product | undefined {
  return partner.products.find(({ id, slug }) => id === idOrSlug || slug === idOrSlug);
}

export function findProductById(world: World, id: string): Product | undefined {
  return world.partners.flatMap(({ products }) => products).find((product) => product.id === id);
}

export function findStore(world: World, id: string): StoredStore | undefined {
  return world.stores.find((store) => store.id === id);
}
