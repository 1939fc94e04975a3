// Checks of the settings, the token and the team.

import type { AccountSettingName } from "../../contract/account-settings";
import { formatElapsed } from "../../contract/duration";
import { apiFailures } from "../../errors/api-failures";
import { nextStepOf, render } from "../../errors/render";
import type { Token } from "../../vercel/api/teams";
import { VercelError } from "../../vercel/errors";
import { redact } from "../../vercel/redaction";
import { type Account, SettingsError } from "../../vercel/settings";
import { type Check, checksIn, describe, type Finding, failed, NotChecked, ok, warning } from "./check";
import type { Facts } from "./facts";

const TOKENS_PAGE = "https://vercel.com/account/settings/tokens";
const DAY = 86_400_000;
/** A token that expires earlier is a warning. */
const WARNED_DAYS = 14;
/** They may read a team's stores, and usually not change them. */
const readingRoles: readonly string[] = ["VIEWER", "VIEWER_FOR_PLUS", "BILLING", "SECURITY", "CONTRIBUTOR"];

const setting = checksIn<Facts>("Settings");
const token = checksIn<Facts>("Token");
const team = checksIn<Facts>("Team");

/** A setting of the account; `text` has no secret. */
function settingOf(
  name: AccountSettingName,
  [id, title]: readonly [id: string, title: string],
  text: (account: Account, source: string) => string,
): Check<Facts> {
  return setting(id, title, ({ settings: { account, sources, problem } }) => {
    if (account !== undefined) return ok(text(account, sources[name] ?? "default"));
    const isCause = problem instanceof SettingsError && problem.setting === name;
    if (!isCause) throw new NotChecked("another setting is missing or malformed");
    return { status: "failed", detail: render(problem) };
  });
}

export const accountChecks: readonly Check<Facts>[] = [
  setting("stack-config", "Stack config", ({ settings: { account, problem, notes } }) => {
    const isOfSetting = problem instanceof SettingsError;
    if (account === undefined && !isOfSetting) return { status: "failed", detail: render(problem) };
    return notes.length === 0 ? ok() : warning(notes.join(" "), "Or pass --stack, or run in the program's folder.");
  }),
  settingOf("apiToken", ["setting-api-token", "Token"], (_, source) => source),
  settingOf("team", ["setting-team", "Team"], ({ team: given }, source) =>
    given === undefined ? "not set: the token's default team" : `${given}, ${source}`,
  ),
  settingOf("apiUrl", ["setting-api-url", "API"], ({ apiUrl, apiToken }, source) => {
    return `${redact(apiUrl, [apiToken])}, ${source}`;
  }),
  settingOf("createWithoutList", ["setting-create-without-list", "createWithoutList"], ({ createWithoutList }) =>
    String(createWithoutList),
  ),
  token("token-accepted", "Accepted", async (facts) => {
    const { problem } = await facts.access();
    if (problem?.isRejected) {
      return failed(
        describe(problem.error),
        `${apiFailures["api-unauthorized"].nextStep} Create one at ${TOKENS_PAGE}.`,
      );
    }
    const { user } = await facts.accepted();
    return ok(VercelError.isInstance(user) ? "Vercel does not name its user" : `of the user ${user.data.username}`);
  }),
  token("token-scope", "Scope", async (facts) => {
    const { scopes = [] } = await tokenOf(facts);
    const teams = scopes.flatMap(({ type, teamId }) => (type === "team" && teamId !== undefined ? [teamId] : []));
    if (scopes.length === 0) throw new NotChecked("Vercel does not name its scope");
    return ok(teams.length < scopes.length ? "personal: every team of its user" : `limited to ${teams.join(", ")}`);
  }),
  token("token-expiry", "Expiry", async (facts) => {
    const token = await tokenOf(facts);
    const { user } = await facts.access();
    const now = (VercelError.isInstance(user) ? undefined : user.serverTime) ?? Date.now();
    return expiryOf(token, now);
  }),
  team("team", "Visible to the token", async (facts) => {
    const { team } = await facts.accepted();
    if (team === undefined) throw new NotChecked("no team is set, and Vercel names no default team");
    if (VercelError.isInstance(team)) {
      const teams = await facts.otherTeams();
      const seen = teams.length === 0 ? "" : `The token sees: ${teams.join(", ")}. `;
      return failed(describe(team), `${seen}${nextStepOf(team)}`);
    }
    return ok(`${team.slug} (${team.id})`);
  }),
  team("team-role", "Role", async (facts) => {
    const role = await roleOf(facts);
    if (role === undefined) throw new NotChecked("Vercel does not name the role");
    if (!readingRoles.includes(role)) return ok(role);
    return warning(
      `${role}: it usually may not create, connect or delete stores`,
      "Use a token of a user with another role, who is an admin of the installations, or ask an owner of the team.",
    );
  }),
];

async function tokenOf(facts: Facts): Promise<Token> {
  const { token } = await facts.accepted();
  if (VercelError.isInstance(token)) throw new NotChecked(`Vercel does not describe the token. ${describe(token)}`);
  return token.data;
}

/** The role of the token's user in the team; undefined if it is not known. */
export async function roleOf(facts: Facts): Promise<string | undefined> {
  const { team } = await facts.accepted();
  if (VercelError.isInstance(team)) throw new NotChecked("the team cannot be read");
  return team?.membership?.role;
}

function expiryOf({ name = "token", expiresAt = Infinity, leakedAt, scopes = [] }: Token, now: number): Finding {
  const replace = `Create another one at ${TOKENS_PAGE}.`;
  if (leakedAt !== undefined) {
    return failed(`"${name}" was found in public on ${date(leakedAt)}`, `Revoke it. ${replace}`);
  }
  const scopeEnds = scopes.map((scope) => scope.expiresAt ?? Infinity);
  const end = Math.min(expiresAt, scopeEnds.length === 0 ? Infinity : Math.max(...scopeEnds));
  if (end === Infinity) return ok(`"${name}" does not expire`);
  if (end <= now) return failed(`"${name}" expired on ${date(end)}`, replace);
  const detail = `"${name}" expires in ${formatElapsed(end - now)}, on ${date(end)}`;
  return end - now < WARNED_DAYS * DAY ? warning(detail, replace) : ok(detail);
}

function date(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
