// A replacement disconnects first, so it is rejected if Vercel would not connect again or cannot be asked.
import type { ConnectionArgumentName, ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import { ValidationError } from "../../errors/validation-error";
import type { Context } from "../core/context";
import { runOperation } from "../core/operation";
import { fail } from "./messages";
import { formatRecorded } from "./state";
import { validateProject } from "./validate-project";

export interface Replacement {
  id: string;
  olds: ConnectionState;
  news: ConnectionInputs;
  /** The arguments that changed. */
  replaces: readonly ConnectionArgumentName[];
}

/** Throws if the connection must not be disconnected for the new inputs. */
export async function validateReplacement(context: Context, { id, olds, news, replaces }: Replacement): Promise<void> {
  const connection = formatRecorded({ id, state: olds });
  const projectIsKnown = !replaces.includes("projectId") && !replaces.includes("teamId");
  const operation = { name: "validate the replacement of", resource: `${connection}, so it was not disconnected` };
  const [first, ...rest] = await runOperation(context, operation, () =>
    validateProject(context, news, { projectIsKnown }),
  );
  if (first === undefined) return;
  throw fail("connection-replacement-rejected", { connection }, new ValidationError([first, ...rest]));
}
