// create: list the stores, submit one POST, poll until the store is available, return it. Or adopt a store instead.
import type { StoreInputs, StoreState } from "../../contract/integration-store";
import { formatTeam } from "../../contract/team-reference";
import { omitUndefined } from "../../contract/values";
import { OperationError } from "../../errors/operation-error";
import { renderCause } from "../../errors/render";
import { ValidationError } from "../../errors/validation-error";
import type { Store } from "../../vercel/api/stores";
import { VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { runOperation } from "../core/operation";
import { pollUntil } from "../core/poll";
import { adopt } from "./adopt";
import { requireCreatableName, settingsIssue } from "./check";
import { explainConflict, isForbidden, storeExists } from "./conflicts";
import { fail, say } from "./messages";
import { completeStore } from "./ready";
import { type ResolvedInputs, resolveInputs, resolveNew } from "./resolve";
import { newOwnerToken, timeoutOf, withStoreValues } from "./state";
import { type ExistingIds, isSameStore, type StoreCreation, type Submitted, submit } from "./submit";

export async function create(context: Context, checked: StoreInputs): Promise<{ id: string; state: StoreState }> {
  const operation = { name: "create", resource: checked.name ?? "the store" };
  const ownerToken = newOwnerToken();
  context.registrations.recordCreating(checked);
  const { inputs, store, doubtful, sentAt } = await runOperation(context, operation, async () => {
    const issue = settingsIssue(checked);
    if (issue !== undefined) throw new ValidationError([issue]);
    if (isDoneAdoption(context, checked)) return createNew(context, await resolveAfterAdoption(context, checked));
    const resolved = await resolveInputs(context, checked);
    if (resolved.adopt === undefined) return createNew(context, resolved);
    const adopted = await adopt(context, resolved.adopt, resolved);
    const sentAt = context.clock.monotonic();
    return { store: adopted, inputs: withStoreValues(resolved, adopted), doubtful: false, sentAt };
  });
  const elapsedSeconds = (context.clock.monotonic() - sentAt) / 1000;
  const deadlineSeconds = Math.max(timeoutOf("create", inputs) - elapsedSeconds, context.timings.pollSeconds);
  const carried = { ownerToken, doubtful: doubtful ? (true as const) : undefined };
  return { id: store.id, state: await completeStore(context, { inputs, store, carried, deadlineSeconds }) };
}

/** Whether the store that the inputs adopt is the one that this resource had until its replacement. */
function isDoneAdoption(context: Context, checked: StoreInputs): boolean {
  if (checked.adopt === undefined) return false;
  return context.registrations.isDoneAdoption(checked) || context.session().stores.wasDeleted(checked.adopt);
}

/** The inputs of the new store; check has validated them as those of an adoption only. */
async function resolveAfterAdoption(context: Context, { adopt, ...inputs }: StoreInputs): Promise<ResolvedInputs> {
  const resolved = await resolveInputs(context, await resolveNew(context, inputs, inputs));
  return { ...resolved, ...omitUndefined({ adopt }) };
}

/** Creations of one name run one after another, so that each one lists what the previous one created. */
async function createNew(context: Context, resolved: ResolvedInputs): Promise<Submitted & { inputs: StoreInputs }> {
  const inputs = withRequiredName(resolved);
  requireCreatableName(inputs);
  const { mutex, stores } = context.session();
  const { name, integrationConfigurationId, productId } = inputs;
  const creation = `store ${integrationConfigurationId} ${productId} ${name}`;
  const submitted = await mutex.run(creation, async () => {
    if (stores.isUnresolved(creation)) throw fail("creation-pending", { name });
    const existing = await listExisting(context, inputs);
    try {
      return await submit(context, inputs, existing);
    } catch (error) {
      const explained = await explainConflict(context, inputs, error);
      // Even after a 4xx the store may exist: a gateway may return one after the API has committed.
      stores.invalidateLists();
      if (isUnresolved(error)) stores.recordUnresolved(creation);
      throw explained;
    }
  });
  return { ...submitted, inputs };
}

/** Whether the POST may still be carried out, after every list of this run. */
function isUnresolved(error: unknown): boolean {
  return error instanceof OperationError && error.code.startsWith("outcome-");
}

/** The ids of the team's stores. Fails if the store to be created exists. */
async function listExisting(context: Context, inputs: StoreCreation): Promise<ExistingIds> {
  const stores = await listStores(context, inputs);
  const existing = stores?.find((store) => isSameStore(store, inputs));
  if (existing !== undefined) throw storeExists(context, inputs, existing);
  return stores && new Set(stores.map(({ id }) => id));
}

/** A refusal may be transient, so it is tried again before it counts. */
const REFUSALS = 3;

/** The team's stores; undefined if they cannot be listed and the account allows to create without knowing them. */
async function listStores(context: Context, { name, teamId }: StoreCreation): Promise<Store[] | undefined> {
  const session = context.session();
  const team = session.teamOf(teamId);
  let refusals = 0;
  try {
    const wait = { what: `${name}: waiting for the list of stores`, deadlineSeconds: context.timings.settleSeconds };
    const listed = await pollUntil(context, wait, async () => {
      try {
        return { done: await session.stores.listRecent(team) };
      } catch (error) {
        refusals += 1;
        if (!isForbidden(error) || refusals === REFUSALS) throw error;
        return "failed";
      }
    });
    if (listed.ended === "done") return listed.value;
    throw fail("run-ended", { name });
  } catch (error) {
    if (!VercelError.isInstance(error)) throw error;
    if (!session.account.createWithoutList) {
      throw isForbidden(error) ? fail("stores-not-listed", { name, team: formatTeam(team) }, error) : error;
    }
    const message = say("created-without-list", { team: formatTeam(team), reason: renderCause(error) });
    context.preflight.warnOnce("created-without-list", message);
    return undefined;
  }
}

function withRequiredName(inputs: ResolvedInputs): StoreCreation {
  const { name } = inputs;
  if (name !== undefined) return { ...inputs, name };
  throw new ValidationError([{ code: "argument-required", path: "name", problem: "is required" }]);
}
