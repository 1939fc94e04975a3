// Pulumi's dynamic-provider protocol, as far as this package uses it, and properties that the host can serialize: a value
// that it cannot serialize would be an error after the POST.
import { runtime } from "@pulumi/pulumi";
import { PROVIDER_KEY } from "../contract/resource-types";

/** Property maps as they arrive: secrets in clear, unknowns as the engine's sentinel, and the provider text. */
export type Properties = Record<string, unknown>;

export interface ConfigureRequest {
  config: { get(key: string): unknown };
}

interface CheckFailure {
  property: string;
  reason: string;
}

/** A handler as the host's `handler()` must return it. */
export interface DynamicHandler {
  configure(request: ConfigureRequest): Promise<void>;
  check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: CheckFailure[] }>;
  diff(id: string, olds: Properties, news: Properties): Promise<{ changes?: boolean; replaces: string[] }>;
  create(inputs: Properties): Promise<{ id: string; outs: Properties }>;
  read(id: string, props: Properties): Promise<{ id?: string; props?: Properties; inputs?: Properties }>;
  update(id: string, olds: Properties, news: Properties): Promise<{ outs: Properties }>;
  delete(id: string, props: Properties): Promise<void>;
}

/** The properties without the provider text, which the host adds itself. */
export function withoutProvider(properties: Properties): Properties {
  const { [PROVIDER_KEY]: _, ...rest } = properties;
  return rest;
}

/** A copy of only what the host can serialize; everything else is omitted. */
export function sanitize(properties: object): Properties {
  return Object.fromEntries(Object.entries(properties).flatMap(([key, value]) => entry(key, value)));
}

/** The same, with each of the named properties in an envelope that the engine reads as a secret. */
export function sanitizeWithSecrets(properties: object, secretKeys: readonly string[]): Properties {
  const clean = sanitize(properties);
  for (const key of secretKeys) {
    if (key in clean) clean[key] = { [runtime.specialSigKey]: runtime.specialSecretSig, value: clean[key] };
  }
  return clean;
}

function entry(key: string, value: unknown): [string, unknown][] {
  const clean = serializable(value);
  return clean === undefined ? [] : [[key, clean]];
}

function serializable(value: unknown): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) return value.map((member) => serializable(member) ?? null);
  return isPlain(value) ? sanitize(value) : undefined;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
