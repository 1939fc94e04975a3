// The one place where errors become text.
import { isTeamId } from "../contract/team-reference";
import { orUndefined } from "../contract/values";
import { permissions, trimFullStop, VercelError } from "../vercel/errors";
import { SettingsError } from "../vercel/settings";
import { apiFailures, findApiFailure } from "./api-failures";
import { codeOf, OperationError, PartialStateError } from "./operation-error";
import { renderIssue, ValidationError } from "./validation-error";

/** The page of this package that has a section for each code of an API failure. */
const TROUBLESHOOTING_PAGE = "pulumi-vercel-marketplace/docs/troubleshooting.md";

/**
 * An error for a person: what failed, why, what to do next, `[code]`, and the request id for Vercel's support. A failure
 * of the API also names its section of the page.
 *
 * @param maxLength - Of the text before the code
 */
export function render(error: unknown, maxLength = Number.POSITIVE_INFINITY): string {
  if (error instanceof ValidationError) {
    return error.issues.map((issue) => `${renderIssue(issue)} [${issue.code}]`).join(" ");
  }
  const cause = error instanceof OperationError ? error.cause : error;
  const request = VercelError.isInstance(cause) && cause.requestId !== undefined ? `(request ${cause.requestId})` : "";
  const code = codeOf(error);
  const page = Object.hasOwn(apiFailures, code) ? `See ${TROUBLESHOOTING_PAGE}#${code}` : "";
  return joined([textOf(error).slice(0, maxLength), `[${code}]`, request, page]);
}

/** What an error says, without code and request id: for a message that has another one as its reason. */
export function renderCause(error: unknown): string {
  if (VercelError.isInstance(error)) return `${error.message} ${nextStepOf(error)}`;
  if (error instanceof OperationError) return textOf(error);
  return toText(error instanceof Error ? error.message : error);
}

function textOf(error: unknown): string {
  if (!(error instanceof OperationError)) return renderCause(error) || "The provider failed without a reason.";
  const { text, cause, operation } = error;
  if (text !== undefined) return joined([text, cause === undefined ? "" : `Cause: ${reasonOf(cause)}`]);
  const suffix = error instanceof PartialStateError ? ", which stays in the state" : "";
  const lead = operation === undefined ? "" : `Could not ${operation.name} ${operation.resource}${suffix}.`;
  if (!VercelError.isInstance(cause)) return joined([lead, renderCause(cause)]);
  const hint = anotherTokenMayHelp(cause) ? operation?.tokenHint : undefined;
  return joined([lead, cause.message, nextStepOf(cause, hint)]);
}

/** A text of our own says what to do next, so of its cause only what the response itself says to do is added. */
function reasonOf(cause: unknown): string {
  if (!VercelError.isInstance(cause)) return cause instanceof SettingsError ? cause.message : renderCause(cause);
  const [, row] = findApiFailure(cause.failure);
  const isFromResponse = row.isFromResponse || cause.failure.action !== undefined;
  return joined([cause.message, isFromResponse && nextStepOf(cause)]);
}

/** What to do after a failure of the API, as sentences; then the hint; the page to open is last. */
export function nextStepOf({ failure }: VercelError, hint?: string): string {
  const [, row] = findApiFailure(failure);
  const { action, method, path, saml, team } = failure;
  const permission =
    row === apiFailures["api-forbidden"] && permissions.find(([request]) => request.test(`${method} ${path}`))?.[1];
  const steps = [row.nextStep, permission && `It must be allowed to ${permission}.`];
  const own = action && `${trimFullStop(action)}.`;
  const page = failure.link ?? (row.page?.startsWith("https:") ? row.page : row.page && teamPage(row.page, team));
  // An action of the response is about what it reports; that of single sign-on is in the row only.
  return joined([...(own === undefined || saml ? steps : []), own, hint, page && `See ${page}`]);
}

/** A page of a team. Its address has the slug; without it, Vercel asks for the team. */
export function teamPage(page: string, team: string | undefined): string {
  if (team !== undefined && !isTeamId(team)) return `https://vercel.com/${team}/~/${page}`;
  return `https://vercel.com/d?to=${encodeURIComponent(`/[team]/~/${page}`)}`;
}

/** Not if the response names another reason, such as terms or a quota. */
function anotherTokenMayHelp({ kind, failure }: VercelError): boolean {
  const [, row] = findApiFailure(failure);
  return (kind === "unauthorized" || kind === "forbidden") && (!row.isFromResponse || failure.saml === true);
}

/** Not every thrown value can be converted to a string. */
function toText(value: unknown): string {
  return orUndefined(() => String(value ?? "")) ?? "";
}

function joined(parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => part).join(" ");
}
