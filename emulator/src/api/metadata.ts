// The metadata of a store, validated against the schema of its product.
import type { BillingPlan, Metadata, MetadataProperty, MetadataSchema, Option, Product } from "../seed/types.js";
import type { Behaviour } from "../state/behaviour.js";
import { badRequest } from "./errors.js";
import { type JsonSchema, requireValid } from "./json-schema.js";

/** Rejects metadata that the schema does not allow. Expressions (`{expr}`) are for forms only and are ignored. */
export function validateMetadata(
  schema: MetadataSchema,
  metadata: Metadata,
  behaviour: Behaviour,
  name = "metadata",
): void {
  const properties = Object.entries(schema.properties).map(([key, property]) => [key, propertySchema(property)]);
  requireValid(
    {
      type: "object",
      properties: Object.fromEntries(properties),
      required: schema.required ?? [],
      additionalProperties: behaviour.unknownMetadata === "keep",
    },
    metadata,
    name,
  );
}

/** Rejects paid-only properties on a free plan. The live behaviour is unknown; this is what `ui:paid-only` says. */
export function validatePaidOnly(schema: MetadataSchema, metadata: Metadata, plan: BillingPlan): void {
  if (plan.paymentMethodRequired) return;
  const key = Object.keys(metadata).find(
    (name) => schema.properties[name]?.["ui:paid-only"] && metadata[name] !== false,
  );
  if (key !== undefined) throw badRequest(`metadata.${key} is available on paid plans only`);
}

/**
 * The metadata with what it lacks of the required properties: a region that the server chooses, and defaults. The
 * official client asks for neither where it leaves the rest to the server.
 */
export function completeMetadata({ properties, required = [] }: MetadataSchema, metadata: Metadata): Metadata {
  const added = required.flatMap((key) => {
    const value = properties[key] && valueFor(properties[key]);
    return value === undefined ? [] : [[key, value] as const];
  });
  return { ...Object.fromEntries(added), ...metadata };
}

/** The metadata as the server stores it. */
export function storedMetadata(product: Product, metadata: Metadata, behaviour: Behaviour): Metadata {
  const given = Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, normalised(value, behaviour.normaliseValues)]),
  );
  if (!behaviour.normaliseMetadata) return structuredClone(given);
  const defaults = Object.entries(product.metadataSchema.properties).flatMap(([key, property]) =>
    property.default === undefined ? [] : [[key, property.default] as const],
  );
  return structuredClone({ ...product.ownMetadata, ...Object.fromEntries(defaults), ...given });
}

/** Where there is a choice of regions, clients report the one of the east of the USA. */
function valueFor(property: MetadataProperty): Metadata[string] | undefined {
  const options = optionsOf(property) ?? [];
  const region = options.includes("iad1") ? "iad1" : options[0];
  if (property["ui:control"] === "vercel-region") return region;
  if (property["ui:control"] === "multi-vercel-region") return region === undefined ? [] : [region];
  return property.default;
}

function normalised(value: Metadata[string], changes: Behaviour["normaliseValues"]): Metadata[string] {
  const member = <T extends string | number | boolean>(one: T): T | string => {
    if (typeof one === "number") return changes.includes("numbers-as-strings") ? String(one) : one;
    if (typeof one !== "string") return one;
    const trimmed = changes.includes("trim") ? one.trim() : one;
    return changes.includes("lower-case") ? trimmed.toLowerCase() : trimmed;
  };
  if (!Array.isArray(value)) return member(value);
  const members = value.map(member);
  return (changes.includes("reorder") ? members.reverse() : members) as Metadata[string];
}

/** `ui:options` restricts the value. `ui:steps` does not: they are marks on the scale of a slider. */
function propertySchema(property: MetadataProperty): JsonSchema {
  const options = optionsOf(property);
  if (!options) return { ...property };
  return property.type === "array"
    ? { ...property, items: { ...property.items, enum: options } }
    : { ...property, enum: options };
}

function optionsOf(property: MetadataProperty): string[] | undefined {
  return property["ui:options"]?.filter(isSelectable).map(optionValue);
}

/** A client may select a hidden option, but not a disabled one. */
function isSelectable(option: Option): boolean {
  return typeof option === "string" || !(option.disabled === true || option.disabled === "create");
}

function optionValue(option: Option): string {
  return typeof option === "string" ? option : option.value;
}
