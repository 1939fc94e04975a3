// GET /v1/storage/stores/{id}/secrets: the values of a store's connection details. Not documented: best effort.
import { z } from "zod";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

/** Values by the key that the server uses, which is a variable's name or `data_` and the name. */
export async function getStoreSecrets(
  transport: Transport,
  team: string | undefined,
  id: string,
): Promise<Record<string, unknown>> {
  const { data } = await transport.send({
    method: "GET",
    path: `/v1/storage/stores/${encodeURIComponent(id)}/secrets`,
    query: teamQuery(team),
    schema: z.record(z.string(), z.unknown()),
  });
  return data;
}
