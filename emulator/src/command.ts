// The command: starts the emulator, prints what to export, and runs until it is told to stop.
import { defineCommand, runMain } from "citty";
import { startEmulator } from "./server/start.js";

const command = defineCommand({
  meta: {
    name: "vercel-marketplace-emulator",
    description: "A stateful emulator of the Vercel Marketplace storage API, on this machine only.",
  },
  args: {
    port: { type: "string", description: "The port to listen on (default: a free one)", valueHint: "number" },
  },
  async run({ args }) {
    const emulator = await startEmulator({ port: portOf(args.port) }).catch((error: Error) => fail(error.message, 1));
    for (const [name, value] of Object.entries(emulator.environment())) console.log(`export ${name}=${value}`);
    console.error(`Listening on ${emulator.url}. Stop it with Ctrl-C.`);
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
    });
    await emulator.close();
  },
});

await runMain(command);

function portOf(text: string | undefined): number {
  const port = Number(text ?? 0);
  const inRange = Number.isInteger(port) && port >= 0 && port <= 65_535;
  return inRange ? port : fail(`--port takes a number from 0 to 65535, not "${text}".`, 2);
}

function fail(message: string, code: number): never {
  console.error(message);
  process.exit(code);
}
