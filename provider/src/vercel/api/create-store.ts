// POST /v1/storage/stores/integration/direct: the one request that buys something.
import { z } from "zod";
import { type Store, storeSchema } from "../schemas";
import type { Transport } from "../transport";
import { teamQuery } from "./team-query";

/** The body, in the API's own names. A plan that is left out lets the server pick a free one. */
export interface CreateStoreBody {
  name: string;
  integrationConfigurationId: string;
  integrationProductIdOrSlug: string;
  metadata: Record<string, unknown>;
  billingPlanId?: string;
  paymentMethodId?: string;
  prepaymentAmountCents?: number;
  externalId?: string;
  protocolSettings?: Record<string, unknown>;
}

export interface CreateStoreOptions {
  deadlineSeconds: number;
  /** Asked right before the request goes out. */
  mayBeSent: () => Promise<boolean>;
}

export interface CreatedStore {
  store: Store;
  /** The server's clock when it answered. */
  serverTime: number | undefined;
}

export async function createStore(
  transport: Transport,
  team: string | undefined,
  body: CreateStoreBody,
  options: CreateStoreOptions,
): Promise<CreatedStore> {
  const { data, serverTime } = await transport.send({
    method: "POST",
    path: "/v1/storage/stores/integration/direct",
    query: teamQuery(team),
    body: { ...body },
    schema: z.object({ store: storeSchema }),
    ...options,
    // A program may have marked these secret. Name, product and plan are not, and a refusal has to name them.
    confidential: [body.metadata, body.protocolSettings, body.externalId],
  });
  return { store: data.store, serverTime };
}
