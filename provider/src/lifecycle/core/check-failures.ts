// Turns an error of check into its failures. Invalid arguments, a rejected token and a rejected team fail it; an outage of
// the API does not.
import { formatTeam } from "../../contract/team-reference";
import type { IssueCode } from "../../contract/validation-issue";
import { messagesOf } from "../../errors/messages";
import { codeOf, OperationError } from "../../errors/operation-error";
import { ValidationError } from "../../errors/validation-error";
import { VercelError } from "../../vercel/errors";
import { formatSource, SettingsError } from "../../vercel/settings";
import type { Context } from "./context";
import { toFailures } from "./validate";

interface RejectedTeam {
  /** The argument or setting that names the team. */
  setting: string;
  team: string;
  token: string;
}

export const accountMessages = {
  "token-rejected": ({ token }: { token: string }) =>
    `${token}: Vercel rejects this token. It may be wrong, expired or revoked. Set a valid token, then run again.`,
  "team-rejected": ({ setting, team, token }: RejectedTeam) =>
    `${setting}: there is no ${formatTeam(team)}, or the token is invalid or has no access to it. Correct the team, ` +
    `or use a token that has access. Token: ${token}.`,
};

const { fail } = messagesOf(accountMessages);

/**
 * The failures of a check that ended with an error. Undefined if Vercel could not be asked: the inputs pass unverified,
 * and one warning per process says so.
 */
export async function failuresOfCheck(
  context: Context,
  { teamId }: { teamId?: string | undefined },
  error: unknown,
): Promise<OperationError[] | undefined> {
  const rejected = await accountRejection(context, teamId, error);
  if (rejected !== undefined) return [rejected];
  return context.preflight.recordOutage(error) ? undefined : caughtFailures(error);
}

/** The account's failure behind an error. Whether a team is rejected is asked once per process, and only then. */
async function accountRejection(
  context: Context,
  teamId: string | undefined,
  error: unknown,
): Promise<OperationError | undefined> {
  const isRejected = VercelError.isInstance(error) && error.kind === "unauthorized";
  if (!isRejected && !foundNothing(error)) return undefined;
  const session = context.session();
  const { tokenSource, teamSource } = session.account;
  const token = formatSource("apiToken", tokenSource);
  if (isRejected) return fail("token-rejected", { token }, error);
  const team = session.teamOf(teamId);
  const rejection = team === undefined ? undefined : await session.teams.rejectionOf(team);
  if (team === undefined || rejection === undefined) return undefined;
  const setting = teamId === undefined && teamSource !== undefined ? formatSource("team", teamSource) : "teamId";
  return fail("team-rejected", { setting, team, token }, rejection);
}

/** Codes of issues that a 404 for the whole team causes, too. */
const notFoundCodes: readonly IssueCode[] = [
  "integration-not-installed",
  "installation-not-found",
  "project-not-found",
];

/** Whether the team may be the reason: it was not allowed to read something, or nothing at all was found in it. */
function foundNothing(error: unknown): boolean {
  if (VercelError.isInstance(error)) return error.kind === "forbidden" || error.kind === "not found";
  if (!(error instanceof ValidationError)) return false;
  return error.issues.some(({ code, options = [] }) => notFoundCodes.includes(code) && options.length === 0);
}

/** Rethrows what is neither about the arguments nor about the settings. */
function caughtFailures(error: unknown): OperationError[] {
  if (error instanceof ValidationError) return toFailures(error.issues);
  if (error instanceof OperationError) return [error];
  if (error instanceof SettingsError) return [new OperationError({ code: codeOf(error), cause: error })];
  throw error;
}
