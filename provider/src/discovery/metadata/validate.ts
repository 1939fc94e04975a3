// Validates a store's metadata against its product's schema, and reports every issue at once.
import type { Option, ValidationIssue } from "../../contract/validation-issue";
import { containsUnknown, isUnknown, omitUndefined } from "../../contract/values";
import { messagesOf } from "../../errors/messages";
import { didYouMean } from "../../errors/validation-error";
import type { Product } from "../../vercel/api/integrations";
import { visibleChoices } from "./choices";
import { formatRange, isWithin, matchesPattern, type PatternTimes } from "./limits";
import { parseSchema } from "./parse";
import type { MetadataProperty, MetadataSchema, ReportGap, ValueSchema, ValueType } from "./schema";

export interface ValidatedMetadata {
  schema: MetadataSchema;
  issues: ValidationIssue[];
  /** What could not be validated, as sentences. */
  warnings: string[];
  /** The metadata without the keys that have an issue. */
  accepted: Record<string, unknown>;
}

/**
 * Values that are unknown, at any depth, are accepted. A default of the schema does not replace a missing value,
 * because it is not known whether the server applies it to a store that is created through the API.
 */
export function validateMetadata(
  { name: owner, metadataSchema }: Pick<Product, "name" | "metadataSchema">,
  metadata: unknown,
  patternTimes: PatternTimes = new Map(),
): ValidatedMetadata {
  const schema = parseSchema(metadataSchema);
  const gaps = [...schema.gaps];
  const given = new Map(Object.entries(isUnknown(metadata) ? {} : omitUndefined(metadata ?? {})));
  const issues = new Map<string, ValidationIssue[]>();
  for (const property of schema.properties.values()) {
    const { key, required, value } = property;
    const reportGap = (part: string) => gaps.push({ key, part });
    if (given.has(key))
      issues.set(key, validateValue(given.get(key), value, { path: pathOf(key), owner, reportGap, patternTimes }));
    else if (required && !isUnknown(metadata)) issues.set(key, [requiredIssue(property, owner)]);
  }
  for (const [key, value] of given) {
    // An unknown value may turn out to be undefined.
    if (schema.properties.has(key) || schema.open || containsUnknown(value)) continue;
    issues.set(key, [unknownKeyIssue(key, schema, owner)]);
  }
  const parts = gaps.map(({ key, part }) => (key === undefined ? part : `${key} (${part})`));
  return {
    schema,
    issues: [...issues.values()].flat(),
    warnings: gaps.length === 0 ? [] : [say("metadata-not-validated", { owner, parts: [...new Set(parts)] })],
    accepted: Object.fromEntries([...given].filter(([key]) => (issues.get(key) ?? []).length === 0)),
  };
}

/** The keys of valid metadata that only a paid plan includes. A value that turns a feature off needs none. */
export function paidOnlyKeys(schema: MetadataSchema, metadata: Readonly<Record<string, unknown>>): string[] {
  return [...schema.properties.values()]
    .filter(({ key, paidOnly }) => paidOnly && Object.hasOwn(metadata, key) && !isOff(metadata[key]))
    .map(({ key }) => key);
}

function isOff(value: unknown): boolean {
  return (Array.isArray(value) && value.length === 0) || [undefined, false, "", 0].some((off) => off === value);
}

export interface ValidationTarget {
  /** For example `metadata.region`. */
  path: string;
  /** Whose schema it is, for example `Neon`. */
  owner: string;
  reportGap: ReportGap;
  patternTimes: PatternTimes;
}

/** All issues of one value; for a list, also those of its members. */
export function validateValue(value: unknown, schema: ValueSchema, target: ValidationTarget): ValidationIssue[] {
  if (isUnknown(value)) return [];
  if (schema.type !== undefined && typeOf(value) !== schema.type) {
    return [invalid(target, `must be ${formatType(schema)}, not ${formatGivenType(value)}`, optionsOf(schema))];
  }
  if (Array.isArray(value)) return validateList(value, schema, target);
  if (typeof value !== "string" && typeof value !== "number") return [];
  const choiceIssue = validateChoice(value, schema, target);
  if (choiceIssue !== undefined) return [choiceIssue];
  return [...validateBounds(value, schema, target), ...validatePattern(value, schema, target)];
}

function validateList(list: readonly unknown[], schema: ValueSchema, target: ValidationTarget): ValidationIssue[] {
  const { bounds, members } = schema;
  const issues = isWithin(list, bounds)
    ? []
    : [invalid(target, `must have ${formatRange(bounds, "array")} members, not ${list.length}`)];
  if (members === undefined) return issues;
  const memberIssues = list.flatMap((member, index) =>
    validateValue(member, members, { ...target, path: `${target.path}[${index}]` }),
  );
  return [...issues, ...memberIssues];
}

function validateChoice(
  value: string | number,
  schema: ValueSchema,
  target: ValidationTarget,
): ValidationIssue | undefined {
  const matching = schema.choices?.filter((choice) => choice.value === value);
  if (matching === undefined || matching.some(({ disabled }) => !disabled)) return undefined;
  const state = matching.length > 0 ? "is currently unavailable" : `is not accepted by ${target.owner}`;
  const options = optionsOf(schema);
  const given = matching.length > 0 || mayBeQuoted(value, options) ? String(value) : undefined;
  // Numbers are not compared with the options: a near one is no more likely than another.
  const compared = typeof value === "string" ? given : undefined;
  return invalid(target, `${given === undefined ? "this value" : quoted(value)} ${state}`, options, compared);
}

/** A value of at most this length is a word, not a secret. */
const MAX_WORD_LENGTH = 5;

/** Whether a value that is no option was meant to be one: any other may be a secret in the wrong place. */
function mayBeQuoted(value: string | number, options: readonly Option[] = []): boolean {
  if (typeof value === "number") return false;
  return value.length <= MAX_WORD_LENGTH || didYouMean(options, value) !== undefined;
}

function validateBounds(value: string | number, { bounds }: ValueSchema, target: ValidationTarget): ValidationIssue[] {
  if (isWithin(value, bounds)) return [];
  // A value without choices is never shown: it may be a secret.
  if (typeof value === "string") return [invalid(target, `must have ${formatRange(bounds, "string")} characters`)];
  return [invalid(target, `is out of range: ${target.owner} accepts ${formatRange(bounds, "number")}`)];
}

function validatePattern(
  value: string | number,
  { pattern }: ValueSchema,
  target: ValidationTarget,
): ValidationIssue[] {
  if (typeof value !== "string" || pattern === undefined) return [];
  const matches = matchesPattern(value, pattern, target.patternTimes);
  if (matches === undefined) target.reportGap("keyword pattern");
  return matches === false ? [invalid(target, `must match the pattern ${pattern} of ${target.owner}`)] : [];
}

function requiredIssue({ key, value, default: preselected }: MetadataProperty, owner: string): ValidationIssue {
  const options = optionsOf(value);
  const isPlain = ["string", "number", "boolean"].includes(typeof preselected);
  return {
    code: "metadata-required",
    path: pathOf(key),
    problem: `is required by ${owner}${options === undefined ? ` (${formatValueSchema(value)})` : ""}`,
    ...omitUndefined({
      options,
      nextStep: isPlain ? `Vercel's form preselects ${preselected}.` : undefined,
    }),
  };
}

function unknownKeyIssue(key: string, schema: MetadataSchema, owner: string): ValidationIssue {
  const visible = [...schema.properties.values()].filter(({ hidden }) => !hidden);
  const problem = `is not a property of ${owner}`;
  const issue = { code: "metadata-unknown", path: pathOf(key) } as const;
  if (visible.length === 0) return { ...issue, problem: `${problem}, which accepts no metadata` };
  const options = visible.map(({ key: value, required }) => ({ value, ...(required ? { label: "required" } : {}) }));
  return { ...issue, problem, given: key, options, optionsLabel: "Properties" };
}

function invalid(
  { path }: ValidationTarget,
  problem: string,
  options?: readonly Option[],
  given?: string,
): ValidationIssue {
  return { code: "metadata-invalid", path, problem, ...omitUndefined({ options, given }) };
}

function pathOf(key: string): string {
  return `metadata.${key}`;
}

/** The visible choices of a value, or of a list's members. A label that equals the value is omitted. */
export function optionsOf({ choices, members }: ValueSchema): Option[] | undefined {
  const all = choices ?? members?.choices;
  return (
    all &&
    visibleChoices(all).map(({ value, label }) => ({
      value: String(value),
      ...omitUndefined({ label: label === value ? undefined : label }),
    }))
  );
}

const MAX_QUOTED_LENGTH = 60;

function quoted(value: string | number): string {
  if (typeof value === "number") return String(value);
  return JSON.stringify(value.length > MAX_QUOTED_LENGTH ? `${value.slice(0, MAX_QUOTED_LENGTH)}…` : value);
}

const typeNames: Readonly<Record<ValueType, string>> = {
  string: "a string",
  number: "a number",
  boolean: "true or false",
  array: "a list",
};

/** `a string`, `a list of numbers` */
function formatType({ type, members }: ValueSchema): string {
  if (type === undefined) return "a value";
  const member = members?.type;
  return type === "array" && (member === "string" || member === "number") ? `a list of ${member}s` : typeNames[type];
}

/** `a string of 3 to 20 characters`, `a number, 1 to 56`, `a list of strings, 1 or more members` */
function formatValueSchema(schema: ValueSchema): string {
  const range = formatRange(schema.bounds, schema.type);
  if (range === undefined) return formatType(schema);
  if (schema.type === "string") return `a string of ${range} characters`;
  return `${formatType(schema)}, ${range}${schema.type === "array" ? " members" : ""}`;
}

function formatGivenType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function typeOf(value: unknown): string {
  return Array.isArray(value) ? "array" : typeof value;
}

export const discoveryMessages = {
  "metadata-not-validated": ({ owner, parts }: { owner: string; parts: readonly string[] }) =>
    `This version does not understand parts of the metadata schema of ${owner}, and does not validate them: ` +
    `${parts.join(", ")}. Vercel validates them when the store is created.`,
};

const { say } = messagesOf(discoveryMessages);
