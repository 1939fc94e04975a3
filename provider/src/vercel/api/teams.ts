// GET /teams/{idOrSlug}: a team by id or slug. The route has no version.
import { z } from "zod";
import type { Transport } from "../transport";

const teamSchema = z.object({ id: z.string(), slug: z.string() });
export type Team = z.output<typeof teamSchema>;

export async function getTeam(transport: Transport, idOrSlug: string): Promise<Team> {
  const { data } = await transport.send({
    method: "GET",
    path: `/teams/${encodeURIComponent(idOrSlug)}`,
    schema: teamSchema,
  });
  return data;
}
