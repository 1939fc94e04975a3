// The values that a property offers, from `ui:options`, `enum` or `ui:steps`.
import { onCreate } from "./form-marks";
import { isFiniteNumber, isRecord, textOrNothing } from "./json";
import type { Choice } from "./schema";

/**
 * The options as choices; undefined where one of them is not understood, because a list that is known only in part
 * refuses nothing. An expression on an option neither hides nor disables it.
 */
export function parseChoices(raw: unknown): Choice[] | undefined {
  if (!Array.isArray(raw) || raw.length === 0) return undefined;
  const choices = raw.map(parseChoice);
  return choices.every((choice) => choice !== undefined) ? choices : undefined;
}

function parseChoice(raw: unknown): Choice | undefined {
  if (typeof raw === "string" || isFiniteNumber(raw)) return { value: raw, disabled: false, hidden: false };
  if (!isRecord(raw) || !(typeof raw.value === "string" || isFiniteNumber(raw.value))) return undefined;
  const disabled = onCreate(raw.disabled);
  const hidden = onCreate(raw.hidden);
  if (disabled === undefined || hidden === undefined) return undefined;
  const label = textOrNothing(raw.label);
  return {
    value: raw.value,
    ...(label === undefined ? {} : { label }),
    disabled: disabled === "yes",
    hidden: hidden === "yes",
  };
}

/** What two lists both offer, in the words of the first. */
export function narrowed(choices: readonly Choice[] | undefined, by: readonly Choice[]): readonly Choice[] {
  return choices === undefined ? by : choices.filter(({ value }) => by.some((other) => other.value === value));
}

/** The choices that a person is told of. */
export function offered(choices: readonly Choice[]): Choice[] {
  return choices.filter(({ hidden, disabled }) => !hidden && !disabled);
}
