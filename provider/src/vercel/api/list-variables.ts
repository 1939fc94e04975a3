// GET /v10/projects/{project}/env: the variables of a project. The values in it are encrypted, so they are not read.
import { z } from "zod";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

const variableSchema = z.object({
  id: z.string(),
  key: z.string(),
  /** `sensitive` ones are never handed out. */
  type: z.string(),
  target: z.union([z.string(), z.array(z.string())]).nullish(),
  customEnvironmentIds: z.array(z.string()).nullish(),
  /** Which store it comes from. */
  contentHint: z.object({ storeId: z.string().optional() }).nullish(),
});
export type Variable = z.output<typeof variableSchema>;

export async function listVariables(
  transport: Transport,
  team: string | undefined,
  projectId: string,
): Promise<Variable[]> {
  const { data } = await transport.send({
    method: "GET",
    path: `/v10/projects/${encodeURIComponent(projectId)}/env`,
    query: teamQuery(team),
    schema: z.object({ envs: z.array(variableSchema) }),
  });
  return data.envs;
}
