// When two values of an argument mean the same, and what a change of arguments leaves valid.
import type { ArgumentSpec } from "../../contract/argument-spec";
import { containsUnknown, isRecord, isSame } from "../../contract/values";

type Specs<Name extends string> = Readonly<Record<Name, ArgumentSpec<string>>>;
type Values = Readonly<Record<string, unknown>>;

/**
 * Whether an argument means what it meant: under any name that either side has for it. An unknown value means nothing
 * that is known.
 */
export function semanticallyEqual<Name extends string>(
  specs: Specs<Name>,
  name: Name,
  olds: object,
  given: object,
): boolean {
  const [before, now] = [(olds as Values)[name], (given as Values)[name]];
  if (containsUnknown(now)) return false;
  const spec = specs[name];
  if (isSame(before, now) || spec.isEqual?.(before, now)) return true;
  if (now === undefined) return spec.carryOver === true;
  const names = namesOf(specs, name, olds);
  return namesOf(specs, name, given).some((one) => names.includes(one));
}

/** The arguments that a diff shows as changed. */
export function changedArguments<Name extends string>(specs: Specs<Name>, olds: object, news: object): Name[] {
  return namesIn(specs).filter((name) => !semanticallyEqual(specs, name, olds, news));
}

/** Those of the changed arguments that require a replacement. How an unknown value counts is in the table. */
export function replacingArguments<Name extends string>(
  specs: Specs<Name>,
  changed: readonly Name[],
  news: object,
): Name[] {
  return changed.filter((name) => {
    const { change, unknownReplaces } = specs[name];
    return change === "replace" && (unknownReplaces === true || !containsUnknown((news as Values)[name]));
  });
}

/** Whether a state says anything about an argument. States of older versions, and imported ones, may not. */
export function isRecorded<Name extends string>(specs: Specs<Name>, name: Name, state: object): boolean {
  return namesOf(specs, name, state).length > 0;
}

/** The given arguments, in the old spelling wherever they mean what they meant, and with carried-over old values. */
export function carryOver<Name extends string, Given extends object>(
  specs: Specs<Name>,
  olds: object,
  given: Given,
): Given {
  const entries = namesIn(specs).map((name) => [
    name,
    (semanticallyEqual(specs, name, olds, given) ? (olds as Values) : (given as Values))[name],
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Given;
}

/** The names of the fields that a change of these arguments makes invalid. */
export function invalidatedBy<Name extends string>(specs: Specs<Name>, changed: readonly Name[]): Set<string> {
  return new Set(changed.flatMap((name) => specs[name].invalidates ?? []));
}

export function namesIn<Name extends string>(specs: Specs<Name>): Name[] {
  return Object.keys(specs) as Name[];
}

/** All values by which an argument is known: its own, and those of its aliases. An alias that is an object has an id. */
function namesOf<Name extends string>(specs: Specs<Name>, name: Name, values: object): unknown[] {
  const aliases = (specs[name].aliases ?? []).map((field) => (values as Values)[field]);
  return [(values as Values)[name], ...aliases.map((alias) => (isRecord(alias) ? alias.id : alias))].filter(
    (value) => value !== undefined,
  );
}
