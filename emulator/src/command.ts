// The command: starts the emulator, prints the environment variables for clients, and runs until SIGINT or SIGTERM.
import { once } from "node:events";
import { CommanderError } from "commander";
import type { JournalEntry } from "./net/journal.js";
import { type CommandOptions, createCommand } from "./options.js";
import { startEmulator } from "./server/start.js";

try {
  await createCommand().exitOverride().action(run).parseAsync();
} catch (error) {
  process.exitCode = exitCodeOf(error);
}

async function run({ verbose, behavior, behaviour = behavior, ...options }: CommandOptions): Promise<void> {
  const stopped = Promise.race(["SIGINT", "SIGTERM"].map((signal) => once(process, signal)));
  const emulator = await startEmulator({
    ...options,
    ...(behaviour === undefined ? {} : { behaviour }),
    ...(verbose ? { onRequest: (entry) => console.error(formatRequest(entry)) } : {}),
  });
  for (const [name, value] of Object.entries(emulator.environment())) console.log(`export ${name}=${value}`);
  console.error(`Listening on ${emulator.url}. Stop it with Ctrl-C.`);
  await stopped;
  await emulator.close();
}

/** Names of parameters only: a value of a query, and the code that claims a project, may be secret. */
function formatRequest({ method, path, route, query, status, fault, at, endedAt = at }: JournalEntry): string {
  const names = Object.keys(query).join("&");
  const target = `${route.endsWith("/:code") ? route : path}${names && `?${names}`}`;
  const answer = status === undefined ? "no answer" : status;
  return `${method} ${target} ${answer} ${Math.round(endedAt - at)} ms${fault === undefined ? "" : ` (${fault})`}`;
}

/** 2 for wrong usage, which commander has reported; 1 for any other failure. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  console.error(error instanceof Error ? error.message : error);
  return 1;
}
