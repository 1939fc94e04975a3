// The texts of all validation issues of discovery, in `issue-texts.txt`. Update it with `npx vitest -u`.
import { expect, it } from "vitest";
import type { ValidationIssue } from "../../../provider/src/contract/validation-issue.ts";
import { parseSchema } from "../../../provider/src/discovery/metadata/parse.ts";
import { paidOnlyKeys, validateMetadata } from "../../../provider/src/discovery/metadata/validate.ts";
import { resolveInstallation } from "../../../provider/src/discovery/resolve-installation.ts";
import {
  isIssue,
  type PlanRequest,
  paidOnlyIssues,
  resolvePlan,
  resolveProduct,
} from "../../../provider/src/discovery/resolve-product-and-plan.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { ValidationError } from "../../../provider/src/errors/validation-error.ts";
import type { Configuration, Plan, Product } from "../../../provider/src/vercel/api/integrations.ts";
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

const byIntegration = (integration: string) => resolveInstallation(installations, { integration, team: "acme" });
const byId = (integrationConfigurationId: string, integration?: string) =>
  resolveInstallation(installations, {
    integrationConfigurationId,
    team: "acme",
    ...(integration ? { integration } : {}),
  });
const metadata = (schema: unknown, value: unknown, name = "Neon") =>
  validateMetadata({ name, metadataSchema: schema }, value).issues;
function plan(plans: Plan[], request: PlanRequest): ValidationIssue[] {
  const resolved = resolvePlan(plans, request, "Paid DB");
  return resolved !== undefined && isIssue(resolved) ? [resolved] : [];
}
const paidOnly = (value: Record<string, unknown>) =>
  paidOnlyIssues(paidOnlyKeys(parseSchema(schemas.upstashKv), value), free, [free, pro, old]);

/** Throws a validation error, or returns the issues. */
type Attempt = () => unknown;

const page: [chapter: string, situations: [situation: string, attempt: Attempt][]][] = [
  [
    "Integration and installation",
    [
      ["a typing error in the slug", () => byIntegration("upstsh")],
      ["an integration that is not installed", () => byIntegration("supabase")],
      ["an id that is not installed", () => byIntegration("oac_nosuch")],
      ["nothing is installed", () => resolveInstallation([], { integration: "neon" })],
      ["an installation that is suspended", () => byIntegration("frost-cache")],
      ["an installation that is disabled", () => byIntegration("dimdb")],
      ["an installation that is not from the Marketplace", () => byIntegration("deploy-notes")],
      ["the same by its id", () => byId("icfg_notes")],
      ["two installations", () => byIntegration("upstash")],
      ["a typing error in the id", () => byId("icfg_upstashC")],
      ["an installation of another integration", () => byId("icfg_neon", "upstash")],
      ["a suspended installation by its id", () => byId("icfg_frost")],
      ["an id where there is nothing", () => resolveInstallation([], { integrationConfigurationId: "icfg_x" })],
    ],
  ],
  [
    "Product",
    [
      ["two products", () => resolveProduct(upstash, undefined)],
      ["a typing error in the slug", () => resolveProduct(upstash, "upstash-vektor")],
      ["no product at all", () => resolveProduct(offer("Notes"), undefined)],
    ],
  ],
  [
    "Plan",
    [
      ["no free plan", () => plan([pro, prepay, old], {})],
      ["a typing error in the id", () => plan([free, pro, old], { billingPlanId: "por" })],
      ["a plan that is unavailable", () => plan([free, pro, old], { billingPlanId: "scale" })],
      ["a prepayment without an amount", () => plan([pro, prepay], { billingPlanId: "prepay" })],
      [
        "a prepayment of too little",
        () => plan([pro, prepay], { billingPlanId: "prepay", prepaymentAmountCents: 999 }),
      ],
      [
        "a prepayment of too much",
        () => plan([pro, prepay], { billingPlanId: "prepay", prepaymentAmountCents: 50_001 }),
      ],
      ["metadata that only paid plans include", () => paidOnly({ primaryRegion: "fra1", prodPack: true })],
    ],
  ],
  [
    "Metadata",
    [
      ["a region that is not an option", () => metadata(schemas.neon, { region: "mars1" })],
      ["a typing error in a region", () => metadata(schemas.neon, { region: "fra2" })],
      ["a required property that is missing", () => metadata(schemas.neon, {})],
      ["the same with a default", () => metadata(schemas.regionWithDefault, {})],
      ["a typing error in a key", () => metadata(schemas.neon, { region: "iad1", sise: 2 })],
      [
        "a key where there are none",
        () => metadata({ type: "object", properties: {} }, { region: "iad1" }, "Frost Cache"),
      ],
      ["an option that is disabled", () => metadata(schemas.mongodbAtlas, { vercelRegion: "iad1", clusterTier: "M2" })],
      [
        "options without those that the form hides",
        () => metadata(schemas.versionAndHiddenSize, { version: "5.6", region: "cle1", compute: "3" }, "Acme"),
      ],
      ["a string instead of a number", () => metadata(schemas.neon, { region: "iad1", size: "2" })],
      ["a number out of its range", () => metadata(schemas.neon, { region: "iad1", size: 80 })],
      ["a string instead of true or false", () => metadata(schemas.neon, { region: "iad1", auth: "yes" })],
      ["a string instead of a list", () => metadata(schemas.neon, { region: "iad1", tags: "web" })],
      [
        "a list with a member that is not an option",
        () => metadata(schemas.neon, { region: "iad1", tags: ["web", "job"] }),
      ],
      ["several at once", () => metadata(schemas.neon, { region: "mars1", size: 0, sise: 1 })],
      [
        "strings without options, which are never quoted",
        () => metadata(knobs, { label: "No", storage: 1, backups: true, secret: "x" }, "Omnibase"),
      ],
      ["properties without options that are missing", () => metadata(knobs, {}, "Omnibase")],
      [
        "a range without its ends, and a slider between its steps",
        () => metadata(knobs, { label: "abc", storage: 1, backups: true, ratio: 1, compute: [3] }, "Omnibase"),
      ],
    ],
  ],
];

it("P31 every issue says what is wrong, why, and what to do next", async () => {
  const lines = page.flatMap(([chapter, situations]) => [
    chapter,
    "=".repeat(chapter.length),
    "",
    ...situations.flatMap(([situation, attempt]) => [`# ${situation}`, ...textsOf(attempt), ""]),
  ]);
  await expect(lines.join("\n")).toMatchFileSnapshot("issue-texts.txt");
});

function textsOf(attempt: Attempt): string[] {
  try {
    const issues = attempt() as ValidationIssue[];
    return issues.map((issue) => render(new ValidationError([issue])));
  } catch (error) {
    if (error instanceof ValidationError) return [render(error)];
    throw error;
  }
}
