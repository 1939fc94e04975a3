// Reads what a schema says of one value: its type, bounds, pattern and enum. What it does not know becomes a gap.

import { narrowed, parseChoices } from "./choices";
import { isFiniteNumber, isRecord } from "./json";
import { isBoundName } from "./limits";
import type { Bounds, ValueSchema, ValueType } from "./schema";

/** Takes note of a part that is not understood. */
export type NoteGap = (part: string) => void;

const types: readonly unknown[] = ["string", "number", "boolean", "array"] satisfies ValueType[];

/** Keywords that only describe. None of them restricts a value. */
const descriptive = new Set(["title", "description", "default", "example", "examples", "$comment"]);

/** Reads a property, or the `items` of one. `understood` names the keywords that the caller reads itself. */
export function parseValue(raw: Record<string, unknown>, understood: readonly string[], gap: NoteGap): ValueSchema {
  const bounds: Bounds = {};
  const value: ValueSchema = { bounds };
  for (const [keyword, limit] of Object.entries(raw)) {
    if (limit === undefined || descriptive.has(keyword) || understood.includes(keyword)) continue;
    if (keyword === "type" && isValueType(limit)) value.type = limit;
    else if (isBoundName(keyword) && isFiniteNumber(limit)) bounds[keyword] = limit;
    else if (keyword === "pattern" && typeof limit === "string") value.pattern = limit;
    else if (keyword === "enum") narrow(value, limit, keyword, gap);
    else if (keyword === "items" && isRecord(limit))
      value.members = parseValue(limit, [], (part) => gap(`items: ${part}`));
    else gap(`keyword ${keyword}`);
  }
  return value;
}

/** Narrows a value to the members of a list of choices; a list that is not understood leaves it as it is. */
export function narrow(value: ValueSchema, list: unknown, keyword: string, gap: NoteGap): void {
  const choices = parseChoices(list);
  if (choices === undefined) gap(`keyword ${keyword}`);
  else value.choices = narrowed(value.choices, choices);
}

function isValueType(type: unknown): type is ValueType {
  return types.includes(type);
}
