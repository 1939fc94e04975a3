// What `discover --json` prints.
import type {
  MarketplaceInstallation,
  MarketplaceOffer,
  MarketplacePlan,
  MarketplaceProduct,
} from "../../discovery/public/types";

/** What `discover --json` prints, beside the version: what the team can create, or what it could install. */
export type DiscoverResult = Overview | OfferList;

/** What `discover --all --json` prints, and a search with several results. */
export interface OfferList {
  /** As it was given; absent for the token's default team. */
  team?: string;
  /** What was searched for. */
  search?: string;
  /** The integrations of the catalogue, by slug. */
  offers: MarketplaceOffer[];
}

/** A product with its plans. */
export interface ProductOverview extends MarketplaceProduct {
  /** The plans that a new store can have, in the order of the API. */
  plans: MarketplacePlan[];
}

/** An integration with its installations and products. */
export interface IntegrationOverview {
  /** The slug, such as `neon`. */
  integration: string;
  /** The display name. */
  name: string;
  /** The installations that the team has; empty if it has none. */
  installations: MarketplaceInstallation[];
  /** Without plans, if the API tells them only to teams that have installed the integration. */
  products: ProductOverview[];
  /** Why the products are not listed. */
  problem?: string;
  /** How to install it, if the team has not. */
  offer?: OfferOverview;
}

/** An integration that the team has not installed, and the pages where a person installs it. */
export interface OfferOverview {
  /** One sentence of the partner. */
  description: string;
  /** Titles, such as `Databases`. */
  categories: string[];
  /** Pages of the terms that a person accepts by installing it. */
  terms: {
    /** Vercel's addendum for the Marketplace. */
    addendum: string;
    /** The partner's licence agreement. */
    eula?: string;
    /** The partner's privacy policy. */
    privacy?: string;
  };
  /** The page where a person installs it. */
  installPage: string;
  /** The page of the integration, with its prices. */
  marketplacePage: string;
}

/** What `discover --json` prints of integrations: products, plans and metadata, and a program for one store. */
export interface Overview {
  /** As it was given; absent for the token's default team. */
  team?: string;
  /** Installed integrations, or the one that was named. */
  integrations: IntegrationOverview[];
  /** A program that creates one store. */
  program?: string;
  /** The metadata properties that the program leaves to the user. */
  toBeSet: string[];
}
