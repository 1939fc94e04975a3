// Checks one value of a store's metadata, in the order in which a person would correct it: type, choice, range, form.

import type { Option, ValidationIssue } from "../../contract/validation-issue";
import { isUnknown } from "../../contract/values";
import { offered } from "./choices";
import { isWithin, rangeInWords } from "./limits";
import { matchesPattern } from "./pattern";
import type { Choice, ValueSchema, ValueType } from "./schema";

const code = "metadata-invalid";

export interface Place {
  path: string;
  /** Whose schema it is, such as `Neon`. */
  owner: string;
  gap: (part: string) => void;
}

/** Every fault of a value; for a list, those of its members. A value that is not known yet has none. */
export function checkValue(value: unknown, schema: ValueSchema, place: Place): ValidationIssue[] {
  if (isUnknown(value)) return [];
  const { path, owner } = place;
  if (schema.type !== undefined && typeOf(value) !== schema.type) {
    const problem = `must be ${inWords(schema)}, not ${typeWords[typeOf(value)] ?? "something else"}`;
    return [{ code, path, problem, ...optionsOf(schema.choices ?? schema.members?.choices) }];
  }
  if (Array.isArray(value)) return checkList(value, schema, place);
  if (typeof value !== "string" && typeof value !== "number") return [];
  const choice = choiceRefusal(value, schema.choices, place);
  if (choice !== undefined) return [choice];
  const found: ValidationIssue[] = [];
  if (!isWithin(value, schema.bounds)) {
    // A text is never quoted: only the program knows whether it is a secret.
    const problem =
      typeof value === "string"
        ? `must have ${rangeInWords(schema.bounds, "string")} characters`
        : `${value} is out of range: ${owner} takes ${rangeInWords(schema.bounds, "number")}`;
    found.push({ code, path, problem });
  }
  if (typeof value === "string" && schema.pattern !== undefined) {
    const matches = matchesPattern(value, schema.pattern);
    if (matches === undefined) place.gap("keyword pattern");
    if (matches === false) found.push({ code, path, problem: `must match the pattern ${schema.pattern} of ${owner}` });
  }
  return found;
}

function checkList(list: readonly unknown[], schema: ValueSchema, place: Place): ValidationIssue[] {
  const { path } = place;
  const count: ValidationIssue[] = isWithin(list, schema.bounds)
    ? []
    : [{ code, path, problem: `must hold ${rangeInWords(schema.bounds, "array")} values, not ${list.length}` }];
  const { members } = schema;
  if (members === undefined) return count;
  return [
    ...count,
    ...list.flatMap((member, index) => checkValue(member, members, { ...place, path: `${path}[${index}]` })),
  ];
}

function choiceRefusal(
  value: string | number,
  choices: readonly Choice[] | undefined,
  { path, owner }: Place,
): ValidationIssue | undefined {
  if (choices === undefined) return undefined;
  const named = choices.filter((choice) => choice.value === value);
  if (named.some(({ disabled }) => !disabled)) return undefined;
  const problem =
    named.length > 0 ? `${quoted(value)} cannot be chosen at present` : `${quoted(value)} is not offered by ${owner}`;
  // Numbers are near one another without being slips.
  return { code, path, problem, ...(typeof value === "string" ? { given: value } : {}), ...optionsOf(choices) };
}

/** Choices for a person. A label that only repeats the value tells nothing. */
export function optionsOf(choices: readonly Choice[] | undefined): { options?: Option[] } {
  if (choices === undefined) return {};
  return {
    options: offered(choices).map(({ value, label }) => ({
      value: String(value),
      ...(label === undefined || label === value ? {} : { label }),
    })),
  };
}

const LONGEST_QUOTE = 60;

function quoted(value: string | number): string {
  if (typeof value === "number") return String(value);
  return JSON.stringify(value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value);
}

const typeWords: Record<string, string> = {
  string: "a text",
  number: "a number",
  boolean: "true or false",
  array: "a list",
};

const listWords: Partial<Record<ValueType, string>> = { string: "a list of texts", number: "a list of numbers" };

/** What type of value it must be, in words. */
function inWords({ type, members }: ValueSchema): string {
  if (type === undefined) return "a value";
  const ofMembers = type === "array" && members?.type !== undefined ? listWords[members.type] : undefined;
  return ofMembers ?? typeWords[type] ?? type;
}

/** Type and range in words: `a number, 1 to 56`. */
export function rangedInWords(schema: ValueSchema): string {
  const { type } = schema;
  const range = type === undefined ? "" : rangeInWords(schema.bounds, type);
  if (type === undefined || range === "") return inWords(schema);
  if (type === "string") return `a text of ${range} characters`;
  return `${inWords(schema)}, ${range}${type === "array" ? " of them" : ""}`;
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}
