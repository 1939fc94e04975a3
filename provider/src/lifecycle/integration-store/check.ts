// check: refuses what creation would refuse, and puts what the arguments stand for into the checked inputs.
import {
  DEFAULT_NAME_KEY,
  type ResolvedFields,
  type StoreArguments,
  type StoreInputs,
} from "../../contract/integration-store";
import type { StoreArgumentName } from "../../contract/store-arguments";
import { containsUnknown } from "../../contract/unknown";
import { renderRefusal } from "../../discovery/refusal";
import { type Resolved, resolveStore, type StoreResolution } from "../../discovery/resolve";
import { SettingsError } from "../../vercel/account";
import { VercelError } from "../../vercel/errors";
import { noteChecked } from "../checked-inputs";
import type { CheckResult, Context } from "../lifecycle";
import type { Session } from "../session";
import { adoptedInputs, lookToAdopt } from "./adopt";
import { checkArguments } from "./argument-rules";
import { keepOld, keepResolved, meansTheSame } from "./stickiness";
import { mayAsk, noteOutage } from "./unverified";

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
  const { [DEFAULT_NAME_KEY]: defaultName, ...given } = news;
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

/** Asks the API. One that cannot be asked leaves the inputs unverified: the creation asks again, and fails there. */
async function verify(
  context: Context,
  olds: StoreInputs | undefined,
  changed: readonly StoreArgumentName[],
  inputs: StoreInputs,
): Promise<CheckResult<StoreInputs>> {
  const kept = olds === undefined ? {} : keepResolved(olds, changed);
  const unverified = { inputs: { ...kept, ...inputs }, failures: [] };
  if (!mayAsk(context)) return unverified;
  try {
    const session = context.session();
    const resolved = await askFor(session, inputs);
    tellOnce(context, resolved.warnings);
    if (!resolved.ok) return { inputs, failures: resolved.refusals.map(renderRefusal) };
    const found = withResolution(inputs, resolved.resolution, session);
    const { adopt } = found;
    if (olds === undefined && adopt !== undefined && !containsUnknown(adopt)) return adopting(context, adopt, found);
    tellPrice(context, inputs, resolved.resolution);
    return { inputs: found, failures: [] };
  } catch (error) {
    if (error instanceof SettingsError && !error.missing) return { inputs, failures: [error.message] };
    if (!(error instanceof SettingsError) && !VercelError.isInstance(error)) throw error;
    noteOutage(context, error);
    return unverified;
  }
}

/** What an adoption would refuse, and the name of the store where the program gives none. */
async function adopting(context: Context, id: string, inputs: StoreInputs): Promise<CheckResult<StoreInputs>> {
  const adoption = await lookToAdopt(context, id, inputs);
  if (!adoption.ok) return { inputs, failures: [adoption.reason] };
  return { inputs: adoptedInputs(inputs, adoption.store), failures: [] };
}

/** Resolves the inputs by the account's catalogue. */
export function askFor(session: Session, inputs: StoreInputs): Promise<Resolved> {
  const team = inputs.teamId ?? session.account.team;
  return resolveStore(session.catalogue, { ...inputs, ...(team === undefined ? {} : { team }) });
}

/** The inputs with the ids, and with the plan, that they were resolved to. */
export function withResolution(inputs: StoreInputs, resolution: StoreResolution, session: Session): StoreInputs {
  const { installation, product, plan } = resolution;
  const team = inputs.teamId ?? session.account.team;
  const teamId = resolution.teamId ?? inputs.teamId;
  const resolved: ResolvedFields = {
    ...(installation && { integrationId: installation.integrationId, integrationSlug: installation.integrationSlug }),
    ...(team !== undefined && team !== teamId && !containsUnknown(team) && { teamSlug: team }),
    ...(product && { productId: product.id, productSlug: product.slug }),
    ...(plan && { billingPlan: plan }),
  };
  return {
    ...inputs,
    ...resolved,
    ...(installation && { integrationConfigurationId: installation.id }),
    ...(teamId !== undefined && { teamId }),
  };
}

function tellPrice(context: Context, inputs: StoreInputs, resolution: StoreResolution): void {
  const { plan, paid, paymentMethodRequired } = resolution;
  if (plan === undefined || !paid || containsUnknown(inputs.name)) return;
  const price = plan.cost === "" ? "" : `, ${plan.cost}`;
  const needs =
    paymentMethodRequired && inputs.paymentMethodId === undefined
      ? ". It needs a payment method: the team's default one, unless paymentMethodId is set."
      : "";
  context.log.info(`${inputs.name}: plan ${plan.name}${price} (paid)${needs}`);
}

const told = new WeakMap<Context, Set<string>>();

/** Fifty stores of one product have the same warnings: each is told once in a process. */
function tellOnce(context: Context, warnings: readonly string[]): void {
  const before = told.get(context) ?? new Set();
  told.set(context, before);
  for (const warning of warnings) {
    if (!before.has(warning)) context.log.warning(warning);
    before.add(warning);
  }
}
