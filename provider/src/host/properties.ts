// What crosses to the host: made safe to serialise, because a value that cannot be is an error after the POST.
import { runtime } from "@pulumi/pulumi";
import { PROVIDER_KEY } from "../contract/resource-types";
import type { Properties } from "./protocol";

/** The properties without the provider text, which the host adds by itself. */
export function withoutProvider(properties: Properties): Properties {
  const { [PROVIDER_KEY]: _, ...rest } = properties;
  return rest;
}

/** A fresh copy of only what the host can serialise; everything else is left out. */
export function sanitise(properties: object): Properties {
  return Object.fromEntries(Object.entries(properties).flatMap(([key, value]) => entry(key, value)));
}

/** The same with each of the named properties in an envelope that the engine reads as a secret. */
export function sanitiseWithSecrets(properties: object, secretKeys: readonly string[]): Properties {
  const clean = sanitise(properties);
  for (const key of secretKeys) {
    if (key in clean) clean[key] = { [runtime.specialSigKey]: runtime.specialSecretSig, value: clean[key] };
  }
  return clean;
}

function entry(key: string, value: unknown): [string, unknown][] {
  const clean = serialisable(value);
  return clean === undefined ? [] : [[key, clean]];
}

function serialisable(value: unknown): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) return value.map((member) => serialisable(member) ?? null);
  return isPlain(value) ? sanitise(value) : undefined;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
