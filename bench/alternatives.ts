// What a user would use instead of this package: a script with Vercel's SDK, or its command line in a loop.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { vercelScript } from "../tools/vercel-cli/install.ts";
import { withProcessTimes } from "./process-times.ts";

const run = promisify(execFile);
const checkout = join(import.meta.dirname, "..");

export interface Alternative {
  what: string;
  stores: number;
  /** Not measured. */
  prepare?(): Promise<unknown>;
  create(emulator: Emulator, folder: string): Promise<unknown>;
}

/** Creates the stores one after the other: neither checks what exists, nor waits, nor reads a secret. */
const sdk: Alternative = {
  what: "a script with `@vercel/sdk`",
  stores: 50,
  create: (emulator) => {
    const script = `
      import { Vercel } from "@vercel/sdk";
      const vercel = new Vercel({ bearerToken: ${JSON.stringify(emulator.token)}, serverURL: ${JSON.stringify(emulator.url)} });
      const installations = await vercel.integrations.getConfigurations({ slug: "acme", view: "account" });
      const { id } = installations.find(({ slug }) => slug === "neon");
      for (let index = 0; index < ${sdk.stores}; index++) {
        await vercel.integrations.createIntegrationStoreDirect({
          slug: "acme",
          requestBody: {
            name: "db-" + index,
            integrationConfigurationId: id,
            integrationProductIdOrSlug: "neon",
            metadata: { region: "iad1" },
          },
        });
      }
    `;
    return run(process.execPath, ["--input-type=module", "-e", script], { cwd: checkout });
  },
};

/** The script of the command, which the first call on a machine installs. */
function installed(): Promise<string> {
  const say = (line: string) => void process.stderr.write(`vercel: ${line}\n`);
  return vercelScript(process.env, { say, signal: AbortSignal.timeout(300_000) });
}

const commandLine: Alternative = {
  what: "`vercel integration add` in a loop",
  stores: 5,
  prepare: installed,
  create: async (emulator, folder) => {
    const script = await installed();
    const env = {
      PATH: dirname(process.execPath),
      HOME: folder,
      TMPDIR: folder,
      CI: "1",
      NO_UPDATE_NOTIFIER: "1",
      VERCEL_TELEMETRY_DISABLED: "1",
      VERCEL_CLI_USE_NATIVE_BINARY: "0",
      NODE_COMPILE_CACHE: join(dirname(script), "compile-cache"),
    };
    const account = ["--api", emulator.url, "--token", emulator.token, "--scope", "acme"];
    for (let index = 0; index < commandLine.stores; index++) {
      const store = ["--name", `db-${index}`, "--metadata", "region=iad1", "--no-connect"];
      await run(process.execPath, [script, "integration", "add", "neon", ...store, ...account], { cwd: folder, env });
    }
  },
};

export const alternatives: readonly Alternative[] = [sdk, commandLine];

/** Wall-clock and CPU seconds. The latter are undefined on systems that do not count them. */
export async function measureAlternative({
  what,
  stores,
  prepare,
  create,
}: Alternative): Promise<{ wall: number; cpu: number | undefined }> {
  await prepare?.();
  await using emulator = await startEmulator();
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  try {
    await mkdir(join(folder, "project"));
    const start = performance.now();
    const { times } = await withProcessTimes(() => create(emulator, folder));
    const wall = (performance.now() - start) / 1_000;
    const created = emulator.stores.list().length;
    if (created !== stores) throw new Error(`${what} created ${created} stores, not ${stores}.`);
    return { wall, cpu: times?.total };
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
