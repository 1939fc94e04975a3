// The one place where errors become text.
import { VercelError } from "../vercel/errors";
import { SettingsError } from "../vercel/settings";
import { codeOf, OperationError, PartialStateError } from "./operation-error";
import { renderIssue, ValidationError } from "./validation-error";

/**
 * An error for a person: what failed, why, what to do next, `[code]`, and the request id for Vercel's support.
 *
 * @param maxLength - Of the text before the code
 */
export function render(error: unknown, maxLength = Number.POSITIVE_INFINITY): string {
  if (error instanceof ValidationError) {
    return error.issues.map((issue) => `${renderIssue(issue)} [${issue.code}]`).join(" ");
  }
  const cause = error instanceof OperationError ? error.cause : error;
  const request = VercelError.isInstance(cause) && cause.requestId !== undefined ? `(request ${cause.requestId})` : "";
  return joined([textOf(error).slice(0, maxLength), `[${codeOf(error)}]`, request]);
}

/** What an error says, without code and request id: for a message that has another one as its reason. */
export function renderCause(error: unknown): string {
  if (VercelError.isInstance(error)) return `${error.message} ${error.nextStep}`;
  if (error instanceof OperationError) return textOf(error);
  return toText(error instanceof Error ? error.message : error);
}

function textOf(error: unknown): string {
  if (!(error instanceof OperationError)) return renderCause(error) || "The provider failed without a reason.";
  const { text, cause, operation } = error;
  if (text !== undefined) return joined([text, cause === undefined ? "" : `Cause: ${reasonOf(cause)}`]);
  const suffix = error instanceof PartialStateError ? ", which stays in the state" : "";
  const lead = operation === undefined ? "" : `Could not ${operation.name} ${operation.resource}${suffix}.`;
  return joined([lead, renderCause(cause), anotherTokenMayHelp(cause) ? operation?.tokenHint : undefined]);
}

/** A text of our own says what to do next, so of its cause only what the response itself says to do is added. */
function reasonOf(cause: unknown): string {
  if (VercelError.isInstance(cause)) return joined([cause.message, cause.advice]);
  return cause instanceof SettingsError ? cause.message : renderCause(cause);
}

function anotherTokenMayHelp(cause: unknown): boolean {
  return VercelError.isInstance(cause) && (cause.status === 401 || cause.status === 403);
}

/** Not every thrown value can be converted to a string. */
function toText(value: unknown): string {
  try {
    return value === undefined || value === null ? "" : String(value);
  } catch {
    return "";
  }
}

function joined(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}
