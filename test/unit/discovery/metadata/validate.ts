// Judges metadata by a schema as a preview does, and gives back what a person would read.

import { renderRefusal } from "../../../../provider/src/discovery/issue.ts";
import { checkMetadata } from "../../../../provider/src/discovery/metadata/validate.ts";

export interface Judgement {
  refusals: string[];
  warnings: string[];
}

export function judge(metadataSchema: unknown, metadata: unknown, name = "Neon"): Judgement {
  const { refusals, warnings } = checkMetadata({ name, metadataSchema }, metadata);
  return { refusals: refusals.map(renderRefusal), warnings };
}

/** Judges one value of one property, which is called `it`. */
export function judgeValue(property: Record<string, unknown>, ...value: unknown[]): Judgement {
  return judge({ type: "object", properties: { it: property } }, value.length === 0 ? {} : { it: value[0] });
}
