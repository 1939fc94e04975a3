// Frost Cache: the only installation in team acme is suspended.
import type { Partner } from "./types.js";

export const frostCache: Partner = {
  id: "oac_Fr0stCa5Bz8Ng1Qv6Du3Mk9J",
  slug: "frost-cache",
  name: "Frost Cache",
  shortDescription: "A cache for responses",
  tagIds: ["tag_performance"],
  isMarketplace: true,
  eulaDocUri: "https://frost-cache.example/terms",
  privacyDocUri: "https://frost-cache.example/privacy",
  products: [
    {
      id: "iap_FrostCache6Sx2Yb",
      slug: "frost-cache",
      name: "Frost Cache",
      shortDescription: "A cache at the edge",
      primaryProtocol: "storage",
      metadataSchema: { type: "object", properties: {} },
      plans: [
        {
          id: "frost_free",
          name: "Free",
          description: "A small cache",
          type: "subscription",
          scope: "resource",
          paymentMethodRequired: false,
          cost: "",
        },
      ],
      secrets: [{ name: "FROST_URL", template: "https://{token}.frost.example" }],
      secretKeys: "prefixed",
      ownMetadata: {},
    },
  ],
};
