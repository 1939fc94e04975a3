// The command line: `npx pulumi-vercel-marketplace <command>`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { commands } from "./commands";

async function main(): Promise<void> {
  // Whoever reads the output may have seen enough of it, as `head` has.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  // citty asks the environment, not the terminal, whether it may use colours.
  if (!process.stdout.isTTY) process.env.NO_COLOR = "1";
  // It is a module of the other kind: every Node that this package supports can import it, but not require it.
  const { runMain } = await import("citty");
  const { version, description } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8"));
  await runMain({ meta: { name: "pulumi-vercel-marketplace", version, description }, subCommands: commands });
}

void main();
