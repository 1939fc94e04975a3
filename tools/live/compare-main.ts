// `npm run live:compare -- <recording> [<recording of the emulator>]`: lists where the emulator differs.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmulator } from "vercel-marketplace-emulator";
import { differences, notCompared, readRecordedSettings, readRecording } from "./compare.ts";
import type { Recorded, RecordedSettings } from "./recorder.ts";

const [live, emulator] = process.argv.slice(2);
try {
  if (live === undefined) throw new Error("usage: npm run live:compare -- <recording> [<recording of the emulator>]");
  const one = await readRecording(live);
  const other =
    emulator === undefined ? await ofEmulator(one, await readRecordedSettings(live)) : await readRecording(emulator);
  for (const route of notCompared(one, other)) {
    process.stderr.write(`not compared, because only one recording has it: ${route}\n`);
  }
  const lines = differences(one, other);
  process.stdout.write(lines.length === 0 ? "No difference.\n" : `${lines.join("\n")}\n`);
  process.exitCode = lines.length === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`live:compare: ${(error as Error).message}\n`);
  process.exitCode = 2;
}

/** The recording of the same tests with the same settings, run against a new emulator. */
async function ofEmulator(
  recording: readonly Recorded[],
  { integration, product = "", metadata }: RecordedSettings,
): Promise<Recorded[]> {
  const folder = await mkdtemp(join(tmpdir(), "live-emulator-"));
  await using server = await startEmulator();
  try {
    const isConnected = recording.some(({ method, route }) => method === "POST" && route.endsWith("/connections"));
    const child = spawn(process.execPath, [fileURLToPath(new URL("main.ts", import.meta.url))], {
      // The report on stdout is that of this command.
      stdio: ["ignore", 2, 2],
      env: {
        ...process.env,
        VERCEL_LIVE_TOKEN: server.token,
        VERCEL_LIVE_TEAM: "acme",
        VERCEL_LIVE_API_URL: server.url,
        VERCEL_LIVE_RECORD: folder,
        VERCEL_LIVE_SETTLE_SECONDS: "1",
        VERCEL_LIVE_INTEGRATION: integration,
        VERCEL_LIVE_PRODUCT: product,
        VERCEL_LIVE_METADATA: JSON.stringify(metadata),
        VERCEL_LIVE_PROJECT: isConnected ? String(server.projects.get("web")?.id) : "",
      },
    });
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error("The live tests failed against the emulator.");
    return await readRecording(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
