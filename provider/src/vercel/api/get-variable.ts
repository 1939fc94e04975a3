// GET /v1/projects/{project}/env/{id}: the value of one variable. A sensitive one has none.
import { z } from "zod";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

export async function getVariableValue(
  transport: Transport,
  team: string | undefined,
  projectId: string,
  variableId: string,
): Promise<string | undefined> {
  const { data } = await transport.send({
    method: "GET",
    path: `/v1/projects/${encodeURIComponent(projectId)}/env/${encodeURIComponent(variableId)}`,
    query: teamQuery(team),
    schema: z.object({ value: z.string().nullish() }),
  });
  return data.value ?? undefined;
}
