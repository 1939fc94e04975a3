// A store's metadata against its product's schema.

import type { BillingPlan, Metadata, MetadataProperty, MetadataSchema, Option, Product } from "../seed/types.js";
import type { Behaviour } from "../state/behaviour.js";
import { badRequest } from "./errors.js";
import { firstError, type Schema } from "./json-schema.js";

/** Refuses metadata that the schema does not allow. Expressions (`{expr}`) are for forms only: nothing evaluates them. */
export function checkMetadata(schema: MetadataSchema, metadata: Metadata, behaviour: Behaviour): void {
  const message = firstError(
    {
      type: "object",
      properties: Object.fromEntries(Object.entries(schema.properties).map(([key, property]) => [key, rule(property)])),
      required: schema.required ?? [],
      additionalProperties: behaviour.unknownMetadata === "keep",
    },
    metadata,
    "metadata",
  );
  if (message !== undefined) throw badRequest(message);
}

/** A free plan cannot have what is marked as paid only. Nobody has tried it: refusing is what the mark says. */
export function checkPaidOnly(schema: MetadataSchema, metadata: Metadata, plan: BillingPlan): void {
  if (plan.paymentMethodRequired) return;
  const key = Object.keys(metadata).find((one) => schema.properties[one]?.["ui:paid-only"] && metadata[one] !== false);
  if (key !== undefined) throw badRequest(`metadata.${key} is available on paid plans only`);
}

/** The metadata as the server keeps it. */
export function storedMetadata(product: Product, metadata: Metadata, behaviour: Behaviour): Metadata {
  if (!behaviour.normaliseMetadata) return structuredClone(metadata);
  const defaults = Object.entries(product.metadataSchema.properties).flatMap(([key, property]) =>
    property.default === undefined ? [] : [[key, property.default] as const],
  );
  return structuredClone({ ...product.ownMetadata, ...Object.fromEntries(defaults), ...metadata });
}

/** `ui:steps` of a slider are marks on its scale, not a list of what is allowed. */
function rule(property: MetadataProperty): Schema {
  const options = property["ui:options"]?.filter(offered).map(optionValue);
  if (property.type !== "array") return { ...property, ...(options ? { enum: options } : {}) } as Schema;
  return { ...property, items: { ...property.items, ...(options ? { enum: options } : {}) } } as Schema;
}

/** An option that is only hidden can be given by those who know of it; one that is disabled cannot. */
function offered(option: Option): boolean {
  return typeof option === "string" || !(option.disabled === true || option.disabled === "create");
}

function optionValue(option: Option): string {
  return typeof option === "string" ? option : option.value;
}
