// GET /v1/storage/stores: all stores of a team, of every kind. The API has no filter by name.
import { z } from "zod";
import { type Store, storeSchema } from "../schemas";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

export interface StoreListing {
  stores: Store[];
  /** The server's clock when it answered. */
  serverTime: number | undefined;
}

export async function listStores(transport: Transport, team: string | undefined): Promise<StoreListing> {
  const { data, serverTime } = await transport.send({
    method: "GET",
    path: "/v1/storage/stores",
    query: { "skip-metadata": "true", ...teamQuery(team) },
    schema: z.object({ stores: z.array(storeSchema) }),
  });
  return { stores: data.stores, serverTime };
}
