// What an unchanged program keeps: the old spelling of what means the same, and everything it was resolved to.

import { toSeconds } from "../../contract/duration";
import type { ResolvedFields, StoreArguments, StoreInputs } from "../../contract/integration-store";
import { type StoreArgumentName, storeArgumentNames } from "../../contract/store-arguments";
import { containsUnknown } from "../../contract/unknown";
import { isSame } from "../../contract/values";

/** Old fields under which the same thing may have been named. */
const otherNames: Partial<Record<StoreArgumentName, readonly (keyof ResolvedFields)[]>> = {
  integration: ["integrationId", "integrationSlug"],
  product: ["productId", "productSlug"],
  teamId: ["teamSlug"],
};

/** Arguments that were resolved to one answer, and stay with it while a program leaves them out. */
export const stickyArguments: readonly StoreArgumentName[] = [
  "integration",
  "integrationConfigurationId",
  "product",
  "name",
  "teamId",
];

const resolvedFields: readonly (keyof ResolvedFields)[] = [
  "integrationId",
  "integrationSlug",
  "teamSlug",
  "productId",
  "productSlug",
  "billingPlan",
];

/** What an argument that has changed makes worthless among the old answers. */
const outdates: Partial<Record<StoreArgumentName, readonly (keyof ResolvedFields)[]>> = {
  integration: ["integrationId", "integrationSlug", "productId", "productSlug", "billingPlan"],
  integrationConfigurationId: ["integrationId", "integrationSlug", "productId", "productSlug", "billingPlan"],
  product: ["productId", "productSlug", "billingPlan"],
  teamId: ["integrationId", "integrationSlug", "teamSlug", "productId", "productSlug", "billingPlan"],
  billingPlanId: ["billingPlan"],
};

/** Whether an argument means what it meant: under any name that either side knows of it. */
export function meansTheSame(name: StoreArgumentName, old: StoreInputs, given: StoreInputs): boolean {
  if (isSame(old[name], given[name])) return true;
  const value = given[name];
  if (containsUnknown(value)) return false;
  if (name === "timeouts") return isSame(inSeconds(old.timeouts), inSeconds(given.timeouts));
  if (name === "metadata") return isSame(old.metadata ?? {}, given.metadata ?? {});
  if (name === "billingPlanId") return value === undefined || (old.billingPlan?.id === value && value !== undefined);
  if (value === undefined) return stickyArguments.includes(name);
  const before = namesOf(name, old);
  return namesOf(name, given).some((other) => before.includes(other));
}

/** Whether a state tells anything of an argument. Older states, and imported ones, may not. */
export function isTold(name: StoreArgumentName, state: StoreInputs): boolean {
  return namesOf(name, state).length > 0;
}

function namesOf(name: StoreArgumentName, inputs: StoreInputs): unknown[] {
  return [name, ...(otherNames[name] ?? [])].map((field) => inputs[field]).filter((value) => value !== undefined);
}

/** The arguments with the old spelling wherever they mean what they meant, and with old answers where they are silent. */
export function keepOld(old: StoreInputs, given: StoreArguments): StoreArguments {
  const kept: Record<string, unknown> = {};
  for (const name of storeArgumentNames) {
    const value = meansTheSame(name, old, given) ? old[name] : given[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept as StoreArguments;
}

/** The old answers of the API that are still the answers, whatever has changed. */
export function keepResolved(old: StoreInputs, changed: readonly StoreArgumentName[] = []): ResolvedFields {
  const outdated = new Set(changed.flatMap((name) => outdates[name] ?? []));
  return Object.fromEntries(
    resolvedFields
      .filter((field) => old[field] !== undefined && !outdated.has(field))
      .map((field) => [field, old[field]]),
  ) as ResolvedFields;
}

function inSeconds(timeouts: StoreArguments["timeouts"]): Record<string, unknown> {
  const { create = 600, delete: remove = 600 } = timeouts ?? {};
  return { create: toSeconds(create) ?? create, delete: toSeconds(remove) ?? remove };
}
