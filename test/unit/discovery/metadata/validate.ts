// Validates metadata against a schema, as a preview does.
import type { ValidationIssue } from "../../../../provider/src/contract/validation-issue.ts";
import { validateMetadata } from "../../../../provider/src/discovery/metadata/validate.ts";

export interface Validation {
  issues: ValidationIssue[];
  warnings: string[];
}

export const valid: Validation = { issues: [], warnings: [] };

export function validate(metadataSchema: unknown, metadata: unknown, name = "Neon"): Validation {
  const { issues, warnings } = validateMetadata({ name, metadataSchema }, metadata);
  return { issues, warnings };
}

/** Validates a value of a property, which is called `it`. Without a value, the property is absent. */
export function validateProperty(property: Record<string, unknown>, ...value: unknown[]): Validation {
  return validate({ type: "object", properties: { it: property } }, value.length === 0 ? {} : { it: value[0] });
}
