// The options of `explain`.
import type { Command } from "commander";
import type { Output } from "../terminal/output";

export function addExplain(program: Command, output: Output): void {
  program
    .command("explain")
    .summary("show what the code of a message means, and what to do")
    .description(
      "Shows what the code at the end of a message means, and what to do. It reads the documentation in the package, " +
        "and sends no request.",
    )
    .argument("<code>", "such as api-forbidden or store-exists, or a message that contains it in brackets")
    .option("--json", "print JSON")
    .addHelpText("after", help)
    .action(async (code: string, options: { json?: boolean }) => {
      const { explain } = await import("./explain.js");
      explain(code, options, output);
    });
}

const help = `
Examples:
  $ npx pulumi-vercel-marketplace explain api-forbidden
  $ npx pulumi-vercel-marketplace explain store-exists --json`;
