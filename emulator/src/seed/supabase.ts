// Supabase: installed in team acme-prod, not installed in acme.
import type { Partner } from "./types.js";

export const supabase: Partner = {
  id: "oac_Supa8baseH2Lr5Tw9Ec4Zy7V",
  slug: "supabase",
  name: "Supabase",
  shortDescription: "Postgres with an application platform",
  tagIds: ["tag_databases", "tag_authentication"],
  isMarketplace: true,
  eulaDocUri: "https://supabase.example/terms",
  privacyDocUri: "https://supabase.example/privacy",
  products: [
    {
      id: "iap_Supabase9Pc4Wm1G",
      slug: "supabase",
      name: "Supabase",
      shortDescription: "Postgres, users and files",
      primaryProtocol: "storage",
      metadataSchema: {
        type: "object",
        properties: {
          region: {
            type: "string",
            "ui:control": "vercel-region",
            "ui:label": "Region",
            "ui:read-only": "update",
            "ui:options": ["iad1", "fra1"],
          },
          publicEnvVarPrefix: {
            type: "string",
            "ui:control": "input",
            "ui:label": "Prefix of public variables",
            default: "NEXT_PUBLIC_",
          },
        },
        required: ["region"],
      },
      plans: [
        {
          id: "supabase_free",
          name: "Free",
          description: "Two small projects",
          type: "subscription",
          scope: "installation",
          paymentMethodRequired: false,
          cost: "",
        },
        {
          id: "supabase_pro",
          name: "Pro",
          description: "For production",
          type: "subscription",
          scope: "installation",
          paymentMethodRequired: true,
          cost: "$25.00/month",
          preauthorizationAmount: 25,
        },
      ],
      secrets: [
        { name: "POSTGRES_URL", template: "postgres://{user}:{password}@{host}.supabase.example:6543/postgres" },
        { name: "SUPABASE_SERVICE_ROLE_KEY", template: "sb_secret_{token}" },
        { name: "NEXT_PUBLIC_SUPABASE_URL", template: "https://{host}.supabase.example", frameworkPublishable: true },
        { name: "NEXT_PUBLIC_SUPABASE_ANON_KEY", template: "sb_public_{readToken}", frameworkPublishable: true },
      ],
      secretKeys: "prefixed",
      ownMetadata: { postgres: "17.4" },
    },
  ],
};
