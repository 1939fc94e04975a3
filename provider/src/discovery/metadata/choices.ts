// The part of a schema that describes Vercel's form: controls, flags such as `ui:hidden`, and lists of options.
import { isRecord, omitUndefined } from "../../contract/values";
import type { Choice, MetadataProperty, MetadataSchema, ValueType } from "./schema";

export interface Control {
  types: readonly ValueType[];
  /** `ui:options` lists every accepted value; for a list, every accepted member. */
  options?: true;
  /** `ui:steps` lists every accepted member. */
  steps?: true;
}

const controls: Readonly<Record<string, Control>> = {
  input: { types: ["string", "number"] },
  toggle: { types: ["boolean"] },
  slider: { types: ["array"], steps: true },
  select: { types: ["string"], options: true },
  "radio-button": { types: ["string"], options: true },
  "multi-select": { types: ["array"], options: true },
  "vercel-region": { types: ["string"], options: true },
  "vercel-country": { types: ["string"], options: true },
  "multi-vercel-region": { types: ["array"], options: true },
  domain: { types: ["string"] },
  "git-namespace": { types: ["string"] },
};

/** The control of this name; undefined if it is unknown or not for this type. */
export function controlOf(name: unknown, type: ValueType): Control | undefined {
  if (typeof name !== "string" || !Object.hasOwn(controls, name)) return undefined;
  const control = controls[name];
  return control?.types.includes(type) ? control : undefined;
}

/** Whether a flag applies to the form for a new store. `depends`: an expression decides, which is not evaluated. */
export type FlagOnCreate = "yes" | "no" | "depends";

const flagValues: ReadonlyMap<unknown, FlagOnCreate> = new Map<unknown, FlagOnCreate>([
  [undefined, "no"],
  [null, "no"],
  [false, "no"],
  [true, "yes"],
  ["create", "yes"],
  ["update", "no"],
]);

/** Undefined for a value that no flag is known to have. */
export function flagOnCreate(flag: unknown): FlagOnCreate | undefined {
  if (isRecord(flag) && typeof flag.expr === "string") return "depends";
  return flagValues.get(flag);
}

/**
 * The choices of `ui:options`, `ui:steps` or `enum`; undefined if one of them is not understood, because an incomplete
 * list must not reject a value. An expression neither hides nor disables a choice.
 */
export function parseChoices(raw: unknown): Choice[] | undefined {
  if (!Array.isArray(raw) || raw.length === 0) return undefined;
  const choices = raw.map(parseChoice);
  return choices.every((choice) => choice !== undefined) ? choices : undefined;
}

function parseChoice(raw: unknown): Choice | undefined {
  if (isChoiceValue(raw)) return { value: raw, disabled: false, hidden: false };
  if (!isRecord(raw) || !isChoiceValue(raw.value)) return undefined;
  const disabled = flagOnCreate(raw.disabled);
  const hidden = flagOnCreate(raw.hidden);
  if (disabled === undefined || hidden === undefined) return undefined;
  const label = nonEmptyString(raw.label);
  return { value: raw.value, ...omitUndefined({ label }), disabled: disabled === "yes", hidden: hidden === "yes" };
}

function isChoiceValue(value: unknown): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** The choices that both lists contain, with the labels of the first. */
export function intersectChoices(first: readonly Choice[] | undefined, second: readonly Choice[]): readonly Choice[] {
  return first === undefined ? second : first.filter(({ value }) => second.some((other) => other.value === value));
}

/** The choices that a message or a list shows. */
export function visibleChoices(choices: readonly Choice[]): Choice[] {
  return choices.filter(({ hidden, disabled }) => !hidden && !disabled);
}

/** Whether the schema itself contains a value, or a member of a list: everybody may know it. Any other may be a secret. */
export function isOffered(property: MetadataProperty | undefined, value: unknown): boolean {
  if (property === undefined) return false;
  const { choices = property.value.members?.choices ?? [] } = property.value;
  return value === property.default || choices.some((choice) => choice.value === value);
}

/** The values of metadata that no message may show. */
export function confidentialValues(
  { properties }: MetadataSchema,
  metadata: Readonly<Record<string, unknown>>,
): unknown[] {
  return Object.entries(metadata).flatMap(([key, value]) =>
    [value].flat().filter((member) => !isOffered(properties.get(key), member)),
  );
}

/** A text of the form; undefined if it is absent or empty. */
export function nonEmptyString(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
