// Metadata for an example program: the required properties with values from the schema.
import { isRecord } from "../../contract/values";
import { visibleChoices } from "./choices";
import type { MetadataProperty, MetadataSchema } from "./schema";
import { validateValue } from "./validate";

export interface SuggestedMetadata {
  metadata: Record<string, unknown>;
  /** Required properties for which the schema names no valid value. */
  toBeSet: string[];
}

export function suggestMetadata(schema: MetadataSchema): SuggestedMetadata {
  const required = [...schema.properties.values()].filter((property) => property.required);
  const values = required.map((property) => [property.key, suggestValue(property)] as const);
  return {
    metadata: Object.fromEntries(values.filter(([, value]) => value !== undefined)),
    toBeSet: values.filter(([, value]) => value === undefined).map(([key]) => key),
  };
}

/** The default, the first option or the placeholder: the first that is valid. */
function suggestValue({ value: schema, default: preselected, placeholder }: MetadataProperty): unknown {
  const [option] = visibleChoices(schema.choices ?? []).map(({ value }) => value);
  const [member] = visibleChoices(schema.members?.choices ?? []).map(({ value }) => [value]);
  const example = placeholder?.replace(/^e\.g\.\s*/i, "");
  return [preselected, option, member, example].find((value) => {
    if (value === undefined || isRecord(value)) return false;
    let hasGap = false;
    const target = { path: "", owner: "", reportGap: () => (hasGap = true) };
    return validateValue(value, schema, target).length === 0 && !hasGap;
  });
}
