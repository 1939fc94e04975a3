// DELETE /v1/storage/stores/{id}/connections: takes a store's variables out of every project that uses it.
import { z } from "zod";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

export async function disconnectProjects(transport: Transport, team: string | undefined, id: string): Promise<void> {
  await transport.send({
    method: "DELETE",
    path: `/v1/storage/stores/${encodeURIComponent(id)}/connections`,
    query: teamQuery(team),
    schema: z.unknown(),
  });
}
