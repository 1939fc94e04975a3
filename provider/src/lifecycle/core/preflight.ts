// Which inputs a program really asked for: those that check returned in this process. A refresh hands over others.
import { createHash } from "node:crypto";
import { canonicalText } from "../../contract/values";
import type { Context } from "./context";

/** Kept as digests: inputs may hold secrets. */
type Digests = WeakMap<Context, Set<string>>;

const checked: Digests = new WeakMap();
const unverified: Digests = new WeakMap();

export function noteChecked(context: Context, inputs: object): void {
  note(checked, context, inputs);
}

export function wasChecked(context: Context, inputs: object): boolean {
  return isNoted(checked, context, inputs);
}

/** Takes note of inputs that the API could not be asked about. */
export function noteUnverified(context: Context, inputs: object): void {
  note(unverified, context, inputs);
}

export function isUnverified(context: Context, inputs: object): boolean {
  return isNoted(unverified, context, inputs);
}

function note(digests: Digests, context: Context, inputs: object): void {
  const known = digests.get(context) ?? new Set();
  known.add(digest(inputs));
  digests.set(context, known);
}

function isNoted(digests: Digests, context: Context, inputs: object): boolean {
  return digests.get(context)?.has(digest(inputs)) ?? false;
}

function digest(inputs: object): string {
  return createHash("sha256").update(canonicalText(inputs)).digest("base64");
}
