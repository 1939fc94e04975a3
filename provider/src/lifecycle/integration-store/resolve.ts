// Verify: asks the API what the inputs stand for, and tells what a person should know before money is spent.
import type { ResolvedFields, StoreInputs } from "../../contract/integration-store";
import type { StoreArgumentName } from "../../contract/store-arguments";
import { containsUnknown } from "../../contract/unknown";
import { renderRefusal } from "../../discovery/issue";
import type { StoreResolution } from "../../discovery/resolve";
import { VercelError } from "../../vercel/errors";
import { SettingsError } from "../../vercel/settings";
import type { CheckResult, Context } from "../core/context";
import { noteWanted } from "../core/ownership";
import { noteUnverified } from "../core/preflight";
import { adoptedInputs, lookToAdopt } from "./adopt";
import { askFor, withResolution } from "./resolved-inputs";
import { keepResolved } from "./stickiness";
import { mayAsk, noteOutage } from "./unverified";

/** Asks the API. One that cannot be asked leaves the inputs unverified: the creation asks again, and fails there. */
export async function verify(
  context: Context,
  olds: StoreInputs | undefined,
  changed: readonly StoreArgumentName[],
  inputs: StoreInputs,
): Promise<CheckResult<StoreInputs>> {
  const kept: ResolvedFields = olds === undefined ? {} : keepResolved(olds, changed);
  const unverified = { inputs: { ...kept, ...inputs }, failures: [] };
  if (!mayAsk(context)) {
    noteUnverified(context, unverified.inputs);
    return unverified;
  }
  try {
    const session = context.session();
    const resolved = await askFor(session, {
      ...inputs,
      // What a store that exists was resolved to stays the answer, whatever a partner has come to offer since.
      ...(inputs.product === undefined && kept.productId !== undefined ? { product: kept.productId } : {}),
      planIsKept: inputs.billingPlanId === undefined && kept.billingPlan !== undefined,
    });
    tellOnce(context, resolved.warnings);
    if (!resolved.ok) return { inputs, failures: resolved.refusals.map(renderRefusal) };
    const found = { ...kept, ...withResolution(inputs, resolved.resolution, session) };
    const { adopt } = found;
    if (olds === undefined && adopt !== undefined && !containsUnknown(adopt)) return adopting(context, adopt, found);
    tellPrice(context, inputs, resolved.resolution);
    return { inputs: found, failures: [] };
  } catch (error) {
    if (error instanceof SettingsError && !error.missing) return { inputs, failures: [error.message] };
    if (!(error instanceof SettingsError) && !VercelError.isInstance(error)) throw error;
    noteOutage(context, error);
    noteUnverified(context, unverified.inputs);
    return unverified;
  }
}

/** What an adoption would refuse, and the name of the store where the program gives none. */
async function adopting(context: Context, id: string, inputs: StoreInputs): Promise<CheckResult<StoreInputs>> {
  const adoption = await lookToAdopt(context, id, inputs);
  if (!adoption.ok) return { inputs, failures: [adoption.reason] };
  noteWanted(context, id);
  return { inputs: adoptedInputs(inputs, adoption.store), failures: [] };
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
