// DELETE /v1/storage/stores/{id}/connections/{connection}: takes a store's variables out of one project.
import { z } from "zod";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

export async function disconnectProject(
  transport: Transport,
  team: string | undefined,
  storeId: string,
  connectionId: string,
): Promise<void> {
  await transport.send({
    method: "DELETE",
    path: `/v1/storage/stores/${encodeURIComponent(storeId)}/connections/${encodeURIComponent(connectionId)}`,
    query: teamQuery(team),
    schema: z.unknown(),
  });
}
