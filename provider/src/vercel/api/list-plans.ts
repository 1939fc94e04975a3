// GET /v1/integrations/integration/{integration}/products/{product}/plans: the plans for a product and its metadata.
import { z } from "zod";
import { type Plan, planSchema } from "../schemas";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

export interface PlansRequest {
  team: string | undefined;
  integrationId: string;
  productId: string;
  integrationConfigurationId: string;
  /** Plans may depend on it, on a region for example. */
  metadata: Record<string, unknown>;
}

export async function listPlans(transport: Transport, request: PlansRequest): Promise<Plan[]> {
  const integration = encodeURIComponent(request.integrationId);
  const { data } = await transport.send({
    method: "GET",
    path: `/v1/integrations/integration/${integration}/products/${encodeURIComponent(request.productId)}/plans`,
    query: {
      integrationConfigurationId: request.integrationConfigurationId,
      metadata: JSON.stringify(request.metadata),
      ...teamQuery(request.team),
    },
    schema: z.object({ plans: z.array(planSchema) }),
    confidential: request.metadata,
  });
  return data.plans;
}
