// Routes of the connections between stores and projects.
import { z } from "zod";
import { path } from "../path";
import type { ApiClient } from "./client";
import { text } from "./tolerant";

/**
 * Ids of a store's connections; undefined for one whose id is unreadable. The response has neither variables nor
 * sensitivity.
 */
export async function listConnectionIds(api: ApiClient, storeId: string): Promise<(string | undefined)[]> {
  const row = z.object({ id: text }).catch({ id: undefined });
  const { data } = await api.list(path`/v1/storage/stores/${storeId}/connections`, { key: "connections", row });
  return data.map(({ id }) => id);
}

export interface ConnectRequest {
  storeId: string;
  projectId: string;
  environments: readonly string[];
}

/** The documented route. It returns 201 with an empty body, so the connection's id has to be looked up. */
export async function connectProject(
  api: ApiClient,
  request: ConnectRequest & { integrationConfigurationId: string; sensitive: boolean },
): Promise<void> {
  const { integrationConfigurationId, storeId, projectId, environments, sensitive } = request;
  const route = path`/v1/integrations/installations/${integrationConfigurationId}/resources/${storeId}/connections`;
  const body = {
    projectId,
    envVarEnvironments: environments,
    ...(sensitive ? { makeEnvVarsSensitive: true } : {}),
  };
  await api.post(route, body, z.unknown(), { confidential: nothing });
}

/** Undocumented, but the only route that accepts a prefix. */
export async function connectProjectWithPrefix(
  api: ApiClient,
  { storeId, projectId, environments, envVarPrefix }: ConnectRequest & { envVarPrefix: string },
): Promise<void> {
  const body = { type: "integration", projectId, envVarEnvironments: environments, envVarPrefix };
  await api.post(path`/v1/storage/stores/${storeId}/connections`, body, z.unknown(), { confidential: nothing });
}

/** Ids, environments and the prefix are names: a rejection has to name them. */
const nothing: readonly string[] = [];

/** What changes in a connection: all its environments, and the prefix, or `null` to remove it. */
export interface ConnectionChange {
  environments?: readonly string[];
  envVarPrefix?: string | null;
}

/** Undocumented, but the official command line uses it: variables get other environments or other names in place. */
export async function changeConnection(
  api: ApiClient,
  { storeId, connectionId }: { storeId: string; connectionId: string },
  { environments, ...change }: ConnectionChange,
): Promise<void> {
  const body = { ...(environments && { envVarEnvironments: environments }), ...change };
  await api.patch(path`/v1/storage/stores/${storeId}/connections/${connectionId}`, body);
}

/** Removes a store's variables from one of its connected projects. */
export async function disconnectProject(api: ApiClient, storeId: string, connectionId: string): Promise<void> {
  await api.delete(path`/v1/storage/stores/${storeId}/connections/${connectionId}`);
}

/** Removes a store's variables from every project that is connected to it. */
export async function disconnectProjects(api: ApiClient, storeId: string): Promise<void> {
  await api.delete(path`/v1/storage/stores/${storeId}/connections`);
}
