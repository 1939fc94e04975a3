// `npm run test:live`: runs the live tests, and deletes what they leave, however they end.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Interruption } from "../interruption.ts";
import { endProcesses } from "../workspace/processes.ts";
import { deleteStore, type LiveApi } from "./api.ts";
import { cleanUp, describeLeft, listLeftovers } from "./clean-up.ts";
import { freePlan } from "./free-plan.ts";
import { startRecorder } from "./recorder.ts";
import { type LiveRun, type LiveSettings, newName, readSettings } from "./settings.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const say = (text: string) => process.stdout.write(`${text}\n`);

const interruption = new Interruption();
try {
  const settings = readSettings(process.env);
  if (settings.token === "") {
    say("skipped: set VERCEL_LIVE_TOKEN to create one free store, connect it, delete it. It costs nothing.");
  } else {
    process.exitCode = await run(settings, interruption.signal);
  }
} catch (error) {
  process.stderr.write(`live: ${(error as Error).message}\n`);
  process.exitCode = error === interruption.signal.reason ? 130 : 1;
} finally {
  interruption.stopListening();
}

async function run(settings: LiveSettings, signal: AbortSignal): Promise<number> {
  const { token, team, integration, product, metadata, project } = settings;
  const api: LiveApi = settings;
  await reportLeftovers(api, settings.deletesLeftovers);
  const billingPlanId = await freePlan(settings);
  // Nothing is created yet that a clean-up could delete.
  signal.throwIfAborted();
  const name = newName();
  say(`live: creates ${name}: ${integration}, plan ${billingPlanId}, at ${settings.apiUrl}`);
  const { apiUrl: upstream, record } = settings;
  const recorder = record === undefined ? undefined : await startRecorder(upstream, record, settings);
  const apiUrl = recorder?.url ?? upstream;
  let code = 1;
  try {
    code = await runTests(
      { name, apiUrl, team, integration, product, metadata, project, billingPlanId },
      token,
      signal,
    );
  } finally {
    const passed = code === 0 && !signal.aborted;
    if (!passed) say(`live: ${signal.aborted ? "interrupted" : "failed"}. Deleting what is left of ${name}.`);
    const { deleted, left, problem } = await cleanUp(api, name, passed ? 0 : settings.settleSeconds);
    for (const store of deleted) say(`live: deleted ${store.name} ${store.id}`);
    if (problem !== undefined) {
      code = 1;
      say(`live: the clean-up failed: ${problem}`);
      say(left.length > 0 ? "Left at Vercel:" : `A store named ${name} may be left. Search for it in the dashboard.`);
      for (const store of left) say(describeLeft(api, store));
    } else {
      // The tests delete their store themselves.
      if (deleted.length > 0) code = 1;
      if (signal.aborted) code = 130;
      say("live: nothing is left.");
    }
    await recorder?.close();
  }
  return code;
}

async function reportLeftovers(api: LiveApi, deletes: boolean): Promise<void> {
  const leftovers = await listLeftovers(api);
  if (leftovers.length === 0) return;
  say(`Left by earlier runs${deletes ? ", deleted now" : " (VERCEL_LIVE_DELETE_LEFTOVERS=1 deletes them)"}:`);
  for (const store of leftovers) {
    say(describeLeft(api, store));
    if (deletes) await deleteStore(api, store);
  }
}

/** In a process group of their own, so that Ctrl-C ends them here: all of them, and before the clean-up. */
async function runTests(run: LiveRun, token: string, signal: AbortSignal): Promise<number> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "live-")));
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const child = spawn(process.execPath, [vitest, "run", "--project", "live", "--bail", "1", "--reporter", "verbose"], {
    cwd: root,
    detached: true,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      TMPDIR: folder,
      VERCEL_LIVE_TOKEN: token,
      VERCEL_LIVE_RUN: JSON.stringify(run),
    },
  });
  const end = () => endGroup(child.pid);
  signal.addEventListener("abort", end);
  // An interruption before there was a listener.
  if (signal.aborted) end();
  try {
    const [code] = (await once(child, "close")) as [number | null];
    return code ?? 1;
  } finally {
    signal.removeEventListener("abort", end);
    // The workers of a killed Vitest, and the engine of a killed test, would still create the store.
    end();
    await endProcesses(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
