// The two routes that connect a store to a project: the documented one, and the one that takes a prefix.
import { z } from "zod";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

export interface ConnectRequest {
  team: string | undefined;
  storeId: string;
  integrationConfigurationId: string;
  projectId: string;
  environments: readonly string[];
  sensitive: boolean;
}

/**
 * POST /v1/integrations/installations/{installation}/resources/{store}/connections: answers 201 with an empty body, so
 * that the connection's id has to be looked for.
 */
export async function connectProject(transport: Transport, request: ConnectRequest): Promise<void> {
  const installation = encodeURIComponent(request.integrationConfigurationId);
  await transport.send({
    method: "POST",
    path: `/v1/integrations/installations/${installation}/resources/${encodeURIComponent(request.storeId)}/connections`,
    query: teamQuery(request.team),
    body: {
      projectId: request.projectId,
      envVarEnvironments: request.environments,
      ...(request.sensitive ? { makeEnvVarsSensitive: true } : {}),
    },
    schema: z.unknown(),
    confidential: nothing,
  });
}

/** POST /v1/storage/stores/{store}/connections: not documented, but the only one that takes a prefix. */
export async function connectProjectWithPrefix(
  transport: Transport,
  request: Omit<ConnectRequest, "integrationConfigurationId" | "sensitive"> & { envVarPrefix: string },
): Promise<void> {
  await transport.send({
    method: "POST",
    path: `/v1/storage/stores/${encodeURIComponent(request.storeId)}/connections`,
    query: teamQuery(request.team),
    body: {
      type: "integration",
      projectId: request.projectId,
      envVarEnvironments: request.environments,
      envVarPrefix: request.envVarPrefix,
    },
    schema: z.unknown(),
    confidential: nothing,
  });
}

/** Ids, environments and the prefix are names: a refusal has to be able to say them. */
const nothing: readonly string[] = [];
