// Every refusal of discovery on one page, `refusal-texts.txt`, to be read from top to bottom as a person would.
import { expect, it } from "vitest";
import { findProduct } from "../../../provider/src/discovery/find-product.ts";
import type { Found } from "../../../provider/src/discovery/found.ts";
import { type Refusal, renderRefusal } from "../../../provider/src/discovery/issue.ts";
import { checkPaidOnly } from "../../../provider/src/discovery/metadata/paid-only.ts";
import { checkMetadata } from "../../../provider/src/discovery/metadata/validate.ts";
import { findInstallation } from "../../../provider/src/discovery/resolve-installation.ts";
import { findPlan } from "../../../provider/src/discovery/resolve-product-and-plan.ts";
import type { Configuration, Plan, Product } from "../../../provider/src/vercel/schemas.ts";
import * as schemas from "./metadata/schemas.ts";

const day = (date: string) => Date.parse(`${date}T09:00:00Z`);
const installation = (id: string, slug: string, more: Partial<Configuration> = {}): Configuration => ({
  id,
  integrationId: `oac_${slug}`,
  slug,
  status: "ready",
  createdAt: day("2026-03-01"),
  ...more,
});
const installations = [
  installation("icfg_neon", "neon"),
  installation("icfg_upstashA", "upstash"),
  installation("icfg_upstashB", "upstash", { createdAt: day("2026-08-12") }),
  installation("icfg_frost", "frost-cache", { status: "suspended" }),
  installation("icfg_dim", "dimdb", { disabledAt: day("2026-05-05") }),
  installation("icfg_notes", "deploy-notes", { installationType: "external" }),
];

const product = (slug: string, name: string, metadataSchema: unknown = {}): Product => ({
  id: `iap_${slug}`,
  slug,
  name,
  metadataSchema,
});
const offer = (name: string, ...products: Product[]) => ({ products, integration: { id: "oac_1", slug: "x", name } });
const upstash = offer(
  "Upstash",
  product("upstash-kv", "Upstash for Redis"),
  product("upstash-vector", "Upstash Vector"),
);

const free: Plan = { id: "free", name: "Free", type: "subscription", cost: "", paymentMethodRequired: false };
const pro: Plan = { id: "pro", name: "Pro", type: "subscription", cost: "$20.00/month", paymentMethodRequired: true };
const old: Plan = { ...pro, id: "scale", name: "Scale (2024)", disabled: true };
const prepay: Plan = {
  id: "prepay",
  name: "Prepaid",
  type: "prepayment",
  paymentMethodRequired: true,
  minimumAmount: "10.00",
  maximumAmount: "500.00",
};

const knobs = {
  type: "object",
  properties: {
    label: { type: "string", "ui:control": "input", minLength: 3, maxLength: 20, pattern: "^[a-z][a-z0-9-]*$" },
    storage: { type: "number", "ui:control": "input", minimum: 1, maximum: 256 },
    ratio: { type: "number", "ui:control": "input", exclusiveMinimum: 0, exclusiveMaximum: 1 },
    compute: {
      type: "array",
      "ui:control": "slider",
      items: { type: "number" },
      "ui:steps": [1, 2, 4, 8],
      minItems: 2,
      maxItems: 2,
    },
    secret: { type: "string", "ui:control": "input", minLength: 16 },
    backups: { type: "boolean", "ui:control": "toggle" },
  },
  required: ["label", "storage", "backups"],
};

const ask = (integration: string) => findInstallation(installations, { integration, team: "acme" });
const byId = (integrationConfigurationId: string, integration?: string) =>
  findInstallation(installations, {
    integrationConfigurationId,
    team: "acme",
    ...(integration ? { integration } : {}),
  });
const metadata = (schema: unknown, value: unknown, name = "Neon") =>
  checkMetadata({ name, metadataSchema: schema }, value).refusals;
const plan = (plans: Plan[], wish: Parameters<typeof findPlan>[1]) => findPlan(plans, wish, "Paid DB");
const paidOnly = (value: Record<string, unknown>) =>
  checkPaidOnly(checkMetadata(product("kv", "KV", schemas.upstashKv), value).schema, value, free, [free, pro, old]);

const page: [chapter: string, situations: [situation: string, answer: Found<unknown> | Refusal[]][]][] = [
  [
    "Integration and installation",
    [
      ["a slip in the slug", ask("upstsh")],
      ["an integration that is not installed", ask("supabase")],
      ["an id that is not installed", ask("oac_nosuch")],
      ["nothing is installed", findInstallation([], { integration: "neon" })],
      ["an installation that is suspended", ask("frost-cache")],
      ["an installation that is disabled", ask("dimdb")],
      ["an installation that is not of the Marketplace", ask("deploy-notes")],
      ["the same by its id", byId("icfg_notes")],
      ["two installations", ask("upstash")],
      ["a slip in the id", byId("icfg_upstashC")],
      ["an installation of another integration", byId("icfg_neon", "upstash")],
      ["a suspended installation by its id", byId("icfg_frost")],
      ["an id where there is nothing", findInstallation([], { integrationConfigurationId: "icfg_x" })],
    ],
  ],
  [
    "Product",
    [
      ["two products", findProduct(upstash, undefined)],
      ["a slip in the slug", findProduct(upstash, "upstash-vektor")],
      ["no product at all", findProduct(offer("Notes"), undefined)],
    ],
  ],
  [
    "Plan",
    [
      ["no free plan", plan([pro, prepay, old], {})],
      ["a slip in the id", plan([free, pro, old], { billingPlanId: "por" })],
      ["a plan that is no longer sold", plan([free, pro, old], { billingPlanId: "scale" })],
      ["a prepayment without an amount", plan([pro, prepay], { billingPlanId: "prepay" })],
      ["a prepayment of too little", plan([pro, prepay], { billingPlanId: "prepay", prepaymentAmountCents: 999 })],
      ["a prepayment of too much", plan([pro, prepay], { billingPlanId: "prepay", prepaymentAmountCents: 50_001 })],
      ["what only paid plans include", paidOnly({ primaryRegion: "fra1", prodPack: true })],
    ],
  ],
  [
    "Metadata",
    [
      ["a region that is not offered", metadata(schemas.neon, { region: "mars1" })],
      ["a slip in a region", metadata(schemas.neon, { region: "fra2" })],
      ["a required property that is missing", metadata(schemas.neon, {})],
      ["the same with a default", metadata(schemas.regionWithDefault, {})],
      ["a slip in a key", metadata(schemas.neon, { region: "iad1", sise: 2 })],
      ["a key where there are none", metadata({ type: "object", properties: {} }, { region: "iad1" }, "Frost Cache")],
      ["an option that is disabled", metadata(schemas.mongodbAtlas, { vercelRegion: "iad1", clusterTier: "M2" })],
      [
        "what is offered, without what the form hides",
        metadata(schemas.versionAndHiddenSize, { version: "5.6", region: "cle1", compute: "3" }, "Acme"),
      ],
      ["a text instead of a number", metadata(schemas.neon, { region: "iad1", size: "2" })],
      ["a number out of its range", metadata(schemas.neon, { region: "iad1", size: 80 })],
      ["a text instead of true or false", metadata(schemas.neon, { region: "iad1", auth: "yes" })],
      ["a text instead of a list", metadata(schemas.neon, { region: "iad1", tags: "web" })],
      ["a list with a member that is not offered", metadata(schemas.neon, { region: "iad1", tags: ["web", "job"] })],
      ["several at once", metadata(schemas.neon, { region: "mars1", size: 0, sise: 1 })],
      [
        "free texts, which are never quoted",
        metadata(knobs, { label: "No", storage: 1, backups: true, secret: "x" }, "Omnibase"),
      ],
      ["free properties that are missing", metadata(knobs, {}, "Omnibase")],
      [
        "a range without its ends, and a slider between its steps",
        metadata(knobs, { label: "abc", storage: 1, backups: true, ratio: 1, compute: [3] }, "Omnibase"),
      ],
    ],
  ],
];

it("P31 every refusal says what, why, and what to do next", async () => {
  const lines = page.flatMap(([chapter, situations]) => [
    chapter,
    "=".repeat(chapter.length),
    "",
    ...situations.flatMap(([situation, answer]) => [`# ${situation}`, ...rendered(answer), ""]),
  ]);
  await expect(lines.join("\n")).toMatchFileSnapshot("refusal-texts.txt");
});

function rendered(answer: Found<unknown> | Refusal[]): string[] {
  if (Array.isArray(answer)) return answer.map(renderRefusal);
  return answer.ok ? ["(nothing is refused)"] : [renderRefusal(answer.refusal)];
}
