// Ensure: the one POST of a connection. It is never repeated; what is left unclear is looked up.
import { connectProject, connectProjectWithPrefix } from "../../vercel/api/connect-project";
import { VercelError } from "../../vercel/errors";
import type { Store } from "../../vercel/schemas";
import { saysNotThere } from "../core/confirm-deleted";
import type { Context } from "../core/context";
import { type Found, linkTo } from "./link";
import { noStore, notOfTheMarketplace, outcomeUnknown, runHasEnded, type Wanted } from "./messages";
import { explain } from "./refused";
import { takeOver } from "./take-over";

const FEWEST_LOOKS = 3;
const SLOWEST = 10;

/** Refusals that may be about something that is there by now, such as the connection itself. */
const worthALook: readonly (number | undefined)[] = [400, 404, 409, 410];

/** Sends the POST and returns the connection that it made, also where the answer was lost. */
export async function ensure(context: Context, wanted: Wanted, store: Store): Promise<Found> {
  if (!(await context.engineIsAlive())) throw runHasEnded(store, wanted);
  try {
    await connect(context, wanted, store);
  } catch (error) {
    if (!VercelError.isInstance(error)) throw error;
    if (error.outcome === "unknown") return lookUp(context, wanted, store, error);
    if (!worthALook.includes(error.status)) throw error;
    // Another run may have connected the two since we looked, and the API refuses a second time.
    const found = await look(context, wanted);
    if (found.link === undefined) throw await explain(context, store, wanted, error);
    return takeOver(context, { ...found, link: found.link }, wanted);
  }
  return lookUp(context, wanted, store);
}

function connect(context: Context, { inputs, team }: Wanted, store: Store): Promise<void> {
  const { storeId, projectId, environments = [], envVarPrefix, sensitive = false } = inputs;
  const { transport } = context.session();
  const request = { team, storeId, projectId, environments };
  if (envVarPrefix !== undefined) return connectProjectWithPrefix(transport, { ...request, envVarPrefix });
  const integrationConfigurationId = store.product?.integrationConfigurationId;
  if (integrationConfigurationId === undefined) throw notOfTheMarketplace(store, { inputs, team });
  return connectProject(transport, { ...request, integrationConfigurationId, sensitive });
}

async function look(context: Context, wanted: Wanted): Promise<{ store: Store; link: ReturnType<typeof linkTo> }> {
  const { inputs, team } = wanted;
  try {
    const store = await context.session().connections.store(team, inputs.storeId, context.clock.now());
    return { store, link: linkTo(store, inputs.projectId) };
  } catch (error) {
    throw saysNotThere(error) ? noStore(wanted) : error;
  }
}

/** Looks with growing pauses until the connection shows, or until it surely does not. `lost` is the answer's failure. */
async function lookUp(context: Context, wanted: Wanted, store: Store, lost?: VercelError): Promise<Found> {
  const { clock, timings } = context;
  const sentAt = clock.now();
  let looks = 0;
  for (let pause = timings.pollSeconds; ; pause = Math.min(pause * 2, timings.pollSeconds * SLOWEST)) {
    const seen = await look(context, wanted).catch((error) => {
      if (VercelError.isInstance(error)) return undefined;
      throw error;
    });
    if (seen !== undefined) looks += 1;
    // What was accepted is ours in whatever spelling; where the answer was lost it may be somebody else's.
    if (seen?.link !== undefined) {
      const found = { store: seen.store, link: seen.link };
      return lost === undefined ? found : takeOver(context, found, wanted);
    }
    const passed = clock.now() - sentAt;
    const settle = timings.settleSeconds * 1000;
    if (passed >= 2 * settle || (passed >= settle && looks >= FEWEST_LOOKS)) {
      throw outcomeUnknown(store, wanted, lost, passed);
    }
    await clock.sleep(pause * 1000, context.signal);
  }
}
