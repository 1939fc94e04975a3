// GET /v1/storage/stores/{id}: one store as it is now.
import { z } from "zod";
import { type Store, storeSchema } from "../schemas";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

export interface GetStoreOptions {
  /** Leaves out what the server would have to ask the partner for. */
  skipMetadata?: boolean;
}

export async function getStore(
  transport: Transport,
  team: string | undefined,
  id: string,
  options: GetStoreOptions = {},
): Promise<Store> {
  const { data } = await transport.send({
    method: "GET",
    path: `/v1/storage/stores/${encodeURIComponent(id)}`,
    query: { ...(options.skipMetadata ? { "skip-metadata": "true" } : {}), ...teamQuery(team) },
    schema: z.object({ store: storeSchema }),
  });
  return data.store;
}
