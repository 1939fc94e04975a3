// GET /v9/projects/{project}/custom-environments: the environments of a project beside the three that every one has.
import { z } from "zod";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

export const customEnvironmentSchema = z.object({ id: z.string(), slug: z.string() });
export type CustomEnvironment = z.output<typeof customEnvironmentSchema>;

export async function listCustomEnvironments(
  transport: Transport,
  team: string | undefined,
  projectId: string,
): Promise<CustomEnvironment[]> {
  const { data } = await transport.send({
    method: "GET",
    path: `/v9/projects/${encodeURIComponent(projectId)}/custom-environments`,
    query: teamQuery(team),
    schema: z.object({ environments: z.array(customEnvironmentSchema) }),
  });
  return data.environments;
}
