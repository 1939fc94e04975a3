// Translates a metadata schema of the documented subset to draft-07 JSON Schema, for an independent validator.

interface Option {
  value: string;
  disabled?: unknown;
}

export interface Property {
  type: string;
  items?: object;
  "ui:options"?: (string | Option)[];
  "ui:steps"?: number[];
  "ui:hidden"?: unknown;
}

export interface Schema {
  type: "object";
  properties: Record<string, Property>;
  required: string[];
}

export function asJsonSchema({ properties, required }: Schema): object {
  return {
    type: "object",
    additionalProperties: false,
    required: required.filter((key) => !mayBeHidden(properties[key]?.["ui:hidden"])),
    properties: Object.fromEntries(Object.entries(properties).map(([key, property]) => [key, translate(property)])),
  };
}

function translate(property: Property): object {
  const plain = Object.fromEntries(Object.entries(property).filter(([keyword]) => !keyword.startsWith("ui:")));
  const allowed = property["ui:steps"] ?? property["ui:options"]?.filter(canBeChosen).map(writtenValue);
  if (allowed === undefined) return plain;
  // An empty `enum` is invalid in JSON Schema. Nothing satisfies `not: {}`.
  const one = allowed.length > 0 ? { enum: allowed } : { not: {} };
  if (property.type !== "array") return { allOf: [plain, one] };
  return { ...plain, items: { allOf: [property.items ?? {}, one] } };
}

function mayBeHidden(flag: unknown): boolean {
  return flag === true || flag === "create" || typeof flag === "object";
}

function canBeChosen(option: string | Option): boolean {
  return typeof option === "string" || !(option.disabled === true || option.disabled === "create");
}

function writtenValue(option: string | Option): string {
  return typeof option === "string" ? option : option.value;
}
