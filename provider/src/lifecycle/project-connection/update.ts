// update: goes on with a connection whose variables were not read yet. Everything else about it replaces it.
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import { type Context, Unfinished } from "../core/context";
import { describeFailure, StoreError } from "../core/operation";
import { locate } from "./lookup";
import { finish } from "./ready";
import { isSettled, labelIn } from "./state";
import { teamSlugIn, withTeamSlug } from "./team-slug";

export async function update(
  context: Context,
  id: string,
  olds: ConnectionState,
  news: ConnectionInputs,
): Promise<ConnectionState> {
  const state: ConnectionState = { ...olds, ...news };
  if (isSettled(olds)) return state;
  const session = context.session();
  try {
    const found = await locate(context, id, olds, context.clock.now());
    if (found !== undefined) return withTeamSlug(await finish(context, news, found), news.teamId, teamSlugIn(olds));
    throw new StoreError(
      `${labelIn(olds)} (${id}) is not connected any more. Run \`pulumi refresh\` to take note of it, then \`pulumi up\`.`,
    );
  } catch (error) {
    throw new Unfinished(
      describeFailure(error, `read the variables of ${labelIn(olds)} (${id})`, session.account),
      id,
      state,
    );
  }
}
