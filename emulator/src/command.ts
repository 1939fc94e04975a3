// The command: starts the emulator, prints the environment variables for clients, and runs until SIGINT or SIGTERM.
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { startEmulator } from "./server/start.js";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

const command = new Command("vercel-marketplace-emulator")
  .description("A stateful emulator of the Vercel Marketplace storage API. It listens on loopback only.")
  .version(version)
  .option("--port <number>", "the port to listen on (default: a free one)")
  .exitOverride()
  .action(({ port }: { port?: string }) => run(parsePort(port)));

try {
  await command.parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

async function run(port: number): Promise<void> {
  const emulator = await startEmulator({ port });
  for (const [name, value] of Object.entries(emulator.environment())) console.log(`export ${name}=${value}`);
  console.error(`Listening on ${emulator.url}. Stop it with Ctrl-C.`);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  await emulator.close();
}

function parsePort(text = "0"): number {
  const port = Number(text);
  const isValid = Number.isInteger(port) && port >= 0 && port <= 65_535;
  return isValid ? port : command.error(`--port takes a number from 0 to 65535, not "${text}".`);
}

/** 2 for wrong usage, which commander has reported; 1 for any other failure. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  console.error(error instanceof Error ? error.message : error);
  return 1;
}
