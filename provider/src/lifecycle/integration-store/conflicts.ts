// Name conflicts: existing stores that have the name of a new one.
import type { StoreInputs } from "../../contract/integration-store";
import { formatTeam } from "../../contract/team-reference";
import { containsUnknown, isSameNormalized } from "../../contract/values";
import type { OperationError } from "../../errors/operation-error";
import { renderCause } from "../../errors/render";
import type { Store } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import type { NewName, Registration } from "../core/registrations";
import { fail, say } from "./messages";
import { isSameStore, type StoreCreation } from "./submit";

export interface NewStore {
  inputs: StoreInputs;
  /** The default name, which tells where the resource is in the program. */
  defaultName: string | undefined;
  /** The resource, if it is known to be replaced: its own store is deleted before the new one is created. */
  replaced: Registration<StoreInputs> | undefined;
  /** Whether the engine keeps the old store of a replacement. */
  retains: boolean;
}

/**
 * Rejects a name that the creation would reject. With consent to a replacement, the store of that name may be the
 * resource's own, which the engine deletes first: a forced replacement looks like a creation. Without a list, the
 * creation decides.
 */
export async function rejectNameConflicts(context: Context, store: NewStore): Promise<void> {
  const { inputs, replaced, retains } = store;
  const { name } = inputs;
  if (name === undefined || containsUnknown(name) || !isResolved(inputs)) return;
  const others = context.registrations.recordNew(nameKey(inputs), labelOf(store));
  if (others === undefined) throw fail("name-used-twice", { name });
  if (replaced !== undefined && replaced.olds.name === name) {
    if (retains) throw fail("replacement-retains", { name });
    return;
  }
  const stores = await listForNames(context, inputs);
  const creation = { ...inputs, name };
  const existing = stores?.find((one) => isSameStore(one, creation));
  if (existing === undefined) warnOfSameName(context, creation, stores ?? [], others);
  if (stores === undefined) return recordUnlisted(context, inputs);
  if (existing === undefined) return;
  const mayBeOwn = inputs.allowReplacement === true && !retains && !context.ownership.stores.isOwned(existing.id);
  if (!mayBeOwn) throw storeExists(context, creation, existing);
  const { integrationConfigurationId: installation } = creation;
  context.log.warning(say("store-may-exist", { name, id: existing.id, installation }));
}

export function storeExists(
  context: Context,
  inputs: StoreCreation,
  existing: Store,
  cause?: VercelError,
): OperationError {
  const { id, createdAt, projectsMetadata, totalConnectedProjects } = existing;
  const { name, integrationConfigurationId: installation } = inputs;
  if (context.ownership.stores.isOwned(id)) return fail("store-name-taken", { name, id, installation }, cause);
  const projects = projectsMetadata?.map((project) => project.name ?? project.projectId);
  const values = {
    name,
    id,
    installation,
    ageMs: createdAt === undefined ? undefined : context.clock.now() - createdAt,
    // A token may see fewer projects than there are.
    projects: projects?.length !== totalConnectedProjects ? undefined : projects,
  };
  return fail("store-exists", values, cause);
}

/** The only store of the team with this name, as far as the team's stores can be listed. */
export async function findByName(context: Context, inputs: StoreInputs): Promise<Store | undefined> {
  const named = ((await listForNames(context, inputs)) ?? []).filter((store) => hasName(store, inputs.name));
  return named.length === 1 ? named[0] : undefined;
}

/**
 * A conflict that Vercel reports, explained by the store that has the name: another run, or another resource of this one,
 * may have created it since the last list.
 */
export async function explainConflict(context: Context, inputs: StoreCreation, error: unknown): Promise<unknown> {
  if (!VercelError.isInstance(error) || error.status !== 409) return error;
  const session = context.session();
  const listing = await session.stores.listNow(session.teamOf(inputs.teamId)).catch(() => undefined);
  const named = (listing?.stores ?? []).filter((store) => hasName(store, inputs.name));
  const same = named.find((store) => isSameStore(store, inputs));
  if (same !== undefined) return storeExists(context, inputs, same, error);
  const [other] = named;
  return other === undefined ? error : fail("name-conflict", valuesOf(other, inputs.name), error);
}

/** Whether names are unique in a team, in an installation or not at all is not documented, so the creation decides. */
function warnOfSameName(
  context: Context,
  { name }: StoreCreation,
  stores: readonly Store[],
  [ofProgram]: readonly string[],
): void {
  const other = stores.find((store) => hasName(store, name));
  if (other !== undefined) context.log.warning(say("name-used-in-team", valuesOf(other, name)));
  else if (ofProgram !== undefined) context.log.warning(say("name-used-in-program", { name, other: ofProgram }));
}

/** A token that may not list is asked once per process and team; any other failure is an outage. */
async function listForNames(context: Context, { teamId }: StoreInputs): Promise<Store[] | undefined> {
  const session = context.session();
  const team = session.teamOf(teamId);
  const warning = `names-not-checked ${team}`;
  if (context.preflight.wasWarned(warning)) return undefined;
  try {
    return await session.stores.listRecent(team);
  } catch (error) {
    if (!isForbidden(error)) throw error;
    const message = say("names-not-checked", { team: formatTeam(team), reason: renderCause(error) });
    context.preflight.warnOnce(warning, message);
    return undefined;
  }
}

/**
 * Records that no list told whether a store of this name exists: if it does, the resource is being replaced by force. With
 * consent, and with the setting that allows to create without a list, that is no obstacle.
 */
export function recordUnlisted(context: Context, { name, allowReplacement }: StoreInputs): void {
  if (name === undefined) return;
  if (allowReplacement === true && context.session().account.createWithoutList) return;
  context.registrations.recordUnlisted(name);
}

/** Whether the token may not list the stores. */
export function isForbidden(error: unknown): boolean {
  return VercelError.isInstance(error) && (error.status === 403 || error.status === 404);
}

export function nameKey(inputs: StoreInputs): NewName {
  const { name, teamId, integration, integrationConfigurationId, product, productId } = inputs;
  return {
    inTeam: JSON.stringify([teamId, name?.toLowerCase()]),
    place: JSON.stringify([integrationConfigurationId ?? integration, productId ?? product]),
  };
}

/** A resource of the program: its integration and product, and its default name. */
function labelOf({ inputs, defaultName }: NewStore): string {
  const { name, integrationSlug, integrationConfigurationId, productSlug } = inputs;
  const [integration, product] = [integrationSlug ?? integrationConfigurationId, productSlug];
  const what = product === undefined || product === integration ? `${integration}` : `${integration} (${product})`;
  return defaultName === undefined || defaultName === name ? what : `${what}, with the default name ${defaultName}`;
}

function isResolved(
  inputs: StoreInputs,
): inputs is StoreInputs & { integrationConfigurationId: string; productId: string } {
  return inputs.integrationConfigurationId !== undefined && inputs.productId !== undefined;
}

function hasName(store: Store, name: string | undefined): boolean {
  return name !== undefined && isSameNormalized(store.name, name);
}

function valuesOf({ id, name, product, type }: Store, given: string) {
  return {
    name: name ?? given,
    id,
    integration: product?.integration?.name ?? product?.name ?? type ?? "another type",
  };
}
