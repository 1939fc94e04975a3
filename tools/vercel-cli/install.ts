// Installs the official command line of Vercel, in the version that the lock file beside this file pins.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheRoot, fetchOnce, type Place, placeReady } from "../cache/cache.ts";
import type { Outcome, Work } from "../cache/work.ts";

const files = ["package.json", "package-lock.json", ".npmrc"];

const contents = files.map((file) => readFileSync(join(import.meta.dirname, file), "utf8"));

/** The version that is installed. */
export const { vercel: version } = (JSON.parse(contents[0] ?? "") as { dependencies: { vercel: string } }).dependencies;

/** The script of the command. The first call for a version installs it into the cache, which needs the npm registry. */
export async function vercelScript(environment: NodeJS.ProcessEnv, work: Work): Promise<string> {
  const digest = createHash("sha256").update(contents.join("\0")).digest("hex").slice(0, 12);
  const place: Place = {
    root: cacheRoot(environment),
    name: `vercel-cli-${version}-${digest}`,
    bin: join("node_modules", "vercel", "dist"),
    programs: ["vc.js"],
  };
  const ready = await placeReady(place);
  const outcome = "folder" in ready ? ready : await install(place, environment, work);
  if ("folder" in outcome) return join(outcome.folder, "vc.js");
  throw new Error(`vercel ${version} could not be installed, which needs the npm registry once: ${outcome.failure}`);
}

function install(place: Place, environment: NodeJS.ProcessEnv, work: Work): Promise<Outcome> {
  return fetchOnce(place, work, async (folder) => {
    work.say(`installing vercel ${version} (about 160 MB, once)`);
    for (const file of files) await copyFile(join(import.meta.dirname, file), join(folder, file));
    // Not `npm ci`: it rejects a lock file without the native builds of the command for other platforms, which a
    // registry may not have. Nothing needs them, nor any other optional dependency.
    const npm = ["install", "--no-save", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"];
    const retries = ["--fetch-retries=2", "--fetch-retry-mintimeout=500", "--fetch-retry-maxtimeout=3000"];
    const options = { cwd: folder, env: environment, signal: work.signal, timeout: 300_000 };
    await promisify(execFile)("npm", [...npm, ...retries], options).catch((error: Error & { stderr?: string }) => {
      throw new Error((error.stderr || error.message).trim().split("\n").slice(0, 3).join("\n"));
    });
  });
}
