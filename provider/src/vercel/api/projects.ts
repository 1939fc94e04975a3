// GET /v9/projects/{idOrName}: a project, by its id or its name.
import { z } from "zod";
import type { Transport } from "../transport";
import { customEnvironmentSchema } from "./list-custom-environments";
import { teamQuery } from "./team-query";

const projectSchema = z.object({
  id: z.string(),
  name: z.string().optional(),
  /** Not every answer tells them; one in another form is taken as none told. */
  customEnvironments: z.array(customEnvironmentSchema).optional().catch(undefined),
});
export type Project = z.output<typeof projectSchema>;

export async function getProject(transport: Transport, team: string | undefined, idOrName: string): Promise<Project> {
  const { data } = await transport.send({
    method: "GET",
    path: `/v9/projects/${encodeURIComponent(idOrName)}`,
    query: teamQuery(team),
    schema: projectSchema,
  });
  return data;
}
