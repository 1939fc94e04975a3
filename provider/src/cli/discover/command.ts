// The options of `discover`.
import type { Command } from "commander";
import { addAccountOptions } from "../account/options";
import type { Output } from "../terminal/output";

export function addDiscover(program: Command, output: Output): void {
  const command = program
    .command("discover")
    .summary("show what a team can create or install, and a program that creates it")
    .description(
      "Shows what a team can create, and a program that creates it; for what is not installed, how a person installs it. " +
        "It changes nothing.",
    )
    .argument(
      "[integration]",
      "slug (neon), id (oac_…), installation (icfg_…), or a word to search the Marketplace for; default: all that are installed",
    )
    .argument("[product]", "slug or id (iap_…); default: all products")
    .option("--all", "list everything in the Marketplace, installed or not")
    .option("--json", "print JSON");
  command.addHelpText("after", help);
  addAccountOptions(command).action(async (integration, product, options, command: Command) => {
    if (options.all && integration !== undefined) command.error("error: --all takes no integration");
    const { discover } = await import("./discover.js");
    await discover({ integration, product, ...options }, output);
  });
}

const help = `
Examples:
  $ npx pulumi-vercel-marketplace discover                         what the team can create
  $ npx pulumi-vercel-marketplace discover neon                    plans, metadata and a program
  $ npx pulumi-vercel-marketplace discover upstash upstash-kv      one of several products
  $ npx pulumi-vercel-marketplace discover postgres                a search in the Marketplace
  $ npx pulumi-vercel-marketplace discover --all --json            the whole catalogue, for scripts
  $ npx pulumi-vercel-marketplace discover neon --stack acme/prod  the account of another stack`;
