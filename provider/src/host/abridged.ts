// What an init failure may carry: it travels in a header, and a header that is too large loses the resource's id.
import { LEFT_OUT } from "../contract/left-out";
import { PROVIDER_KEY } from "../contract/resource-types";
import type { Properties } from "./protocol";

/** A header of 64 KB ends the connection; the properties arrive in it as base64, beside the message. */
const MOST_BYTES = 12 * 1024;

/** The properties without their largest members, as far as needed. The engine keeps the inputs whole by itself. */
export function abridged(properties: Properties, secretKeys: readonly string[]): Properties {
  const { [PROVIDER_KEY]: text, ...rest } = properties;
  const leftOut: string[] = [];
  const largestFirst = Object.keys(rest)
    .filter((key) => !secretKeys.includes(key))
    .sort((a, b) => size(rest[b]) - size(rest[a]));
  for (const key of largestFirst) {
    if (size(rest) <= MOST_BYTES) break;
    delete rest[key];
    leftOut.push(key);
  }
  return { ...rest, ...(leftOut.length === 0 ? {} : { [LEFT_OUT]: leftOut }), [PROVIDER_KEY]: text };
}

/** Old outputs with what was left out of them, taken from the inputs: it has not changed by being left out. */
export function completed(outputs: Properties, inputs: Properties): Properties {
  const missing = leftOutOf(outputs).filter((key) => outputs[key] === undefined && inputs[key] !== undefined);
  return { ...outputs, ...Object.fromEntries(missing.map((key) => [key, inputs[key]])) };
}

/** The mark of what was left out, for outputs that take the place of abridged ones. */
export function leftOutMark(outputs: Properties): Properties {
  const names = leftOutOf(outputs);
  return names.length === 0 ? {} : { [LEFT_OUT]: names };
}

function leftOutOf(outputs: Properties): string[] {
  const names = outputs[LEFT_OUT];
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}

function size(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value) ?? "");
}
