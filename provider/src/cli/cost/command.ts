// The options of `cost`.
import { type Command, InvalidArgumentError } from "commander";
import type { Output } from "../terminal/output";

export function addCost(program: Command, output: Output): void {
  program
    .command("cost")
    .summary("what the stores of a preview or a stack cost a month")
    .description(
      "Shows plans and prices of the stores in a preview or a stack, their monthly sum, and what changes. It reads the " +
        "JSON of the engine from standard input, and needs neither a token nor a network.",
    )
    .option("--file <path>", "read this file instead of standard input")
    .option("--max <dollars>", "fail if the known prices sum up to more than this, in USD a month", amount)
    .option("--strict", "with --max: fail too if a price is not known")
    .option("--json", "print JSON")
    .addHelpText("after", `\nExamples:\n${examples}`)
    .action(async (options, command: Command) => {
      if (options.strict && options.max === undefined) command.error("error: --strict requires --max");
      if (options.file === undefined && process.stdin.isTTY) {
        command.error(`error: nothing to read. Pipe the JSON of the engine:\n${examples}`);
      }
      const { cost } = await import("./cost.js");
      await cost(options, output);
    });
}

const examples = `  pulumi preview --json --show-sames | npx pulumi-vercel-marketplace cost
  pulumi stack export | npx pulumi-vercel-marketplace cost`;

/** US cents of an option. */
function amount(value: string): number {
  const [, dollars, cents = ""] = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(value) ?? [];
  if (dollars === undefined) throw new InvalidArgumentError("It must be an amount in USD, such as 50 or 19.50.");
  return Number(dollars) * 100 + Number(cents.padEnd(2, "0"));
}
