// The least metadata that a new store can have: every required property, with the first value that the rules accept.

import { checkValue } from "./check-value";
import { offered } from "./choices";
import { isRecord } from "./json";
import type { MetadataProperty, MetadataSchema, ValueSchema } from "./schema";

export interface SmallestMetadata {
  metadata: Record<string, unknown>;
  /** Required properties for which no value was found: what they hold only marks their place. */
  toBeSet: string[];
}

export function smallestMetadata(schema: MetadataSchema): SmallestMetadata {
  const required = [...schema.properties.values()].filter((property) => property.required);
  const toBeSet: string[] = [];
  const entries = required.map((property) => {
    const candidates = candidatesFor(property);
    const accepted = candidates.find((value) => isAccepted(value, property.value));
    if (accepted === undefined) toBeSet.push(property.key);
    return [property.key, accepted ?? candidates[0] ?? "…"] as const;
  });
  return { metadata: Object.fromEntries(entries), toBeSet };
}

/** What the form starts with, or shows as an example, is likelier to make sense than what only fits. */
function candidatesFor({ value, default: first, placeholder }: MetadataProperty): unknown[] {
  const example = placeholder?.replace(/^e\.g\.\s*/i, "");
  return [first, ...fitting(value, example)].filter((candidate) => candidate !== undefined && !isRecord(candidate));
}

function fitting(schema: ValueSchema, example?: string): unknown[] {
  const { type, bounds, choices, members } = schema;
  if (choices !== undefined) return [...offered(choices), ...choices].map(({ value }) => value);
  const { minLength = 0, minItems = 0, minimum, maximum, exclusiveMinimum: above, exclusiveMaximum: below } = bounds;
  switch (type) {
    case "boolean":
      return [false, true];
    case "number":
      return [minimum, above && above + 1, maximum, 1, 0, ((above ?? minimum ?? 0) + (below ?? maximum ?? 0)) / 2];
    case "array":
      return (members === undefined ? [] : fitting(members)).map((one) => Array(minItems).fill(one)).concat([[]]);
    default:
      return [example, "example", "main", "a".repeat(minLength), "1".repeat(Math.max(1, minLength)), ""];
  }
}

function isAccepted(value: unknown, schema: ValueSchema): boolean {
  let understood = true;
  const place = { path: "", owner: "", gap: () => (understood = false) };
  return checkValue(value, schema, place).length === 0 && understood;
}
