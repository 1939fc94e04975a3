// Routes of stores: /v1/storage/stores.
import { z } from "zod";
import { type Metadata, passThroughArguments, type StoreArguments, storeSpecs } from "../../contract/integration-store";
import { path } from "../path";
import type { ApiClient } from "./client";
import { planSchema } from "./integrations";

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

export interface StoreListing {
  stores: Store[];
  /** The server's clock at the response. */
  serverTime: number | undefined;
}

/** All stores of a team, of every type. The API has no filter by name. */
export async function listStores(api: ApiClient): Promise<StoreListing> {
  const schema = z.object({ stores: z.array(storeSchema) });
  const { data, serverTime } = await api.get(path`/v1/storage/stores`, schema, { query: { "skip-metadata": "true" } });
  return { stores: data.stores, serverTime };
}

/** `skipMetadata` omits what the server would have to request from the partner. */
export async function getStore(api: ApiClient, id: string, { skipMetadata = false } = {}): Promise<Store> {
  const schema = z.object({ store: storeSchema });
  const query = skipMetadata ? { "skip-metadata": "true" } : {};
  const { data } = await api.get(path`/v1/storage/stores/${id}`, schema, { query });
  return data.store;
}

/** Values of the connection details by the server's key: a variable's name, or `data_` and the name. Undocumented. */
export async function getStoreSecrets(api: ApiClient, id: string): Promise<Record<string, unknown>> {
  const { data } = await api.get(path`/v1/storage/stores/${id}/secrets`, z.record(z.string(), z.unknown()));
  return data;
}

/** The body of a creation, in the API's own names. Without a plan the server picks a free one. */
export type CreateStoreBody = Pick<StoreArguments, (typeof passThroughArguments)[number]> & {
  name: string;
  integrationConfigurationId: string;
  integrationProductIdOrSlug: string;
  metadata: Metadata;
};

export interface CreateStoreOptions {
  deadlineSeconds: number;
  /** Called right before the request is sent. */
  mayBeSent: () => Promise<boolean>;
  /** `false`: a 429 is returned, so that the caller can list again before it repeats the request. */
  retryRateLimit?: false;
}

export interface CreatedStore {
  store: Store;
  /** The server's clock at the response. */
  serverTime: number | undefined;
}

/** The one request that may cost money. */
export async function createStore(
  api: ApiClient,
  body: CreateStoreBody,
  options: CreateStoreOptions,
): Promise<CreatedStore> {
  // Values that no message may show. Name, product and plan are not among them: a rejection has to name them.
  const hidden = passThroughArguments.filter((name) => storeSpecs[name].display === "never");
  const confidential = [body.metadata, ...hidden.map((name) => body[name])];
  const schema = z.object({ store: storeSchema });
  const route = path`/v1/storage/stores/integration/direct`;
  const { data, serverTime } = await api.post(route, body, schema, { ...options, confidential });
  return { store: data.store, serverTime };
}

/** Deletes the store, and the partner's database with it. */
export async function deleteStore(api: ApiClient, id: string): Promise<void> {
  await api.delete(path`/v1/storage/stores/integration/${id}`);
}
