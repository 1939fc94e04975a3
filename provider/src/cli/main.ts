// The command line: `npx pulumi-vercel-marketplace <command>`. Each command is loaded when it runs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { omitUndefined } from "../contract/values";
import { codeOf, OperationError } from "../errors/operation-error";
import { render } from "../errors/render";
import { VercelError } from "../vercel/errors";
import { addDiscover } from "./discover/command";
import { addExplain } from "./explain/command";
import { type JsonFailure, Output } from "./terminal/output";

/** The exit code for wrong usage. A command that failed exits with 1. */
const USAGE_ERROR = 2;

function createProgram(output: Output): Command {
  const { version, description } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));
  // Subcommands inherit these settings, so they come first.
  const program = new Command("pulumi-vercel-marketplace")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(withoutOptionValues(text)) })
    .showHelpAfterError("Run with --help for usage.")
    .version(version)
    .description(description);
  addDiscover(program, output);
  addExplain(program, output);
  return program;
}

/** Commander quotes an unknown option as it was typed, with its value: `--token=…`. */
function withoutOptionValues(text: string): string {
  return text.replace(/'(--[^=']+)=.*'/s, "'$1'");
}

function toJsonFailure(error: unknown): JsonFailure {
  const cause = error instanceof OperationError ? error.cause : error;
  const { status, requestId } = VercelError.isInstance(cause) ? cause : {};
  return {
    error: { code: codeOf(error), message: render(error), ...omitUndefined({ status, requestId }) },
  };
}

async function main(): Promise<void> {
  const output = new Output();
  // A reader such as `head` may close the pipe early.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  try {
    await createProgram(output).parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed the help, the version or what is wrong.
      process.exitCode = error.exitCode === 0 ? 0 : USAGE_ERROR;
      return;
    }
    if (process.argv.includes("--json")) output.printJson(toJsonFailure(error));
    else output.note(render(error));
    process.exitCode = 1;
  }
}

void main();
