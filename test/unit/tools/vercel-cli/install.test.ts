// The installation of Vercel's command line, with a script in place of npm.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import type { Work } from "../../../../tools/cache/work.ts";
import { vercelScript, version } from "../../../../tools/vercel-cli/install.ts";

let root: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "vercel-cli-install-"));
  root = folder;
  onTestFinished(() => rm(folder, { recursive: true }));
});

const work: Work = { say: () => {}, signal: new AbortController().signal };

async function install(npm: string): Promise<string> {
  await writeFile(join(root, "npm"), `#!/bin/sh\necho "$*" >>'${join(root, "runs")}'\n${npm}\n`, { mode: 0o755 });
  return vercelScript({ PATH: `${root}:/usr/bin:/bin`, XDG_CACHE_HOME: root }, work);
}

const installing =
  "mkdir -p node_modules/vercel/dist && echo >node_modules/vercel/dist/vc.js && chmod +x node_modules/vercel/dist/vc.js";

test("concurrent callers install the locked version once", async () => {
  const scripts = await Promise.all([install(installing), install(installing)]);
  const cache = join(root, "pulumi-vercel-marketplace");
  const folders = await readdir(cache);
  expect(folders).toEqual([expect.stringMatching(`^vercel-cli-${version}-[0-9a-f]{12}$`)]);
  expect(await readdir(join(cache, String(folders[0])))).toContain("package-lock.json");
  expect(new Set(scripts)).toEqual(new Set([join(cache, String(folders[0]), "node_modules/vercel/dist/vc.js")]));
  expect(await runs()).toEqual([expect.stringContaining("--ignore-scripts")]);
});

test("a registry that cannot be reached is named with npm's error, and leaves no files", async () => {
  const failing = install("echo 'npm error code ENOTFOUND' >&2; exit 1");
  await expect(failing).rejects.toThrow(/npm registry.*ENOTFOUND/);
  expect(await readdir(join(root, "pulumi-vercel-marketplace"))).toEqual([]);
});

async function runs(): Promise<string[]> {
  return (await readFile(join(root, "runs"), "utf8")).trim().split("\n");
}
