// GET /v3/env/pull/{project}/{environment}: all variables of one environment in one request. Sensitive ones are empty.
import { z } from "zod";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

/** Values by name. Not documented: it is what `vercel env pull` asks. */
export async function pullEnvironment(
  transport: Transport,
  team: string | undefined,
  projectId: string,
  environment: string,
): Promise<Record<string, unknown>> {
  const { data } = await transport.send({
    method: "GET",
    path: `/v3/env/pull/${encodeURIComponent(projectId)}/${encodeURIComponent(environment)}`,
    query: teamQuery(team),
    schema: z.object({ env: z.record(z.string(), z.unknown()) }),
  });
  return data.env;
}
