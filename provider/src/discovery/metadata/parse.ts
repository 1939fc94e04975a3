// Reads a product's metadataSchema as leniently as can be: whatever is not understood restricts nothing.
import { isRecord } from "./json";
import { parseProperty } from "./parse-property";
import type { Gap, MetadataProperty, MetadataSchema } from "./schema";

const rootKeywords = new Set([
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
]);

export function parseSchema(raw: unknown): MetadataSchema {
  // A product without a schema takes no part in this. One whose schema has another form is a gap.
  if (raw === undefined || raw === null) return { properties: new Map(), open: true, gaps: [] };
  if (!isRecord(raw) || raw.type !== "object" || !isRecord(raw.properties)) {
    return { properties: new Map(), open: true, gaps: [{ part: "the schema as a whole" }] };
  }
  const gaps: Gap[] = [];
  const unknownKeywords = Object.keys(raw).filter((keyword) => !rootKeywords.has(keyword));
  gaps.push(...unknownKeywords.map((keyword) => ({ part: `keyword ${keyword}` })));
  const required = requiredKeys(raw.required, gaps);
  const properties = new Map<string, MetadataProperty>();
  const { properties: described } = raw;
  for (const key of inOrder(Object.keys(described), raw["ui:order"])) {
    const note = (part: string) => gaps.push({ key, part });
    properties.set(key, parseProperty(key, described[key], required.includes(key), note));
  }
  for (const key of required.filter((one) => !properties.has(one))) {
    gaps.push({ key, part: "required, but not described" });
    properties.set(key, { key, required: false, value: { bounds: {} }, paidOnly: false, hidden: true });
  }
  // A keyword that is not known may describe further keys. `additionalProperties: false` goes without saying here.
  const allowsMore = raw.additionalProperties !== undefined && raw.additionalProperties !== false;
  return { properties, open: allowsMore || unknownKeywords.length > 0, gaps };
}

function requiredKeys(raw: unknown, gaps: Gap[]): string[] {
  if (raw === undefined) return [];
  if (Array.isArray(raw) && raw.every((key) => typeof key === "string")) return raw;
  gaps.push({ part: "keyword required" });
  return [];
}

/** The keys that `ui:order` names come first, in its order. */
function inOrder(keys: readonly string[], order: unknown): string[] {
  const named = Array.isArray(order) ? keys.filter((key) => order.includes(key)) : [];
  const place = (key: string) => (order as unknown[]).indexOf(key);
  return [...named.sort((a, b) => place(a) - place(b)), ...keys.filter((key) => !named.includes(key))];
}
