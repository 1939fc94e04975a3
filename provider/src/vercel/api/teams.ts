// Routes of teams.
import { z } from "zod";
import { path } from "../path";
import type { ApiClient } from "./client";

const teamSchema = z.object({ id: z.string(), slug: z.string() });
export type Team = z.output<typeof teamSchema>;

/** A team by id or slug. The route has no version. */
export async function getTeam(api: ApiClient, idOrSlug: string): Promise<Team> {
  const { data } = await api.get(path`/teams/${idOrSlug}`, teamSchema);
  return data;
}
