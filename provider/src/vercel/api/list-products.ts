// GET /v1/integrations/configuration/{id}/products: what an installation offers.
import { z } from "zod";
import { type Product, productSchema } from "../schemas";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

export interface InstallationProducts {
  products: Product[];
  integration: { id: string; slug: string; name: string };
}

export async function listProducts(
  transport: Transport,
  team: string | undefined,
  integrationConfigurationId: string,
): Promise<InstallationProducts> {
  const { data } = await transport.send({
    method: "GET",
    path: `/v1/integrations/configuration/${encodeURIComponent(integrationConfigurationId)}/products`,
    query: teamQuery(team),
    schema: z.object({
      products: z.array(productSchema),
      integration: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
    }),
  });
  return data;
}
