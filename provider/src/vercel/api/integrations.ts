// Routes of integrations: installations, products and billing plans; and the public catalogue, which is undocumented.
import { z } from "zod";
import { VercelError } from "../errors";
import { path } from "../path";
import type { ApiClient } from "./client";
import { amount, flag, optional, rows, text, time } from "./tolerant";

// The schemas hold what is read from the responses. Unknown keys and unknown enum members are accepted.

/** For comparison and messages; an odd one equals none. */
const name = z.string().catch("");

/** An installation of an integration in a team: the API calls it an integration configuration. */
const configurationSchema = z.object({
  id: z.string().min(1),
  integrationId: name,
  slug: name,
  ownerId: text,
  teamId: text,
  status: text,
  installationType: text,
  createdAt: time,
  disabledAt: time,
  deletedAt: time,
  integration: optional(z.object({ name: z.string() })),
});
export type Configuration = z.output<typeof configurationSchema>;

/** A product of an integration. */
const productSchema = z
  .object({ id: z.string().min(1), slug: text, name: text, metadataSchema: z.unknown() })
  .transform(({ slug, name, ...product }) => {
    return { ...product, slug: slug ?? product.id, name: name ?? slug ?? product.id };
  });
export type Product = z.output<typeof productSchema>;

/** A billing plan of a product. Amounts are decimal strings in USD. */
export const planSchema = z
  .object({
    id: z.string().min(1),
    name: text,
    type: name,
    /** `installation`: one plan for all stores of an installation. Otherwise each store has its own. */
    scope: text,
    cost: amount,
    paymentMethodRequired: flag,
    disabled: flag,
    minimumAmount: amount,
    maximumAmount: amount,
  })
  .transform((plan) => ({ ...plan, name: plan.name ?? plan.id }));
export type Plan = z.output<typeof planSchema>;

/**
 * All installations of the team, including those from outside the Marketplace, so that a message can name them. The API
 * returns 404 for a team that never had one.
 */
export async function listConfigurations(api: ApiClient): Promise<Configuration[]> {
  try {
    const list = { key: "configurations", row: configurationSchema, isBare: true, query: { view: "account" } };
    const { data } = await api.list(path`/v1/integrations/configurations`, list);
    return data;
  } catch (error) {
    if (VercelError.isInstance(error) && error.status === 404 && error.code === "not_found") return [];
    throw error;
  }
}

/** The ids of the projects that an installation serves; undefined if it serves all projects of the team. */
export async function listServedProjects(api: ApiClient, id: string): Promise<string[] | undefined> {
  const schema = z.object({ projectSelection: text, projects: optional(rows(z.string())) });
  const { data } = await api.get(path`/v1/integrations/configuration/${id}`, schema);
  return data.projectSelection === "all" ? undefined : data.projects;
}

export interface InstallationProducts {
  products: Product[];
  integration: { id: string; slug: string; name: string };
}

/** The products that an installation offers. */
export async function listProducts(api: ApiClient, integrationConfigurationId: string): Promise<InstallationProducts> {
  const schema = z.object({
    products: rows(productSchema),
    integration: z
      .object({ id: z.string(), slug: z.string(), name: text })
      .transform((integration) => ({ ...integration, name: integration.name ?? integration.slug })),
  });
  const { data } = await api.get(path`/v1/integrations/configuration/${integrationConfigurationId}/products`, schema);
  return data;
}

export interface PlansRequest {
  integrationId: string;
  productId: string;
  /** Without one, the API may know no plans. */
  integrationConfigurationId?: string;
  /** Plans may depend on it, for example on a region. */
  metadata: Record<string, unknown>;
  /** Values of the metadata that no message may show. Default: all. */
  confidential?: unknown;
}

/** The billing plans of a product for a store with this metadata. */
export async function listPlans(api: ApiClient, request: PlansRequest): Promise<Plan[]> {
  const { integrationId, productId, integrationConfigurationId, metadata, confidential = metadata } = request;
  const route = path`/v1/integrations/integration/${integrationId}/products/${productId}/plans`;
  const query = { integrationConfigurationId, metadata: JSON.stringify(metadata) };
  const { data } = await api.list(route, { key: "plans", row: planSchema, query, confidential });
  return data;
}

const balanceSchema = z.object({ resourceId: text, currencyValueInCents: z.number() });
export type Balance = z.output<typeof balanceSchema>;

/** The credits of prepaid plans. `resourceId`: the partner's id of the store that has them; absent: all stores. */
export async function listBalances(api: ApiClient, installation: string): Promise<Balance[]> {
  const route = path`/v1/integrations/installations/${installation}/billing/balance`;
  const { data } = await api.get(route, z.object({ balances: rows(balanceSchema) }));
  return data.balances;
}

/** An integration in the public catalogue. An odd description is empty. */
const offerSchema = z
  .object({
    id: text,
    slug: z.string().min(1),
    name: text,
    shortDescription: name,
    /** Ids of categories. */
    tagIds: optional(rows(z.string())),
    products: optional(rows(z.object({ slug: name, name, shortDescription: name, tags: optional(rows(z.string())) }))),
    isMarketplace: flag,
    canInstall: flag,
  })
  .transform(({ name, tagIds = [], products = [], ...offer }) => {
    return { ...offer, name: name ?? offer.slug, tagIds, products };
  });
export type Offer = z.output<typeof offerSchema>;

/** What a team can install. Like the official client, it leaves out rows that do not say so. */
export async function listOffers(api: ApiClient): Promise<Offer[]> {
  const query = { integrationType: "marketplace" };
  const list = { key: "integrations", row: offerSchema, isBare: true, query };
  const { data } = await api.list(path`/v2/integrations/integrations`, list);
  return data.filter(({ isMarketplace, canInstall }) => isMarketplace && canInstall);
}

const categorySchema = z.object({ id: z.string().min(1), title: z.string().min(1) });
export type Category = z.output<typeof categorySchema>;

export async function listCategories(api: ApiClient): Promise<Category[]> {
  const list = { key: "categories", row: categorySchema, isBare: true };
  const { data } = await api.list(path`/v2/integrations/categories`, list);
  return data;
}

const integrationSchema = z.object({
  id: z.string(),
  products: rows(productSchema),
  /** The pages of its terms of service and its privacy policy. */
  eulaDocUri: text,
  privacyDocUri: text,
});

/** One integration of the catalogue, with what its products require. */
export async function getIntegration(api: ApiClient, slug: string): Promise<z.output<typeof integrationSchema>> {
  const { data } = await api.get(path`/v2/integrations/integration/${slug}`, integrationSchema);
  return data;
}
