// The command line: `npx pulumi-vercel-marketplace <command>`. Each command is loaded when it runs.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { omitUndefined } from "../contract/values";
import { codeOf, OperationError } from "../errors/operation-error";
import { render } from "../errors/render";
import { VercelError } from "../vercel/errors";
import { addCompletion } from "./completion/command";
import { addCost } from "./cost/command";
import { addDiscover } from "./discover/command";
import { addDoctor } from "./doctor/command";
import { addExplain } from "./explain/command";
import { addImport } from "./import/command";
import { fail } from "./terminal/messages";
import { type JsonFailure, Output } from "./terminal/output";

/** The exit code for wrong usage. A command that failed exits with 1. */
const USAGE_ERROR = 2;

/** Known before the options are parsed: what is wrong with these is JSON, too. */
const isJson = process.argv.includes("--json");

function createProgram(output: Output): Command {
  const { version, description } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));
  // Subcommands inherit these settings, so they come first.
  const program = new Command("pulumi-vercel-marketplace")
    .exitOverride()
    .configureOutput({
      writeErr: (text) => isJson || process.stderr.write(text),
      outputError: (text, write) => write(withoutOptionValues(text)),
    })
    .showHelpAfterError("Run with --help for usage.")
    .version(version)
    .description(description);
  addDiscover(program, output);
  addImport(program, output);
  addDoctor(program, output);
  addCost(program, output);
  addExplain(program, output);
  addCompletion(program, output);
  return program.addHelpText("after", help);
}

const help = `
Examples:
  $ npx pulumi-vercel-marketplace discover          what the team can create
  $ npx pulumi-vercel-marketplace discover neon     plans, metadata and a program
  $ npx pulumi-vercel-marketplace help discover     the options of a command

The token is taken from the config of the stack in this folder (vercel:apiToken), else from VERCEL_API_TOKEN.

Exit codes: 0 success, 1 failure, 2 wrong usage. With --json a failure is JSON, too.`;

/** Commander quotes an unknown option as it was typed, with its value: `--token=…`. */
function withoutOptionValues(text: string): string {
  return text.replace(/'(--[^=']+)=.*'/s, "'$1'");
}

function toUsageError({ code, message }: CommanderError): OperationError {
  const said = code === "commander.help" ? "help knows no such command" : withoutOptionValues(message);
  return fail("wrong-usage", { problem: said.replace(/^error: /, "").replace(/\s+/g, " ") });
}

function toJsonFailure(error: unknown): JsonFailure {
  const cause = error instanceof OperationError ? error.cause : error;
  const { status, requestId } = VercelError.isInstance(cause) ? cause : {};
  return {
    error: { code: codeOf(error), message: render(error), ...omitUndefined({ status, requestId }) },
  };
}

/** Without listeners, these errors end the process with a stack trace. */
function handleStreamErrors(output: Output): void {
  let isReported = false;
  process.stdout.on("error", ({ code = "" }: NodeJS.ErrnoException) => {
    // A reader such as `head` may close the pipe early.
    if (code === "EPIPE" || isReported) return;
    isReported = true;
    process.exitCode = 1;
    output.note(render(fail("output-not-written", { reason: code })));
  });
  process.stderr.on("error", () => undefined);
}

async function main(): Promise<void> {
  const output = new Output();
  handleStreamErrors(output);
  try {
    await createProgram(output).parseAsync();
  } catch (error) {
    const isUsage = error instanceof CommanderError;
    // Commander has printed the help, the version, or what is wrong.
    if (isUsage && error.exitCode === 0) return;
    process.exitCode = isUsage ? USAGE_ERROR : 1;
    if (isJson) output.printJson(toJsonFailure(isUsage ? toUsageError(error) : error));
    else if (!isUsage) output.note(render(error));
  }
}

void main();
