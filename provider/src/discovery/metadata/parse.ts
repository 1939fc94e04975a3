// Parses a product's metadataSchema leniently: a part that is not understood restricts nothing and becomes a gap.
import { isRecord, omitUndefined } from "../../contract/values";
import { controlOf, type FlagOnCreate, flagOnCreate, intersectChoices, nonEmptyString, parseChoices } from "./choices";
import { type Bounds, isBoundName } from "./limits";
import type { Gap, MetadataProperty, MetadataSchema, ReportGap, ValueSchema, ValueType } from "./schema";

const rootKeywords: readonly string[] = [
  "type",
  "properties",
  "required",
  "ui:order",
  "additionalProperties",
  "title",
  "description",
  "$schema",
  "$id",
  "$comment",
];

/** Keywords of a property that {@link parseProperty} reads, or that only change how the form looks. */
const formKeywords: readonly string[] = [
  "ui:control",
  "ui:options",
  "ui:steps",
  "ui:paid-only",
  "ui:hidden",
  "ui:read-only",
  "ui:readonly",
  "ui:disabled",
  "ui:label",
  "ui:placeholder",
  "ui:description",
  "ui:formatted-value",
  "git:providers",
];

/** Keywords that describe a value without restricting it. */
const annotations: readonly string[] = ["title", "description", "default", "example", "examples", "$comment"];

const valueTypes: readonly unknown[] = ["string", "number", "boolean", "array"] satisfies ValueType[];

export function parseSchema(raw: unknown): MetadataSchema {
  // A product without a schema is valid. A schema that is not an object schema is a gap.
  if (raw === undefined || raw === null) return { properties: new Map(), open: true, gaps: [] };
  if (!isRecord(raw) || raw.type !== "object" || !isRecord(raw.properties)) {
    return { properties: new Map(), open: true, gaps: [{ part: "the schema as a whole" }] };
  }
  const rawProperties = raw.properties;
  const unknownKeywords = Object.keys(raw).filter((keyword) => !rootKeywords.includes(keyword));
  const gaps: Gap[] = unknownKeywords.map((keyword) => ({ part: `keyword ${keyword}` }));
  const required = parseRequired(raw.required, gaps);
  const properties = new Map<string, MetadataProperty>();
  for (const key of inFormOrder(Object.keys(rawProperties), raw["ui:order"])) {
    const reportGap = (part: string) => gaps.push({ key, part });
    properties.set(key, parseProperty(key, rawProperties[key], required.includes(key), reportGap));
  }
  for (const key of required.filter((name) => !properties.has(name))) {
    gaps.push({ key, part: "required, but not described" });
    properties.set(key, { ...unrestricted(key), hidden: true });
  }
  // An unknown keyword may describe further keys. Absent means `additionalProperties: false` here.
  const allowsMore = raw.additionalProperties !== undefined && raw.additionalProperties !== false;
  return { properties, open: allowsMore || unknownKeywords.length > 0, gaps };
}

function parseRequired(raw: unknown, gaps: Gap[]): string[] {
  if (raw === undefined) return [];
  if (Array.isArray(raw) && raw.every((key) => typeof key === "string")) return raw;
  gaps.push({ part: "keyword required" });
  return [];
}

/** The keys that `ui:order` contains come first, in its order. */
function inFormOrder(keys: readonly string[], order: unknown): string[] {
  const positions = Array.isArray(order) ? order : [];
  const ordered = keys.filter((key) => positions.includes(key));
  return [
    ...ordered.sort((a, b) => positions.indexOf(a) - positions.indexOf(b)),
    ...keys.filter((key) => !positions.includes(key)),
  ];
}

function parseProperty(key: string, raw: unknown, isRequired: boolean, reportGap: ReportGap): MetadataProperty {
  if (!isRecord(raw)) {
    reportGap("its description");
    return { ...unrestricted(key), required: isRequired };
  }
  const hidden = parseHidden(raw["ui:hidden"], reportGap);
  return {
    key,
    // A property that the form hides cannot be filled in there, so the server must accept its absence. A property that
    // is read-only or disabled is different: the form submits its preselected value, and this API call would not.
    required: isRequired && hidden === "no",
    value: parseFormValue(raw, reportGap),
    paidOnly: raw["ui:paid-only"] === true,
    hidden: hidden === "yes",
    ...omitUndefined({
      default: raw.default,
      label: nonEmptyString(raw["ui:label"]),
      description: nonEmptyString(raw.description) ?? nonEmptyString(raw["ui:description"]),
      placeholder: nonEmptyString(raw["ui:placeholder"]),
    }),
  };
}

function unrestricted(key: string): MetadataProperty {
  return { key, required: false, value: { bounds: {} }, paidOnly: false, hidden: false };
}

/** A flag that is not understood may hide the property, as an expression may. */
function parseHidden(flag: unknown, reportGap: ReportGap): FlagOnCreate {
  const hidden = flagOnCreate(flag);
  if (hidden === undefined) reportGap("keyword ui:hidden");
  return hidden ?? "depends";
}

/** If the control is unknown or not for this type, only the JSON Schema keywords restrict the value. */
function parseFormValue(raw: Record<string, unknown>, reportGap: ReportGap): ValueSchema {
  const value = parseValue(raw, formKeywords, reportGap);
  if (value.type === undefined) {
    if (raw.type === undefined) reportGap("no type");
    return { bounds: {} };
  }
  const name = raw["ui:control"];
  const control = controlOf(name, value.type);
  if (control === undefined) reportGap(typeof name === "string" ? `control ${name}` : "no control");
  if (raw["ui:paid-only"] !== undefined && typeof raw["ui:paid-only"] !== "boolean") reportGap("keyword ui:paid-only");
  for (const [keyword, restricts] of [
    ["ui:options", control?.options],
    ["ui:steps", control?.steps],
  ] as const) {
    if (raw[keyword] === undefined) continue;
    if (restricts) restrictTo(raw[keyword], keyword, restrictedPart(value), reportGap);
    else if (control !== undefined) reportGap(`keyword ${keyword}`);
  }
  return value;
}

/** What options restrict: the value, or the members of a list. */
function restrictedPart(value: ValueSchema): ValueSchema {
  if (value.type !== "array") return value;
  value.members ??= { bounds: {} };
  return value.members;
}

/** Parses the JSON Schema keywords of a property or of its `items`. `ignored`: keywords that the caller reads. */
function parseValue(raw: Record<string, unknown>, ignored: readonly string[], reportGap: ReportGap): ValueSchema {
  const bounds: Bounds = {};
  const value: ValueSchema = { bounds };
  for (const [keyword, limit] of Object.entries(raw)) {
    if (limit === undefined || annotations.includes(keyword) || ignored.includes(keyword)) continue;
    if (keyword === "type" && isValueType(limit)) value.type = limit;
    else if (isBoundName(keyword) && typeof limit === "number") bounds[keyword] = limit;
    else if (keyword === "pattern" && typeof limit === "string") value.pattern = limit;
    else if (keyword === "enum") restrictTo(limit, keyword, value, reportGap);
    else if (keyword === "items" && isRecord(limit))
      value.members = parseValue(limit, [], (part) => reportGap(`items: ${part}`));
    else reportGap(`keyword ${keyword}`);
  }
  return value;
}

/** Restricts a value to a list of choices. A list that is not understood restricts nothing. */
function restrictTo(list: unknown, keyword: string, value: ValueSchema, reportGap: ReportGap): void {
  const choices = parseChoices(list);
  if (choices === undefined) reportGap(`keyword ${keyword}`);
  else value.choices = intersectChoices(value.choices, choices);
}

function isValueType(type: unknown): type is ValueType {
  return valueTypes.includes(type);
}
