// The table of what an IntegrationStore gives besides its arguments. The resource class, tests and docs read it.
import type { ResolvedFields, StoreFacts } from "./integration-store";

export interface OutputRow {
  readonly type: string;
  readonly secret?: boolean;
  readonly doc: string;
}

export const storeOutputs = {
  integrationId: { type: "string", doc: "The integration's id: `oac_…`." },
  integrationSlug: { type: "string", doc: "The integration's slug." },
  productId: { type: "string", doc: "The product's id: `iap_…`." },
  productSlug: { type: "string", doc: "The product's slug." },
  teamSlug: { type: "string", doc: "The team's slug, where a slug was given." },
  billingPlan: { type: "{ id, name, type, cost }", doc: "The plan that the store has. Known in the preview." },
  status: { type: "string", doc: "The store's state at Vercel: `available` once it can be used." },
  externalResourceId: { type: "string", doc: "The partner's own id of the resource." },
  dashboardUrl: { type: "string", doc: "The store's page in the Vercel dashboard." },
  secretNames: { type: "string[]", doc: "Names of the connection details, sorted." },
  secrets: {
    type: "Record<string, string>",
    secret: true,
    doc: "Connection details by name. Empty, with a warning, where the token may not read values.",
  },
} as const satisfies Record<keyof ResolvedFields | keyof StoreFacts, OutputRow>;

export const storeOutputNames = Object.keys(storeOutputs) as (keyof typeof storeOutputs)[];
