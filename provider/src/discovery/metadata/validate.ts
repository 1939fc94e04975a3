// Checks a store's metadata against its product's schema, and reports everything that is wrong at once.

import type { ValidationIssue } from "../../contract/validation-issue";
import { containsUnknown, isUnknown } from "../../contract/values";
import type { Product } from "../../vercel/schemas";
import { checkValue, optionsOf, rangedInWords } from "./check-value";
import { parseSchema } from "./parse";
import type { Gap, MetadataProperty, MetadataSchema } from "./schema";

export interface ValidatedMetadata {
  schema: MetadataSchema;
  issues: ValidationIssue[];
  /** What could not be checked, as sentences for a person. */
  warnings: string[];
  /** The part of the metadata that nothing was found against. */
  accepted: Record<string, unknown>;
}

/**
 * Members that are not known yet, at any depth, are accepted. Defaults of the schema do not stand in for what is
 * missing: whether the server applies them when a store is created this way is not known.
 */
export function validateMetadata(
  product: Pick<Product, "name" | "metadataSchema">,
  metadata: unknown,
): ValidatedMetadata {
  const schema = parseSchema(product.metadataSchema);
  const gaps = [...schema.gaps];
  const given = new Map(Object.entries(isUnknown(metadata) ? {} : (metadata ?? {})).filter(isSet));
  const issues: ValidationIssue[] = [];
  for (const property of schema.properties.values()) {
    const { key, required, value } = property;
    const place = { path: `metadata.${key}`, owner: product.name, gap: (part: string) => gaps.push({ key, part }) };
    if (given.has(key)) issues.push(...checkValue(given.get(key), value, place));
    else if (required && !isUnknown(metadata)) issues.push(missing(property, product.name));
  }
  for (const [key, value] of given) {
    // An unknown value may still turn out to be none.
    if (!schema.properties.has(key) && !schema.open && !containsUnknown(value)) {
      issues.push(notAProperty(key, schema, product.name));
    }
  }
  const refused = issues.map(({ path }) => path.replace(/\[\d+\]$/, ""));
  return {
    schema,
    issues,
    warnings: gaps.length === 0 ? [] : [notChecked(gaps, product.name)],
    accepted: Object.fromEntries([...given].filter(([key]) => !refused.includes(`metadata.${key}`))),
  };
}

function isSet([, value]: [string, unknown]): boolean {
  return value !== undefined;
}

function missing({ key, value, default: first }: MetadataProperty, owner: string): ValidationIssue {
  const choices = value.choices ?? value.members?.choices;
  const what = choices === undefined ? `: ${rangedInWords(value)}` : "";
  const isPlain = typeof first === "string" || typeof first === "number" || typeof first === "boolean";
  return {
    code: "metadata-required",
    path: `metadata.${key}`,
    problem: `is required by ${owner}${what}`,
    ...optionsOf(choices),
    ...(isPlain ? { nextStep: `Vercel's own form starts with ${first}.` } : {}),
  };
}

function notAProperty(key: string, schema: MetadataSchema, owner: string): ValidationIssue {
  const path = `metadata.${key}`;
  const shown = [...schema.properties.values()].filter(({ hidden }) => !hidden);
  if (shown.length === 0)
    return { code: "metadata-unknown", path, problem: `is not a property of ${owner}, which takes no metadata` };
  return {
    code: "metadata-unknown",
    path,
    problem: `is not a property of ${owner}`,
    given: key,
    options: shown.map(({ key: value, required }) => ({ value, ...(required ? { label: "required" } : {}) })),
    optionsLabel: "It takes",
  };
}

function notChecked(gaps: readonly Gap[], owner: string): string {
  const parts = gaps.map(({ key, part }) => (key === undefined ? part : `${key} (${part})`));
  return (
    `Not checked in the preview: the metadata schema of ${owner} has parts that this version does not understand. ` +
    `They are: ${[...new Set(parts)].join(", ")}. Vercel judges them when the store is created.`
  );
}
