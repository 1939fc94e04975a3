// The part of JSON Schema that requests need, with the messages of Ajv 6, which the API returns.
import { badRequest } from "./errors.js";

export type JsonSchema = Schema;

/** Throws the first error as a 400. `name` is what the value is called in the message. */
export function requireValid(schema: JsonSchema, value: unknown, name = ""): void {
  const message = firstError(schema, value, name);
  if (message !== undefined) throw badRequest(message);
}

interface Schema {
  type?: "object" | "string" | "number" | "boolean" | "array";
  properties?: Record<string, Schema>;
  required?: readonly string[];
  additionalProperties?: boolean;
  items?: Schema;
  oneOf?: readonly Schema[];
  enum?: readonly unknown[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
}

/** The first thing that is wrong with a value, or undefined. At the top level `path` is empty. */
function firstError(schema: Schema, value: unknown, path = ""): string | undefined {
  const message = ownError(schema, value);
  return message === undefined ? childError(schema, value, path) : `${path} ${message}`.trimStart();
}

function ownError(schema: Schema, value: unknown): string | undefined {
  if (schema.type && typeOf(value) !== schema.type) return `should be ${schema.type}`;
  return [
    () => (isObject(value) ? objectError(schema, value) : undefined),
    () => (Array.isArray(value) ? arrayError(schema, value) : undefined),
    () => (typeof value === "string" ? stringError(schema, value) : undefined),
    () => (typeof value === "number" ? numberError(schema, value) : undefined),
    () => (schema.enum && !schema.enum.includes(value) ? "should be equal to one of the allowed values" : undefined),
    () => oneOfError(schema, value),
  ]
    .map((check) => check())
    .find((message) => message !== undefined);
}

function objectError(schema: Schema, value: Record<string, unknown>): string | undefined {
  const missing = schema.required?.find((key) => value[key] === undefined);
  if (missing !== undefined) return `should have required property '${missing}'`;
  const known = schema.properties ?? {};
  const extra = schema.additionalProperties === false && Object.keys(value).some((key) => !Object.hasOwn(known, key));
  return extra ? "should NOT have additional properties" : undefined;
}

function arrayError(
  { minItems = 0, maxItems = Number.POSITIVE_INFINITY }: Schema,
  value: unknown[],
): string | undefined {
  if (value.length < minItems) return `should NOT have fewer than ${minItems} items`;
  if (value.length > maxItems) return `should NOT have more than ${maxItems} items`;
  return undefined;
}

function stringError(schema: Schema, value: string): string | undefined {
  if (schema.maxLength !== undefined && value.length > schema.maxLength)
    return `should NOT be longer than ${schema.maxLength} characters`;
  if (schema.minLength !== undefined && value.length < schema.minLength)
    return `should NOT be shorter than ${schema.minLength} characters`;
  if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value))
    return `should match pattern "${schema.pattern}"`;
  return undefined;
}

function numberError(schema: Schema, value: number): string | undefined {
  if (schema.minimum !== undefined && value < schema.minimum) return `should be >= ${schema.minimum}`;
  if (schema.maximum !== undefined && value > schema.maximum) return `should be <= ${schema.maximum}`;
  if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum)
    return `should be > ${schema.exclusiveMinimum}`;
  if (schema.exclusiveMaximum !== undefined && value >= schema.exclusiveMaximum)
    return `should be < ${schema.exclusiveMaximum}`;
  return undefined;
}

/** AJV stops at the first error, which is the one of the first alternative. */
function oneOfError({ oneOf }: Schema, value: unknown): string | undefined {
  if (!oneOf) return undefined;
  const errors = oneOf.map((schema) => ownError(schema, value));
  const passed = errors.filter((message) => message === undefined).length;
  if (passed === 1) return undefined;
  return passed > 1 ? "should match exactly one schema in oneOf" : errors[0];
}

function childError(schema: Schema, value: unknown, path: string): string | undefined {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items && value.map((item, index) => firstError(items, item, `${path}[${index}]`)).find(Boolean);
  }
  if (!isObject(value)) return undefined;
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    if (value[key] === undefined) continue;
    const message = firstError(child, value[key], path === "" ? key : `${path}.${key}`);
    if (message !== undefined) return message;
  }
  return undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}
