// check: refuses what creation would refuse, and puts what the arguments stand for into the checked inputs.

import {
  DEFAULT_NAME_KEY,
  type ResolvedFields,
  type StoreArguments,
  type StoreInputs,
} from "../../contract/integration-store";
import type { StoreArgumentName } from "../../contract/store-arguments";
import { containsUnknown, isUnknown } from "../../contract/unknown";
import { isSame } from "../../contract/values";
import { renderRefusal } from "../../discovery/issue";
import { isTeam } from "../../vercel/settings";
import type { CheckResult, Context } from "../core/context";
import { noteChecked } from "../core/preflight";
import { checkArguments } from "./argument-rules";
import { verify } from "./resolve";
import { keepOld, keepResolved, meansTheSame } from "./stickiness";
import { mayAsk } from "./unverified";

/** Arguments that decide what the API has to be asked for. */
const decisive: readonly StoreArgumentName[] = [
  "integration",
  "integrationConfigurationId",
  "teamId",
  "product",
  "metadata",
  "billingPlanId",
];

export async function check(
  context: Context,
  olds: StoreInputs | undefined,
  news: StoreArguments & Record<string, unknown>,
): Promise<CheckResult<StoreInputs>> {
  const { [DEFAULT_NAME_KEY]: defaultName, ...sent } = news;
  const given = await withTeamId(context, olds, withoutCopies(sent, olds));
  const refusals = checkArguments(withOldIntegration(olds, given));
  if (refusals.length > 0) return { inputs: given, failures: refusals.map(renderRefusal) };

  const kept = olds === undefined ? (given as StoreArguments) : keepOld(olds, given);
  const named: StoreInputs = { ...kept, ...nameOf(kept, defaultName) };
  const changed = decisive.filter((name) => olds === undefined || hasChanged(name, olds, given));
  const unchanged = olds !== undefined && changed.length === 0;
  const result = unchanged
    ? { inputs: { ...named, ...keepResolved(olds) }, failures: [] }
    : await verify(context, olds, changed, { ...dropOutdated(named, given, changed), ...teamSlugOf(olds, changed) });
  noteChecked(context, result.inputs);
  return result;
}

/** With `ignoreChanges` the engine copies old checked inputs, and what they were resolved to, into the program's. */
function withoutCopies(sent: Record<string, unknown>, olds: StoreInputs | undefined): Record<string, unknown> {
  const copies: Record<string, unknown> = olds === undefined ? {} : { ...keepResolved(olds) };
  return Object.fromEntries(
    Object.entries(sent).filter(([key, value]) => !(key in copies && isSame(copies[key], value))),
  );
}

/** The arguments with the team's id where they name the store's own team by a slug that its state does not know. */
async function withTeamId(
  context: Context,
  olds: StoreInputs | undefined,
  given: StoreArguments & Record<string, unknown>,
): Promise<StoreArguments & Record<string, unknown>> {
  const { teamId } = given;
  const isSlug = typeof teamId === "string" && isTeam(teamId) && !teamId.startsWith("team_") && !isUnknown(teamId);
  if (!isSlug || !olds?.teamId || olds.teamSlug !== undefined || !mayAsk(context)) return given;
  try {
    const slug = await context.session().teamSlug(olds.teamId);
    return slug === teamId ? { ...given, teamId: olds.teamId } : given;
  } catch {
    // What is wrong with the settings is said where the rest is asked for.
    return given;
  }
}

/** A store that exists may leave out the integration: it keeps the one it has. */
function withOldIntegration(olds: StoreInputs | undefined, given: StoreArguments): Record<string, unknown> {
  const old = olds?.integration ?? olds?.integrationConfigurationId;
  return old === undefined || given.integration !== undefined ? { ...given } : { ...given, integration: old };
}

/** An unknown value is taken as unchanged until it is known: it can neither replace nor refuse a store. */
function hasChanged(name: StoreArgumentName, olds: StoreInputs, given: StoreArguments): boolean {
  return !containsUnknown(given[name]) && !meansTheSame(name, olds, given);
}

function nameOf(kept: StoreArguments, defaultName: unknown): Pick<StoreArguments, "name"> {
  if (kept.name !== undefined) return { name: kept.name };
  // A store that is taken over keeps the name it has.
  if (kept.adopt !== undefined) return {};
  return typeof defaultName === "string" ? { name: defaultName } : {};
}

/** Another integration or team makes the old installation, product and plan meaningless, unless the program names them. */
function dropOutdated(named: StoreInputs, given: StoreArguments, changed: readonly StoreArgumentName[]): StoreInputs {
  const { integration, integrationConfigurationId, product, billingPlanId, ...rest } = named;
  const moved = changed.includes("integration") || changed.includes("teamId");
  const installation = moved ? given.integrationConfigurationId : integrationConfigurationId;
  const otherInstallation = moved || changed.includes("integrationConfigurationId");
  // An installation is of one integration: a program that names another one may leave the integration out.
  const namedAlone = otherInstallation && given.integrationConfigurationId !== undefined && !given.integration;
  const keptProduct = otherInstallation ? given.product : product;
  const otherProduct = otherInstallation || changed.includes("product");
  const plan = otherProduct ? given.billingPlanId : billingPlanId;
  return {
    ...rest,
    ...(integration === undefined || namedAlone ? {} : { integration }),
    ...(installation === undefined ? {} : { integrationConfigurationId: installation }),
    ...(keptProduct === undefined ? {} : { product: keptProduct }),
    ...(plan === undefined ? {} : { billingPlanId: plan }),
  };
}

/** The slug of a team that stays is not asked for again. */
function teamSlugOf(olds: StoreInputs | undefined, changed: readonly StoreArgumentName[]): ResolvedFields {
  return olds?.teamSlug === undefined || changed.includes("teamId") ? {} : { teamSlug: olds.teamSlug };
}
