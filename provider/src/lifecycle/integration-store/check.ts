// check: rejects what a creation would reject, and returns the arguments with what they resolve to.
import {
  DEFAULT_NAME_KEY,
  MAX_SETTINGS_BYTES,
  type StoreArgumentName,
  type StoreArguments,
  type StoreInputs,
  storeSpecs,
} from "../../contract/integration-store";
import { isTeamId, isTeamReference } from "../../contract/team-reference";
import type { ValidationIssue } from "../../contract/validation-issue";
import { containsUnknown, isSame, isUnknown } from "../../contract/values";
import { SettingsError } from "../../vercel/settings";
import { failuresOfCheck } from "../core/check-failures";
import { carryOver, changedArguments } from "../core/compare";
import type { CheckResult, Context } from "../core/context";
import { toFailures, validateArguments } from "../core/validate";
import { getAdoptableStore } from "./adopt";
import { resolveChanged } from "./resolve";
import { resolvedFieldsIn, withStoreValues } from "./state";

type GivenArguments = StoreArguments & Record<string, unknown>;

export async function check(
  context: Context,
  olds: StoreInputs | undefined,
  news: GivenArguments,
): Promise<CheckResult<StoreInputs>> {
  const { [DEFAULT_NAME_KEY]: defaultName, ...sent } = news;
  const given = await withTeamId(context, withoutCopies(sent, olds), olds);
  const issues = validate(given, olds);
  if (issues.length > 0) return { inputs: given, failures: toFailures(issues) };

  const inputs = withName(olds === undefined ? given : carryOver(storeSpecs, olds, given), defaultName);
  const changed = olds === undefined ? [] : changedForResolution(olds, given);
  const isUnchanged = olds !== undefined && changed.length === 0;
  const result = isUnchanged
    ? { inputs: { ...inputs, ...resolvedFieldsIn(olds) }, failures: [] }
    : await resolve(context, withoutInvalid(inputs, given, changed), olds, changed);
  context.preflight.recordChecked(result.inputs);
  return result;
}

/** Why settings are too large for a state. Unknown ones are measured when the store is created. */
export function settingsIssue({ metadata, protocolSettings }: StoreArguments): ValidationIssue | undefined {
  const settings = { metadata, protocolSettings };
  if (containsUnknown(settings)) return undefined;
  const sizes = Object.entries(settings).map(([path, value]) => ({
    path,
    bytes: value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value)),
  }));
  const [largest, smallest] = sizes.sort((a, b) => b.bytes - a.bytes) as [Size, Size];
  const bytes = largest.bytes + smallest.bytes;
  if (bytes <= MAX_SETTINGS_BYTES) return undefined;
  return {
    code: "arguments-too-large",
    path: largest.path,
    problem: `metadata and protocolSettings together must have at most ${MAX_SETTINGS_BYTES} bytes as JSON; they have ${bytes}`,
  };
}

interface Size {
  path: string;
  bytes: number;
}

/** With `ignoreChanges` the engine copies old checked inputs, and with them the resolved fields, into the program's. */
function withoutCopies(sent: GivenArguments, olds: StoreInputs | undefined): GivenArguments {
  const copies: Record<string, unknown> = { ...resolvedFieldsIn(olds) };
  return Object.fromEntries(
    Object.entries(sent).filter(([key, value]) => !(key in copies && isSame(copies[key], value))),
  );
}

/** The arguments with the id of the store's team, if they name it by a slug that its state does not have. */
async function withTeamId(
  context: Context,
  given: GivenArguments,
  olds: StoreInputs | undefined,
): Promise<GivenArguments> {
  const teamId: unknown = given.teamId;
  const isSlug = typeof teamId === "string" && !isUnknown(teamId) && isTeamReference(teamId) && !isTeamId(teamId);
  if (!isSlug || olds?.teamId === undefined || olds.teamSlug !== undefined || !context.preflight.mayAsk()) return given;
  try {
    const isSameTeam = await context.session().teams.isSame({ id: olds.teamId }, teamId);
    return isSameTeam ? { ...given, teamId: olds.teamId } : given;
  } catch (error) {
    // The resolution reports what is wrong with the settings.
    if (error instanceof SettingsError) return given;
    throw error;
  }
}

function validate(given: GivenArguments, olds: StoreInputs | undefined): ValidationIssue[] {
  const issues = validateArguments("IntegrationStore", storeSpecs, given);
  const names = [given, olds].flatMap((inputs) => [inputs?.integration, inputs?.integrationConfigurationId]);
  if (names.every((name) => name === undefined)) {
    issues.push({
      code: "argument-required",
      path: "integration",
      problem: "is required",
      nextStep: 'Set integration, such as "neon", or integrationConfigurationId.',
    });
  }
  const tooLarge = issues.length === 0 ? settingsIssue(given) : undefined;
  return tooLarge === undefined ? issues : [tooLarge];
}

/** The changed arguments that require a new resolution. An unknown value counts as unchanged until it is known. */
function changedForResolution(olds: StoreInputs, given: GivenArguments): StoreArgumentName[] {
  return changedArguments<StoreArgumentName>(storeSpecs, olds, given).filter(
    (name) => "invalidates" in storeSpecs[name] && !containsUnknown(given[name]),
  );
}

/** An adopted store keeps its own name unless the program gives one. */
function withName(inputs: StoreInputs, defaultName: unknown): StoreInputs {
  const needsDefault = inputs.name === undefined && inputs.adopt === undefined && typeof defaultName === "string";
  return needsDefault ? { ...inputs, name: defaultName } : inputs;
}

/**
 * Arguments whose carried-over value a change makes invalid; `invalidates` in the spec table is about resolved fields. A
 * given integrationConfigurationId decides the integration.
 */
const dependentArguments: Partial<Record<StoreArgumentName, readonly StoreArgumentName[]>> = {
  integration: ["integrationConfigurationId", "product", "billingPlanId"],
  teamId: ["integrationConfigurationId", "product", "billingPlanId"],
  integrationConfigurationId: ["integration", "product", "billingPlanId"],
  product: ["billingPlanId"],
};

/** The inputs without old values that do not fit the changed ones, unless the program gives them. */
function withoutInvalid(
  inputs: StoreInputs,
  given: GivenArguments,
  changed: readonly StoreArgumentName[],
): StoreInputs {
  const invalid = new Set(changed.flatMap((name) => dependentArguments[name] ?? []));
  const entries = Object.entries(inputs).map(([name, value]) =>
    invalid.has(name as StoreArgumentName) ? [name, given[name]] : [name, value],
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** If the API is unreachable, the inputs stay unverified: the creation resolves them, and fails there. */
async function resolve(
  context: Context,
  inputs: StoreInputs,
  olds: StoreInputs | undefined,
  changed: readonly StoreArgumentName[],
): Promise<CheckResult<StoreInputs>> {
  const { preflight } = context;
  try {
    if (preflight.mayAsk()) {
      const resolved = await resolveChanged(context, inputs, olds, changed);
      const { adopt } = resolved;
      const adopts = olds === undefined && adopt !== undefined && !isUnknown(adopt);
      return { inputs: adopts ? await claimForAdoption(context, adopt, resolved) : resolved, failures: [] };
    }
  } catch (error) {
    const failures = await failuresOfCheck(context, inputs, error);
    if (failures !== undefined) return { inputs, failures };
  }
  const unverified = { ...resolvedFieldsIn(olds, changed), ...inputs };
  preflight.recordUnverified(unverified);
  return { inputs: unverified, failures: [] };
}

/** Rejects what the adoption would reject, and records that a resource of the program is to adopt the store. */
async function claimForAdoption(context: Context, id: string, inputs: StoreInputs): Promise<StoreInputs> {
  const store = await getAdoptableStore(context, id, inputs);
  context.ownership.stores.record("claimed", id);
  return withStoreValues(inputs, store);
}
