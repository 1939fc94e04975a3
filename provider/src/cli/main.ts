// The command line: `npx pulumi-vercel-marketplace <command>`. Each command is loaded when it runs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { render } from "../errors/render";

/** The exit code for wrong usage. A command that failed exits with 1. */
const USAGE_ERROR = 2;

function createProgram(): Command {
  const { version, description } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));
  // Subcommands inherit these settings, so they come first.
  const program = new Command("pulumi-vercel-marketplace")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(withoutOptionValues(text)) })
    .showHelpAfterError("Run with --help for usage.")
    .version(version)
    .description(description);
  program
    .command("discover")
    .summary("show what a team can create or install, and a program that creates it")
    .description(
      "Shows what a team can create, and a program that creates it; for what is not installed, how a person installs it. " +
        "It changes nothing. The token is taken from VERCEL_API_TOKEN.",
    )
    .argument(
      "[integration]",
      "slug (neon), id (oac_…), installation (icfg_…), or a word to search the Marketplace for; default: all that are installed",
    )
    .argument("[product]", "slug or id (iap_…); default: all products")
    .option("--all", "list everything in the Marketplace, installed or not")
    .option("--json", "print JSON")
    .option("--team <team>", "id (team_…) or slug of the team; default: VERCEL_TEAM", nonEmpty)
    .option("--api-url <url>", "URL of the API; default: VERCEL_API_URL", nonEmpty)
    .action(async (integration, product, options, command: Command) => {
      if (options.all && integration !== undefined) command.error("error: --all takes no integration");
      const { discover } = await import("./discover.js");
      await discover({ integration, product, ...options });
    });
  return program;
}

function nonEmpty(value: string): string {
  if (value === "") throw new InvalidArgumentError("It must be a non-empty string.");
  return value;
}

/** Commander quotes an unknown option as it was typed, with its value: `--token=…`. */
function withoutOptionValues(text: string): string {
  return text.replace(/'(--[^=']+)=.*'/s, "'$1'");
}

async function main(): Promise<void> {
  // A reader such as `head` may close the pipe early.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  try {
    await createProgram().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed the help, the version or what is wrong.
      process.exitCode = error.exitCode === 0 ? 0 : USAGE_ERROR;
      return;
    }
    process.stderr.write(`${render(error)}\n`);
    process.exitCode = 1;
  }
}

void main();
