// What can be said of each argument without asking the API: one rule a row, in a person's words.

import { toSeconds } from "../../contract/duration";
import { type StoreArgumentName, storeArgumentNames } from "../../contract/store-arguments";
import { containsUnknown, isUnknown } from "../../contract/unknown";
import type { Refusal } from "../../discovery/issue";
import { isTeam } from "../../vercel/settings";
import { unknownArgument } from "../core/validate";

/** What is wrong with a value, without the path and the full stop; undefined where nothing is. */
type Rule = (value: unknown) => string | undefined;

const text: Rule = (value) =>
  typeof value === "string" && value !== "" ? undefined : "must be a text that is not empty";

const flag: Rule = (value) => (typeof value === "boolean" ? undefined : "must be true or false");

const rules: Record<StoreArgumentName, Rule> = {
  integration: text,
  integrationConfigurationId: (value) =>
    typeof value === "string" && /^icfg_[A-Za-z0-9]+$/.test(value)
      ? undefined
      : "must be the id of an installation: icfg_ and letters or digits. For a slug use integration instead",
  product: text,
  name: (value) => {
    if (typeof value !== "string") return "must be a text";
    if (value.length < 1 || value.length > 128) return `must have 1 to 128 characters; this one has ${value.length}`;
    return /^[A-Za-z0-9_-]+$/.test(value) ? undefined : "may hold only A-Z, a-z, 0-9, _ and -";
  },
  metadata: (value) => (isRecord(value) ? undefined : "must be an object of settings, such as { region: … }"),
  billingPlanId: text,
  paymentMethodId: text,
  prepaymentAmountCents: (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= 50
      ? undefined
      : "must be a whole number of cents, 50 or more",
  externalId: text,
  protocolSettings: (value) => (isRecord(value) ? undefined : "must be an object"),
  teamId: (value) => (typeof value === "string" && isTeam(value) ? undefined : "must be a team: team_… or its slug"),
  adopt: (value) =>
    typeof value === "string" && /^[A-Za-z]+_[A-Za-z0-9]+$/.test(value)
      ? undefined
      : "must be the id of a store, such as store_… or ir_…",
  allowReplacement: flag,
  forceDestroy: flag,
  timeouts: (value) => (isRecord(value) ? undefined : "must be an object: { create?, delete? }"),
};

/** Every fault of the arguments that shows without the API. Unknown values pass: they are judged when they are known. */
export function checkArguments(given: Record<string, unknown>): Refusal[] {
  const refusals: Refusal[] = [];
  for (const [path, value] of Object.entries(given)) {
    if (!isArgument(path)) refusals.push(unknownArgument(path, "IntegrationStore", storeArgumentNames));
    else if (value !== undefined && !isUnknown(value)) refusals.push(...checkArgument(path, value));
  }
  if (given.integration === undefined && given.integrationConfigurationId === undefined) {
    refusals.push({
      path: "integration",
      problem: "is required",
      next: 'Name the integration, such as integration: "neon", or give integrationConfigurationId.',
    });
  }
  return refusals;
}

function checkArgument(path: StoreArgumentName, value: unknown): Refusal[] {
  const problem = rules[path](value);
  if (problem !== undefined) return [{ path, problem }];
  if (path === "metadata") return checkMetadataValues(value as Record<string, unknown>);
  if (path === "timeouts") return checkTimeouts(value as Record<string, unknown>);
  return [];
}

function checkMetadataValues(metadata: Record<string, unknown>): Refusal[] {
  return Object.entries(metadata)
    .filter(([, value]) => value !== undefined && !containsUnknown(value) && !isMetadataValue(value))
    .map(([key]) => ({
      path: `metadata.${key}`,
      problem: "must be a text, a number, true or false, or a list of texts or of numbers",
    }));
}

function isMetadataValue(value: unknown): boolean {
  if (!Array.isArray(value)) return isScalar(value);
  return value.every((member) => typeof member === "string") || value.every(isFiniteNumber);
}

function isScalar(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || isFiniteNumber(value);
}

function isFiniteNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

function checkTimeouts(timeouts: Record<string, unknown>): Refusal[] {
  return Object.entries(timeouts).flatMap(([key, value]) => {
    const path = `timeouts.${key}`;
    if (key !== "create" && key !== "delete")
      return [{ path, problem: "is not a timeout. There are create and delete" }];
    if (value === undefined || isUnknown(value)) return [];
    const isDuration = typeof value === "number" || typeof value === "string";
    if (isDuration && toSeconds(value) !== undefined) return [];
    return [{ path, problem: 'must be a number of seconds, or a text such as "90s", "10m" or "1h"' }];
  });
}

function isArgument(path: string): path is StoreArgumentName {
  return (storeArgumentNames as string[]).includes(path);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
