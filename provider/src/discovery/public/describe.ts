// What the list functions return: installations, products with their metadata properties, and plans, as plain values.
import { omitUndefined } from "../../contract/values";
import type { Configuration, Plan, Product } from "../../vercel/api/integrations";
import { formatRange } from "../metadata/limits";
import { parseSchema } from "../metadata/parse";
import type { MetadataProperty, ValueSchema } from "../metadata/schema";
import { optionsOf } from "../metadata/validate";
import { isReady } from "../resolve-installation";
import { inCents } from "../resolve-product-and-plan";
import type { MarketplaceInstallation, MarketplacePlan, MarketplaceProduct, MetadataSetting } from "./types";

export function describeInstallation(configuration: Configuration): MarketplaceInstallation {
  const { id, slug, integrationId, integration, createdAt, status, disabledAt, deletedAt } = configuration;
  const state = deletedAt ? "uninstalled" : disabledAt ? "disabled" : (status ?? "ready");
  return omitUndefined({
    id,
    integration: slug,
    integrationId,
    name: integration?.name ?? slug,
    state,
    ready: !deletedAt && isReady(configuration),
    installedAt: createdAt === undefined ? undefined : new Date(createdAt).toISOString(),
  });
}

export function describeProduct({ id, slug, name, metadataSchema }: Product): MarketplaceProduct {
  const { properties } = parseSchema(metadataSchema);
  const visible = [...properties.values()].filter(({ hidden }) => !hidden);
  return { id, slug, name, metadata: visible.map(describeSetting) };
}

function describeSetting(property: MetadataProperty): MetadataSetting {
  const { key, required, value, paidOnly, default: preselected, label, description } = property;
  return omitUndefined({
    key,
    type: settingType(value),
    required,
    options: optionsOf(value),
    range: formatRange(value.bounds, value.type),
    pattern: value.pattern,
    default: preselected,
    paidOnly,
    label,
    description,
  });
}

function settingType({ type, members }: ValueSchema): MetadataSetting["type"] {
  if (type !== "array") return type;
  return members?.type === "string" || members?.type === "number" ? `${members.type}[]` : "array";
}

export function describePlan(plan: Plan): MarketplacePlan {
  const { id, name, type, cost, paymentMethodRequired, disabled } = plan;
  return omitUndefined({
    id,
    name,
    type,
    cost: cost ?? "",
    free: paymentMethodRequired === false,
    available: !disabled,
    minimumAmountCents: inCents(plan.minimumAmount),
    maximumAmountCents: inCents(plan.maximumAmount),
  });
}
