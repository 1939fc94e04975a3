// A replacement disconnects first: it is refused where Vercel would surely not connect again, or could not be asked.
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import { type Refusal, renderRefusal } from "../../discovery/issue";
import { VercelError } from "../../vercel/errors";
import { SettingsError } from "../../vercel/settings";
import type { Context } from "../core/context";
import { StoreError, tokenOrigin } from "../core/operation";
import { labelIn } from "./state";
import { checkProject } from "./validate-project";

/** Throws where the connection must not be ended for one of these inputs. */
export async function refuseBlindReplacement(
  context: Context,
  id: string,
  olds: ConnectionState,
  news: ConnectionInputs,
  projectIsKnown: boolean,
): Promise<void> {
  const label = `${labelIn(olds)} (${id})`;
  const refusals = await checkProject(context, news, { projectIsKnown }).catch((error): Refusal[] => {
    throw couldNotBeChecked(context, label, error);
  });
  if (refusals.length === 0) return;
  throw new StoreError(`${refusals.map(renderRefusal).join(" ")} ${label} was not disconnected.`);
}

function couldNotBeChecked(context: Context, label: string, error: unknown): unknown {
  const lead = `What replaces ${label} could not be checked against Vercel, so it was not disconnected; run again.`;
  if (error instanceof SettingsError) return new StoreError(`${lead} ${error.message}`);
  if (!VercelError.isInstance(error)) return error;
  const refused = error.status === 401 || error.status === 403;
  const origin = refused ? ` ${tokenOrigin(context.session().account)}` : "";
  return new StoreError(`${lead} ${error.message} ${error.nextStep}${origin}`);
}
