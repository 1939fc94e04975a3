// GET /v1/storage/stores/{id}/connections: the ids of a store's connections. It tells neither variables nor sensitivity.
import { z } from "zod";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

export async function listConnectionIds(
  transport: Transport,
  team: string | undefined,
  storeId: string,
): Promise<string[]> {
  const { data } = await transport.send({
    method: "GET",
    path: `/v1/storage/stores/${encodeURIComponent(storeId)}/connections`,
    query: teamQuery(team),
    schema: z.object({ connections: z.array(z.object({ id: z.string() })) }),
  });
  return data.connections.map(({ id }) => id);
}
