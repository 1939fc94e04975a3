// Runs an operation of a resource, and turns what it throws into an error that names the operation and the resource.
import { orUndefined } from "../../contract/values";
import { type Operation, OperationError, PartialStateError, toOperationError } from "../../errors/operation-error";
import { VercelError } from "../../vercel/errors";
import { tokenOrigin } from "../../vercel/settings";
import type { Context } from "./context";

/** @throws {@link OperationError} only */
export async function runOperation<Result>(
  context: Context,
  { name, resource }: Pick<Operation, "name" | "resource">,
  run: () => Promise<Result>,
): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw toOperationError(error, { name, resource, tokenHint: hintFor(context, name) });
  }
}

/** Runs the rest of an operation on a resource that exists. A failure keeps the resource in the state. */
export async function keepInState<State>(
  context: Context,
  { name, resource, id, toState }: Pick<Operation, "name" | "resource"> & { id: string; toState: () => Promise<State> },
  run: () => Promise<State>,
): Promise<State> {
  try {
    return await runOperation(context, { name, resource }, run);
  } catch (error) {
    if (!(error instanceof OperationError) || error instanceof PartialStateError) throw error;
    throw new PartialStateError(error, id, await toState());
  }
}

/** Operations that also run for resources that are no longer in the program. */
const canLetGo: readonly string[] = ["read", "delete", "disconnect"];

function hintFor(context: Context, operation: string): string | undefined {
  // If the settings themselves are wrong, the failure says so.
  const origin = orUndefined(() => tokenOrigin(context.session().account));
  const isKnown = origin !== undefined && canLetGo.includes(operation);
  return isKnown
    ? `${origin} To remove it from the state without a request to Vercel, run \`pulumi state delete\`.`
    : origin;
}

/** Whether an error says that there is no resource of this id. It may also have been looked up in the wrong team. */
export function isNotFound(error: unknown): boolean {
  return VercelError.isInstance(error) && (error.kind === "not found" || error.kind === "gone");
}

export function isForbidden(error: unknown): boolean {
  return VercelError.isInstance(error) && error.kind === "forbidden";
}
