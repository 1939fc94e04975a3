// The options that select an account, for every command that has one.
import { type Command, InvalidArgumentError } from "commander";

export interface AccountOptions {
  team?: string;
  apiUrl?: string;
  /** The stack whose config is read. Default: the one that is selected in the current folder. */
  stack?: string;
}

/** Adds the options that select an account. */
export function addAccountOptions(command: Command): Command {
  return command
    .option(
      "--team <team>",
      "id (team_…) or slug of the team; default: vercel:team of the stack, or VERCEL_TEAM",
      nonEmpty,
    )
    .option("--api-url <url>", "URL of the API; default: vercel:apiUrl of the stack, or VERCEL_API_URL", nonEmpty)
    .option("--stack <stack>", "stack whose config is used; default: the one selected in the current folder", nonEmpty);
}

export function nonEmpty(value: string): string {
  if (value === "") throw new InvalidArgumentError("It must be a non-empty string.");
  return value;
}
