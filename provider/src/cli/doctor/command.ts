// The options of `doctor`.
import type { Command } from "commander";
import { addAccountOptions } from "../account/options";
import type { Output } from "../terminal/output";

export function addDoctor(program: Command, output: Output): void {
  const command = program
    .command("doctor")
    .summary("check the account, its permissions and this machine")
    .description(
      "Checks the account, what its token may read, the installations, and this machine, and says what to do about each " +
        "problem. Run it in the folder of the Pulumi program. It only reads, so what the token may change is not checked.",
    )
    .option("--strict", "exit with 1 for warnings, too")
    .option("--json", "print JSON")
    .addHelpText("after", help);
  addAccountOptions(command).action(async (options) => {
    const { doctor } = await import("./doctor.js");
    await doctor(options, output);
  });
}

const help = `
Examples:
  $ npx pulumi-vercel-marketplace doctor                     before the first pulumi up
  $ npx pulumi-vercel-marketplace doctor --strict --json     in a pipeline`;
