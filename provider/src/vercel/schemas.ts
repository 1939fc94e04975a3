// What the provider reads from the API's responses. Unknown keys and unknown enum members are accepted.
import { z } from "zod";

/** An installation of an integration in a team: the API calls it an integration configuration. */
export const configurationSchema = z.object({
  id: z.string(),
  integrationId: z.string(),
  slug: z.string(),
  ownerId: z.string().optional(),
  teamId: z.string().nullish(),
  status: z.string().nullish(),
  installationType: z.string().nullish(),
  createdAt: z.number().optional(),
  disabledAt: z.number().nullish(),
  deletedAt: z.number().nullish(),
  integration: z.object({ name: z.string() }).optional(),
});
export type Configuration = z.output<typeof configurationSchema>;

/** A product of an integration. */
export const productSchema = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  metadataSchema: z.unknown(),
});
export type Product = z.output<typeof productSchema>;

/** A billing plan of a product. Amounts are decimal strings in USD. */
export const planSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  cost: z.string().nullish(),
  paymentMethodRequired: z.boolean().optional(),
  disabled: z.boolean().optional(),
  minimumAmount: z.string().nullish(),
  maximumAmount: z.string().nullish(),
});
export type Plan = z.output<typeof planSchema>;

/** A project that a store is connected to, in the store's response. Names of variables, never values. */
export const connectedProjectSchema = z.object({
  /** The connection's own id. */
  id: z.string().optional(),
  projectId: z.string(),
  name: z.string().optional(),
  environments: z.array(z.string()).nullish(),
  environmentVariables: z.array(z.string()).nullish(),
  envVarPrefix: z.string().nullish(),
  makeEnvVarsSensitive: z.boolean().nullish(),
});
export type ConnectedProject = z.output<typeof connectedProjectSchema>;

/** A store. The published schema omits fields that every response has: id, name, type and times. */
export const storeSchema = z.object({
  id: z.string().min(1),
  name: z.string().optional(),
  type: z.string().optional(),
  ownerId: z.string().optional(),
  status: z.string().nullish(),
  createdAt: z.number().optional(),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  externalResourceId: z.string().nullish(),
  directPartnerConsoleUrl: z.string().nullish(),
  secrets: z.array(z.object({ name: z.string() })).nullish(),
  projectsMetadata: z.array(connectedProjectSchema).nullish(),
  totalConnectedProjects: z.number().nullish(),
  billingPlan: planSchema.nullish(),
  product: z
    .object({
      id: z.string().optional(),
      slug: z.string().optional(),
      name: z.string().optional(),
      integrationConfigurationId: z.string().optional(),
      integration: z.object({ id: z.string(), slug: z.string(), name: z.string() }).optional(),
    })
    .nullish(),
});
export type Store = z.output<typeof storeSchema>;
