// Paid DB: no free plan. One plan is a subscription, the other a prepayment.
import type { Partner } from "./types.js";

export const paidDb: Partner = {
  id: "oac_Pa1dDbT6Wn3Zk8Gs5Rf2Hv7C",
  slug: "paid-db",
  name: "Paid DB",
  shortDescription: "A database without a free plan",
  tagIds: ["tag_databases"],
  isMarketplace: true,
  eulaDocUri: "https://paid-db.example/terms",
  privacyDocUri: "https://paid-db.example/privacy",
  products: [
    {
      id: "iap_PaidDbCore2Hn6Rd",
      slug: "paid-db",
      name: "Paid DB",
      shortDescription: "A relational database",
      primaryProtocol: "storage",
      metadataSchema: {
        type: "object",
        properties: {
          region: {
            type: "string",
            "ui:control": "select",
            "ui:label": "Region",
            default: "us-east",
            "ui:options": [
              { value: "us-east", label: "US East" },
              { value: "eu-west", label: "EU West" },
            ],
          },
        },
      },
      plans: [
        {
          id: "pro",
          name: "Pro",
          description: "One price a month",
          type: "subscription",
          scope: "resource",
          paymentMethodRequired: true,
          cost: "$20.00/month",
          preauthorizationAmount: 20,
        },
        {
          id: "prepay",
          name: "Prepaid",
          description: "Credits that are used up",
          type: "prepayment",
          scope: "resource",
          paymentMethodRequired: true,
          cost: "from $10",
          initialCharge: "10.00",
          minimumAmount: "10.00",
          maximumAmount: "500.00",
        },
      ],
      secrets: [
        { name: "PAID_DB_URL", template: "paiddb://{user}:{password}@{host}.paid-db.example" },
        { name: "PAID_DB_TOKEN", template: "pdb_{token}" },
      ],
      secretKeys: "prefixed",
      ownMetadata: { generation: 3 },
    },
  ],
};
