// check: rejects what a creation would reject, and returns the arguments with what they resolve to.
import {
  AVAILABLE,
  DEFAULT_NAME_KEY,
  IGNORES_NAME_KEY,
  MAX_SETTINGS_BYTES,
  newStoreName,
  RETAIN_KEY,
  type StoreArguments,
  type StoreInputs,
  storeSpecs,
} from "../../contract/integration-store";
import { isTeamId, isTeamReference } from "../../contract/team-reference";
import type { ValidationIssue } from "../../contract/validation-issue";
import { containsUnknown, isSame, isUnknown, omitUndefined } from "../../contract/values";
import type { OperationError } from "../../errors/operation-error";
import { ValidationError } from "../../errors/validation-error";
import { VercelError } from "../../vercel/errors";
import { SettingsError } from "../../vercel/settings";
import { failuresOfCheck } from "../core/check-failures";
import { carryOver } from "../core/compare";
import type { CheckResult, Context } from "../core/context";
import type { Identity, Registration } from "../core/registrations";
import { toFailures, validateArguments } from "../core/validate";
import { getAdoptableStore } from "./adopt";
import { findByName, recordUnlisted, rejectNameConflicts } from "./conflicts";
import { fail } from "./messages";
import { getUnlessDeleted } from "./read";
import { changedForResolution, resolveChanged, resolveNew, withoutInvalid } from "./resolve";
import { inputsFromStore, resolvedFieldsIn, withStoreValues } from "./state";

type GivenArguments = StoreArguments & Record<string, unknown>;

export async function check(
  context: Context,
  olds: StoreInputs | undefined,
  news: GivenArguments,
): Promise<CheckResult<StoreInputs>> {
  const { [DEFAULT_NAME_KEY]: defaultName, [IGNORES_NAME_KEY]: ignoresName, [RETAIN_KEY]: retains, ...sent } = news;
  const { given, teamSlug } = await withTeamId(context, withoutCopies(sent, olds), olds);
  const name = ignoresName === true ? undefined : given.name;
  const identity = typeof defaultName === "string" ? { defaultName, name } : undefined;
  const issues = validate(given, olds);
  if (issues.length > 0) return { inputs: given, failures: toFailures(issues) };
  const result =
    olds === undefined
      ? await checkNew(context, given, { identity, retains: retains === true })
      : await checkExisting(context, given, olds);
  const inputs: StoreInputs = {
    ...result.inputs,
    ...omitUndefined({ teamSlug }),
    ...(retains === true ? { [RETAIN_KEY]: true } : {}),
  };
  const { preflight, registrations } = context;
  preflight.recordChecked(inputs);
  if (result.isUnverified) preflight.recordUnverified(inputs);
  if (result.isUnverified && olds === undefined) recordUnverifiedName(context, inputs);
  if (result.isDoneAdoption) registrations.recordDoneAdoption(inputs);
  if (result.replaced !== undefined) registrations.recordReplacing(result.replaced, inputs);
  if (olds !== undefined) registrations.recordExisting(identity, olds, inputs);
  return { inputs, failures: result.failures };
}

/** Without settings there is no token that could delete anything. */
function recordUnverifiedName(context: Context, inputs: StoreInputs): void {
  try {
    recordUnlisted(context, inputs);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
  }
}

interface StoreCheck extends CheckResult<StoreInputs> {
  /** Whether the API could not be asked: the creation resolves the inputs. */
  isUnverified?: true;
  /** Whether `adopt` names the store that is being replaced. */
  isDoneAdoption?: true;
  /** The resource that is being replaced, if it is known. */
  replaced?: Registration<StoreInputs>;
}

async function checkExisting(context: Context, given: GivenArguments, olds: StoreInputs): Promise<StoreCheck> {
  const changed = changedForResolution(olds, given);
  const inputs = withoutInvalid(carryOver(storeSpecs, olds, given), given, changed);
  const unresolved = { ...resolvedFieldsIn(olds, changed), ...inputs };
  if (changed.length === 0) return { inputs: unresolved, failures: [] };
  return attempt(context, unresolved, () => resolveChanged(context, inputs, olds, changed));
}

interface NewResource {
  /** Undefined without the constructor of the class. */
  identity: Identity | undefined;
  retains: boolean;
}

/** A resource without old inputs: a new one, or one that is being replaced. */
async function checkNew(
  context: Context,
  given: GivenArguments,
  { identity, retains }: NewResource,
): Promise<StoreCheck> {
  const { registrations } = context;
  const replaced = registrations.findReplaced(identity, given.allowReplacement === true);
  if (replaced !== undefined && !replaced.isReplacedByDiff) {
    const rejected = await rejectedOption(context, given, replaced);
    if (rejected !== undefined) return { inputs: given, failures: [rejected] };
  }
  const named = withName(given, identity?.defaultName);
  const { adopt } = named;
  const isDone = adopt !== undefined && (adopt === replaced?.id || adopt === replaced?.olds.adopt);
  // Which store is to be adopted is known later, and with it what the adoption requires.
  if (isUnknown(adopt)) return attempt(context, named, async () => resolveNew(context, named));
  if (adopt !== undefined && !isDone) {
    return attempt(context, named, async () => claimForAdoption(context, adopt, named));
  }
  // A forced replacement is known by the store of the same name only.
  let old: Pick<Registration<StoreInputs>, "id" | "olds"> | undefined = replaced;
  const result = await attempt(context, named, async () => {
    old ??= await findNamesake(context, named);
    const { adopt: _, ...inputs } = named;
    const creation = await resolveNew(context, inputs, old?.olds);
    // An adopted store may have a name that a creation may not.
    requireCreatableName(creation, { isDefault: given.name === undefined });
    const resolved = { ...creation, ...omitUndefined({ adopt }) };
    const isRetained = retains || replaced?.olds[RETAIN_KEY] === true;
    const { defaultName } = identity ?? {};
    await rejectNameConflicts(context, { inputs: resolved, defaultName, replaced, retains: isRetained });
    return resolved;
  });
  if (isDone) result.isDoneAdoption = true;
  if (replaced !== undefined) result.replaced = replaced;
  if (old === undefined || !result.isUnverified) return result;
  const { id, olds } = old;
  // The engine deletes the old store before the creation can reject anything.
  const values = {
    name: olds.name ?? named.name ?? "this store",
    id: id ?? "its id is not known",
    changed: ["a resource option"],
  };
  return { ...result, failures: [fail("replacement-not-verified", values)] };
}

/** Why a resource option may not replace the store; undefined if it may. */
async function rejectedOption(
  context: Context,
  { allowReplacement }: GivenArguments,
  { id, olds, holdsData }: Registration<StoreInputs>,
): Promise<OperationError | undefined> {
  if (allowReplacement === true) return undefined;
  if (!holdsData && id !== undefined && !(await mayBeAvailable(context, id, olds))) return undefined;
  return fail("replacement-by-option", { name: olds.name ?? "this store", id });
}

/** Whether a store that the state has as unfinished may have become available since. */
async function mayBeAvailable(context: Context, id: string, olds: StoreInputs): Promise<boolean> {
  try {
    return (await getUnlessDeleted(context, id, olds))?.status === AVAILABLE;
  } catch {
    return true;
  }
}

/**
 * The only store of the same name, and its inputs: a forced replacement sends nothing but this check, and keeps what the
 * program leaves open.
 */
async function findNamesake(
  context: Context,
  inputs: StoreInputs,
): Promise<{ id: string; olds: StoreInputs } | undefined> {
  const { name, allowReplacement, integration } = inputs;
  if (allowReplacement !== true || name === undefined || containsUnknown(inputs)) return undefined;
  const store = await findByName(context, inputs);
  if (store === undefined) return undefined;
  const { integrationConfigurationId, ...olds } = inputsFromStore(store, undefined);
  if (![undefined, olds.integrationSlug, olds.integrationId].includes(integration)) return undefined;
  return { id: store.id, olds: { ...resolvedFieldsIn(olds), ...omitUndefined({ integrationConfigurationId }) } };
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

/**
 * The arguments with the id of the store's team, if they name it by a slug that its state does not have; and that slug,
 * so that the next preview need not ask for it. A slug that cannot be looked up counts as that of the store's team: it is
 * no reason to replace the store.
 */
async function withTeamId(
  context: Context,
  given: GivenArguments,
  olds: StoreInputs | undefined,
): Promise<{ given: GivenArguments; teamSlug?: string }> {
  const teamId: unknown = given.teamId;
  const isSlug = typeof teamId === "string" && !isUnknown(teamId) && isTeamReference(teamId) && !isTeamId(teamId);
  if (!isSlug || olds?.teamId === undefined || olds.teamSlug === teamId) return { given };
  const isSame = await isSameTeam(context, olds.teamId, teamId);
  if (isSame === false) return { given };
  return { given: { ...given, teamId: olds.teamId }, ...(isSame ? { teamSlug: teamId } : {}) };
}

async function isSameTeam(context: Context, id: string, team: string): Promise<boolean | undefined> {
  if (!context.preflight.mayAsk()) return undefined;
  try {
    return await context.session().teams.isSame({ id }, team);
  } catch (error) {
    if (error instanceof SettingsError) return undefined;
    throw error;
  }
}

/** What is wrong with the arguments, as far as it can be known without the API. */
export function validate(given: GivenArguments, olds: StoreInputs | undefined): ValidationIssue[] {
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
  const late = issues.length > 0 ? undefined : (settingsIssue(given) ?? nameIssue(given, olds));
  return late === undefined ? issues : [late];
}

/** The API creates no store with such a name, but one that exists may have it. */
function nameIssue(
  { name, adopt, productSlug }: StoreInputs,
  olds: StoreInputs | undefined,
): ValidationIssue | undefined {
  if (olds !== undefined || adopt !== undefined || name === undefined || isUnknown(name)) return undefined;
  const problem = newStoreName(name, productSlug);
  return problem === undefined ? undefined : { code: "argument-invalid", path: "name", problem };
}

/** @throws ValidationError if no store of the resolved product can be created with the name */
export function requireCreatableName({ adopt: _, ...inputs }: StoreInputs, { isDefault = false } = {}): void {
  const issue = nameIssue(inputs, undefined);
  if (issue === undefined) return;
  const nextStep = `Set name: the default is ${inputs.name}.`;
  throw new ValidationError([{ ...issue, ...(isDefault ? { nextStep } : {}) }]);
}

/** An adopted store keeps its own name unless the program gives one. */
function withName(inputs: StoreInputs, defaultName: unknown): StoreInputs {
  const needsDefault = inputs.name === undefined && inputs.adopt === undefined && typeof defaultName === "string";
  return needsDefault ? { ...inputs, name: defaultName } : inputs;
}

/** If the API is unreachable, the inputs stay unverified: the creation resolves them, and fails there. */
async function attempt(
  context: Context,
  unresolved: StoreInputs,
  resolve: () => Promise<StoreInputs>,
): Promise<StoreCheck> {
  const { preflight } = context;
  try {
    if (preflight.mayAsk()) return { inputs: await resolve(), failures: [] };
  } catch (error) {
    const failures = await failuresOfCheck(context, unresolved, error);
    if (failures !== undefined) return { inputs: unresolved, failures };
  }
  return { inputs: unresolved, failures: [], isUnverified: true };
}

/** Rejects what the adoption would reject, and records that a resource of the program is to adopt the store. */
async function claimForAdoption(context: Context, id: string, inputs: StoreInputs): Promise<StoreInputs> {
  const resolved = await resolveNew(context, inputs);
  const store = await getAdoptableStore(context, id, resolved);
  context.ownership.stores.record("claimed", id);
  const adopted = withStoreValues(resolved, store);
  if (await isCreatable(context, adopted)) context.registrations.recordRecreatable(id);
  return adopted;
}

/** Whether the store could be created again from these inputs, with the program's consent to delete it. */
async function isCreatable(context: Context, { adopt: _, ...inputs }: StoreInputs): Promise<boolean> {
  if (inputs.allowReplacement !== true || nameIssue(inputs, undefined) !== undefined) return false;
  try {
    await resolveNew(context, inputs, inputs);
    return true;
  } catch (error) {
    if (error instanceof ValidationError || VercelError.isInstance(error)) return false;
    throw error;
  }
}
