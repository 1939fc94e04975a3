// GET /v1/integrations/configurations: the installations of a team, those from outside the Marketplace among them.
import { z } from "zod";
import { VercelError } from "../errors";
import { type Configuration, configurationSchema } from "../schemas";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

/** All installations of the team; those from elsewhere too, so that a person can be told what they are. A team that never had one may be answered with a 404: that is none. */
export async function listConfigurations(transport: Transport, team: string | undefined): Promise<Configuration[]> {
  try {
    const { data } = await transport.send({
      method: "GET",
      path: "/v1/integrations/configurations",
      query: { view: "account", ...teamQuery(team) },
      schema: z.array(configurationSchema),
    });
    return data;
  } catch (error) {
    if (VercelError.isInstance(error) && error.status === 404 && error.code === "not_found") return [];
    throw error;
  }
}
