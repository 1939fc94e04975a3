/**
 * Pulumi resources for the stores that Vercel sells through its Marketplace.
 *
 * @module
 */
export type { Explanation } from "./cli/explain/explain";
export type { Duration } from "./contract/duration";
export type { BillingPlan, MetadataValue } from "./contract/integration-store";
export {
  DiscoveryError,
  type DiscoveryOptions,
  type InstallationReference,
  listInstallations,
  listPlans,
  listProducts,
  type MarketplaceInstallation,
  type MarketplacePlan,
  type MarketplaceProduct,
  type MetadataSetting,
  type PlanOptions,
} from "./discovery/public";
export { IntegrationStore, type IntegrationStoreArgs } from "./resources/integration-store";
export { ProjectConnection, type ProjectConnectionArgs } from "./resources/project-connection";
export { Provider, type ProviderArgs } from "./resources/provider";
