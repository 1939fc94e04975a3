// DELETE /v1/storage/stores/integration/{id}: deletes the store, and the partner's database with it.
import { z } from "zod";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

export async function deleteStore(transport: Transport, team: string | undefined, id: string): Promise<void> {
  await transport.send({
    method: "DELETE",
    path: `/v1/storage/stores/integration/${encodeURIComponent(id)}`,
    query: teamQuery(team),
    schema: z.unknown(),
  });
}
