/**
 * Pulumi resources for the stores that Vercel sells through its Marketplace.
 *
 * @module
 */

export type { CostReport, PlanCost, StoreCost } from "./cli/cost/result";
export type {
  DiscoverResult,
  IntegrationOverview as DiscoverIntegration,
  OfferList as DiscoverOffers,
  OfferOverview as DiscoverOffer,
  Overview as DiscoverOverview,
  ProductOverview as DiscoverProduct,
} from "./cli/discover/result";
export type { DoctorCheck, DoctorReport, DoctorStatus } from "./cli/doctor/check";
export type { Explanation as ExplainResult } from "./cli/explain/explain";
export type { ImportCandidates, ImportedResource, ImportResult, LeftOut, LeftOutReason } from "./cli/import/result";
export type { JsonFailure, JsonOutput } from "./cli/terminal/output";
export type { Duration } from "./contract/duration";
export type { BillingPlan, Metadata, MetadataValue, StoreTimeouts } from "./contract/integration-store";
export {
  DiscoveryError,
  type DiscoveryOptions,
  type InstallationReference,
  listInstallations,
  listPlans,
  listProducts,
  type PlanOptions,
} from "./discovery/public";
export { monthlyPriceCents } from "./discovery/public/price";
export type {
  MarketplaceInstallation,
  MarketplaceOffer,
  MarketplacePlan,
  MarketplaceProduct,
  MetadataSetting,
} from "./discovery/public/types";
export { IntegrationStore, type IntegrationStoreArgs } from "./resources/integration-store";
export { ProjectConnection, type ProjectConnectionArgs } from "./resources/project-connection";
export { Provider, type ProviderArgs } from "./resources/provider";
