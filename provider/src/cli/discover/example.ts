// The example program: a store with the required metadata and a free plan if there is one, as source code.
import type { Session } from "../../account/session";
import { isRecord, omitUndefined } from "../../contract/values";
import { visibleChoices } from "../../discovery/metadata/choices";
import type { PatternTimes } from "../../discovery/metadata/limits";
import { parseSchema } from "../../discovery/metadata/parse";
import type { MetadataProperty, MetadataSchema } from "../../discovery/metadata/schema";
import { validateValue } from "../../discovery/metadata/validate";
import { describePlan } from "../../discovery/public/describe";
import type { MarketplaceInstallation } from "../../discovery/public/types";
import { areOfInstallation } from "../../discovery/resolve-product-and-plan";
import type { Plan, Product } from "../../vercel/api/integrations";
import { responseOrError, VercelError } from "../../vercel/errors";
import { formatDeclaration, formatLiteral } from "../terminal/source-code";

export interface ExampleStore {
  integration: string;
  installation?: string;
  product?: string;
  metadata: Record<string, unknown>;
  /** Required metadata properties for which the schema names no valid value. */
  toBeSet: string[];
  /** Absent: the server picks the free plan. */
  billingPlanId?: string;
  prepaymentAmountCents?: number;
}

/** The API's minimum prepayment, for plans that state none. */
const MIN_PREPAYMENT_CENTS = 50;

/** The integration of an example, and its installation if the team has one. */
export type ExampleSource = Pick<MarketplaceInstallation, "integration" | "integrationId"> & { id?: string };

/**
 * All plans of a product, and a store that uses one of them. No example if no plan is available. Without an installation
 * the API may list no plans.
 */
export async function chooseExample(
  { catalogue, account }: Session,
  { id, integration, integrationId }: ExampleSource,
  product: Product,
): Promise<{ plans: Plan[]; example: ExampleStore | undefined }> {
  const { metadata, toBeSet } = suggestMetadata(parseSchema(product.metadataSchema));
  // The metadata is the partner's own.
  const place = omitUndefined({ integrationConfigurationId: id });
  const request = { integrationId, ...place, productId: product.id, confidential: [] };
  const store = { integration, ...omitUndefined({ installation: id }), product: product.slug };
  const example: ExampleStore = { ...store, metadata, toBeSet };
  const plansForExample = await responseOrError(catalogue.plans(account.team, { ...request, metadata }));
  if (VercelError.isInstance(plansForExample)) {
    if (id === undefined) return { plans: [], example };
    throw plansForExample;
  }
  const allPlans = await responseOrError(catalogue.plans(account.team, { ...request, metadata: {} }));
  // A partner may require metadata to list plans.
  const plans = VercelError.isInstance(allPlans) ? plansForExample : allPlans;
  const available = plansForExample.map(describePlan).filter((plan) => plan.available);
  const plan = available.find(({ free }) => free) ?? available[0];
  if (plan === undefined) return { plans, example: undefined };
  if (plan.free || areOfInstallation(plansForExample)) return { plans, example };
  example.billingPlanId = plan.id;
  if (plan.type === "prepayment") {
    example.prepaymentAmountCents = Math.max(MIN_PREPAYMENT_CENTS, plan.minimumAmountCents ?? 0);
  }
  return { plans, example };
}

/** Stands for a value that the user must set. */
const PLACEHOLDER = "…";

export function formatProgram(example: ExampleStore, team: string | undefined): string {
  const { integration, installation, product, billingPlanId, prepaymentAmountCents } = example;
  const metadata = { ...example.metadata, ...Object.fromEntries(example.toBeSet.map((key) => [key, PLACEHOLDER])) };
  const args = {
    integration,
    integrationConfigurationId: installation,
    product,
    metadata: Object.keys(metadata).length > 0 ? metadata : undefined,
    billingPlanId,
    prepaymentAmountCents,
    teamId: team,
  };
  const fields = Object.entries(args).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, formatLiteral(value)] as const],
  );
  const statement = formatDeclaration("const db", { type: "IntegrationStore", name: "db", fields });
  return `import { IntegrationStore } from "pulumi-vercel-marketplace";\n\n${statement}`;
}

export function suggestMetadata(schema: MetadataSchema): Pick<ExampleStore, "metadata" | "toBeSet"> {
  const required = [...schema.properties.values()].filter((property) => property.required);
  const patternTimes: PatternTimes = new Map();
  const values = required.map((property) => [property.key, suggestValue(property, patternTimes)] as const);
  return {
    metadata: Object.fromEntries(values.filter(([, value]) => value !== undefined)),
    toBeSet: values.filter(([, value]) => value === undefined).map(([key]) => key),
  };
}

/** The default, the first option or the placeholder: the first that is valid. */
function suggestValue(
  { value: schema, default: preselected, placeholder }: MetadataProperty,
  patternTimes: PatternTimes,
): unknown {
  const [option] = visibleChoices(schema.choices ?? []).map(({ value }) => value);
  const [member] = visibleChoices(schema.members?.choices ?? []).map(({ value }) => [value]);
  const example = placeholder?.replace(/^e\.g\.\s*/i, "");
  return [preselected, option, member, example].find((value) => {
    if (value === undefined || isRecord(value)) return false;
    let hasGap = false;
    const target = { path: "", owner: "", reportGap: () => (hasGap = true), patternTimes };
    return validateValue(value, schema, target).length === 0 && !hasGap;
  });
}
