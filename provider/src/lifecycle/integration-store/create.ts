// create: list the stores, submit one POST, poll until the store is available, return it. Or adopt a store instead.
import type { StoreInputs, StoreState } from "../../contract/integration-store";
import { OperationError } from "../../errors/operation-error";
import { ValidationError } from "../../errors/validation-error";
import type { Store } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { runOperation } from "../core/operation";
import { adopt } from "./adopt";
import { settingsIssue } from "./check";
import { fail, say } from "./messages";
import { completeStore } from "./ready";
import { type ResolvedInputs, resolveInputs } from "./resolve";
import { withStoreValues } from "./state";
import { isSameStore, type StoreCreation, submit } from "./submit";

export async function create(context: Context, checked: StoreInputs): Promise<{ id: string; state: StoreState }> {
  const operation = { name: "create", resource: checked.name ?? "the store" };
  const { store, inputs } = await runOperation(context, operation, async () => {
    const issue = settingsIssue(checked);
    if (issue !== undefined) throw new ValidationError([issue]);
    const resolved = await resolveInputs(context, checked);
    if (resolved.adopt === undefined) return createNew(context, withRequiredName(resolved));
    const adopted = await adopt(context, resolved.adopt, resolved);
    return { store: adopted, inputs: withStoreValues(resolved, adopted) };
  });
  return { id: store.id, state: await completeStore(context, inputs, store) };
}

/** Creations of one name run one after another, so that each one lists what the previous one created. */
async function createNew(context: Context, inputs: StoreCreation): Promise<{ store: Store; inputs: StoreInputs }> {
  const { mutex, stores } = context.session();
  const { name, integrationConfigurationId, productId } = inputs;
  const creation = `store ${integrationConfigurationId} ${productId} ${name}`;
  const store = await mutex.run(creation, async () => {
    if (stores.isUnresolved(creation)) throw fail("creation-pending", { name });
    const existing = await listExisting(context, inputs);
    try {
      return await submit(context, inputs, existing);
    } catch (error) {
      // Even after a 4xx the store may exist: a gateway may return one after the API has committed.
      stores.invalidateLists();
      if (isUnresolved(error)) stores.recordUnresolved(creation);
      throw error;
    }
  });
  return { store, inputs };
}

/** Whether the POST may still be carried out, after every list of this run. */
function isUnresolved(error: unknown): boolean {
  return error instanceof OperationError && ["outcome-unknown", "outcome-ambiguous"].includes(error.code);
}

/** The ids of the team's stores; undefined if the token cannot list them. Fails if the store to be created exists. */
async function listExisting(context: Context, inputs: StoreCreation): Promise<ReadonlySet<string> | undefined> {
  const stores = await listStores(context, inputs);
  if (stores === undefined) return undefined;
  const existing = stores.find((store) => isSameStore(store, inputs));
  if (existing !== undefined) throw existsAlready(context, inputs, existing);
  return new Set(stores.map(({ id }) => id));
}

async function listStores(context: Context, { teamId }: StoreCreation): Promise<Store[] | undefined> {
  const session = context.session();
  try {
    return await session.stores.listRecent(session.teamOf(teamId));
  } catch (error) {
    if (!VercelError.isInstance(error) || (error.status !== 403 && error.status !== 404)) throw error;
    context.preflight.warnOnce("stores-not-listed", say("stores-not-listed", { status: error.status }));
    return undefined;
  }
}

function existsAlready(context: Context, inputs: StoreCreation, { id, createdAt, projectsMetadata }: Store): Error {
  const { name, integrationConfigurationId: installation } = inputs;
  if (context.ownership.stores.isOwned(id)) return fail("store-name-taken", { name, id, installation });
  return fail("store-exists", {
    name,
    id,
    installation,
    ageMs: createdAt === undefined ? undefined : context.clock.now() - createdAt,
    projects: projectsMetadata?.map((project) => project.name ?? project.projectId),
  });
}

function withRequiredName(inputs: ResolvedInputs): StoreCreation {
  const { name } = inputs;
  if (name !== undefined) return { ...inputs, name };
  throw new ValidationError([{ code: "argument-required", path: "name", problem: "is required" }]);
}
