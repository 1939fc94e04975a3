// Source 2: the official release, which the npm package `pulumi` downloads on its first run.
import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { fetchOnce, type Place, placeReady } from "../cache/cache.ts";
import type { Outcome, Work } from "../cache/work.ts";
import type { Source } from "./find.ts";
import { programs } from "./programs.ts";

export function official({ checkout, cache }: { checkout: string; cache: string }): Source {
  const manifest = createRequire(join(checkout, "package.json")).resolve("pulumi/package.json");
  const { version } = createRequire(manifest)(manifest) as { version: string };
  const place: Place = {
    root: cache,
    name: `engine-${version}-official`,
    bin: join("versions", version, "bin"),
    programs,
  };
  return {
    name: `official release ${version}`,
    remedy: "let this machine reach https://get.pulumi.com and https://github.com",
    ready: () => placeReady(place),
    make: (work) => download(place, join(manifest, "..", "run.js"), version, work),
  };
}

async function download(place: Place, script: string, version: string, work: Work): Promise<Outcome> {
  work.say(`downloading the official Pulumi release ${version} (about 100 MB, once)`);
  return fetchOnce(place, work, async (home) => {
    // A separate PULUMI_HOME: otherwise the package writes to the user's ~/.pulumi.
    const env = { ...process.env, PULUMI_HOME: home, PULUMI_VERSION: version, PULUMI_SKIP_UPDATE_CHECK: "true" };
    const options = { env, signal: work.signal, timeout: 600_000 };
    await promisify(execFile)(process.execPath, [script, "version"], options).catch(async (error: Error) => {
      throw new Error(`could not be downloaded: ${lastLine(error)}`);
    });
  });
}

function lastLine(error: Error & { stderr?: string }): string {
  const lines = (error.stderr || error.message).trim().split("\n");
  return lines.at(-1) ?? error.message;
}
