// Routes of stores: /v1/storage/stores.
import { z } from "zod";
import { type Metadata, passThroughArguments, type StoreArguments, storeSpecs } from "../../contract/integration-store";
import { path } from "../path";
import { stringsIn } from "../redaction";
import type { ApiClient } from "./client";
import { planSchema } from "./integrations";
import { flag, optional, rows, text, time, wellFormed } from "./tolerant";

/** A project that a store is connected to, in the store's response. Names of variables, never values. */
const connectedProjectSchema = z
  .object({
    /** The connection's own id. */
    id: text,
    projectId: text,
    name: text,
    project: optional(z.object({ id: text, name: text })),
    environments: optional(z.array(z.string())),
    environmentVariables: optional(rows(z.string())),
    /** `null`: none. Absent: the response does not say. */
    envVarPrefix: optional(z.string().nullable()),
    makeEnvVarsSensitive: flag,
  })
  .transform(({ project, projectId = project?.id, name = project?.name, ...row }, context) => {
    if (projectId) return { ...row, projectId, name };
    context.addIssue("It does not name its project.");
    return z.NEVER;
  });
export type ConnectedProject = z.output<typeof connectedProjectSchema>;

/**
 * A store. The published schema omits fields that every response has: id, name, type and times. Only the id is required:
 * a malformed field must hide neither this store nor the others of a list.
 */
const storeSchema = z
  .object({
    id: z.string().min(1),
    name: text,
    type: text,
    ownerId: text,
    status: text,
    createdAt: time,
    metadata: optional(z.record(z.string(), z.unknown())),
    externalResourceId: text,
    directPartnerConsoleUrl: text,
    ownership: text,
    secretRotationCompletedAt: time,
    secrets: optional(rows(z.object({ name: z.string() }))),
    projectsMetadata: optional(z.array(z.unknown())),
    totalConnectedProjects: optional(z.number()),
    billingPlan: optional(planSchema),
    product: optional(
      z.object({
        id: text,
        slug: text,
        name: text,
        integrationConfigurationId: text,
        integration: optional(z.object({ id: z.string(), slug: z.string(), name: z.string().catch("") })),
      }),
    ),
  })
  .transform(({ projectsMetadata, ...store }) => ({
    ...store,
    projectsMetadata: projectsMetadata && wellFormed(connectedProjectSchema, projectsMetadata),
    // A project that cannot be read is connected too.
    totalConnectedProjects:
      Math.max(store.totalConnectedProjects ?? 0, projectsMetadata?.length ?? 0) || store.totalConnectedProjects,
  }));
export type Store = z.output<typeof storeSchema>;

export interface StoreListing {
  stores: Store[];
  /** The server's clock at the response. */
  serverTime: number | undefined;
}

/** All stores of a team, of every type. The API has no filter by name. */
export async function listStores(api: ApiClient): Promise<StoreListing> {
  const list = { key: "stores", row: storeSchema, query: { "skip-metadata": "true" } };
  const { data, serverTime } = await api.list(path`/v1/storage/stores`, list);
  return { stores: data, serverTime };
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
  const schema = z.record(z.string(), z.unknown());
  const { data } = await api.get(path`/v1/storage/stores/${id}/secrets`, schema, { verbatim: true });
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
  /** `false`: a 429 is returned, so that the caller can list again before it repeats the request. */
  retryRateLimit?: false;
  /** Values of the metadata that no message may show. Default: all. */
  confidential?: unknown;
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
  { confidential: ofMetadata = body.metadata, ...options }: CreateStoreOptions,
): Promise<CreatedStore> {
  // A rejection has to name the store, its product and its plan, even if a confidential value is the same.
  const named = [body.name, body.integrationProductIdOrSlug, body.billingPlanId];
  const hidden = passThroughArguments.filter((name) => storeSpecs[name].display === "never");
  const values = stringsIn([ofMetadata, ...hidden.map((name) => body[name])]);
  const confidential = values.filter((value) => !named.includes(value));
  const schema = z.object({ store: storeSchema });
  const route = path`/v1/storage/stores/integration/direct`;
  const { data, serverTime } = await api.post(route, body, schema, { ...options, confidential });
  return { store: data.store, serverTime };
}

/** A link with which a person claims a sandbox. Undocumented. */
export async function requestClaimUrl(api: ApiClient, installation: string, id: string): Promise<string> {
  const route = path`/v1/integrations/installations/${installation}/resources/${id}/sandbox/claim-url`;
  const schema = z.object({ claimUrl: z.string().startsWith("https://") });
  // Nobody waits for a rate limit: the dashboard has the link too.
  const { data } = await api.post(route, { source: "cli" }, schema, { retryRateLimit: false });
  return data.claimUrl;
}

/** Deletes the store, and the partner's database with it. */
export async function deleteStore(api: ApiClient, id: string): Promise<void> {
  await api.delete(path`/v1/storage/stores/integration/${id}`);
}
