// The options of `import`.
import { resolve } from "node:path";
import type { Command } from "commander";
import { addAccountOptions, nonEmpty } from "../account/options";
import type { Output } from "../terminal/output";

export function addImport(program: Command, output: Output): void {
  const command = program
    .command("import")
    .summary("write an import file and a program for stores that exist")
    .description(
      "Writes a file for `pulumi import`, and a program that declares the same stores and their connections to projects. " +
        "It changes nothing at Vercel and reads no secret. Stores are chosen by the options below: several values of one " +
        "option are alternatives, several options narrow the choice. Without any, a terminal shows a list to choose from.",
    )
    .option("--all", "choose every store of the team")
    .option("--id <id...>", "choose stores by their ids (ir_…, store_…)", collect)
    .option("--name <name...>", "choose stores by their names", collect)
    .option("--integration <slug...>", "choose the stores of integrations (neon, oac_…, icfg_…)", collect)
    .option("--project <project...>", "choose what projects use, by id or name: their stores and connections", collect)
    .option("--file <path>", "the import file that is written", nonEmpty, "pulumi-import.json")
    .option("--program <path>", "the program that is written", nonEmpty, "stores.ts")
    .option("--force", "overwrite these two files if they exist")
    .option("--stack-file <path>", "leave out what a stack has: output of `pulumi stack export`; - for stdin", nonEmpty)
    .option("--json", "print JSON, and never ask")
    .addHelpText("after", help);
  addAccountOptions(command).action(async (options, command: Command) => {
    const { all, id, name, integration, project, file, program } = options;
    const isSelected = [id, name, integration, project].some((values) => values !== undefined);
    if (all && isSelected) command.error("error: --all takes no other option that chooses stores");
    if (resolve(file) === resolve(program)) command.error("error: --file and --program must be different files");
    const { importStores } = await import("./import.js");
    if (await importStores(options, output)) return;
    // The list is JSON already.
    if (options.json) process.exitCode = 2;
    else command.error("error: choose stores with --all, --id, --name, --integration or --project");
  });
}

function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, nonEmpty(value)];
}

const help = `
Examples:
  $ npx pulumi-vercel-marketplace import                                        choose stores from a list
  $ npx pulumi-vercel-marketplace import --integration neon --project web       the Neon stores of a project
  $ pulumi stack export | npx pulumi-vercel-marketplace import --all --stack-file -   all that the stack lacks`;
