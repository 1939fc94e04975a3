// The cache of programs that are too big for the checkout: a folder per version, each completed by one rename.
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { missingExecutables } from "./executables.ts";
import { holdLock } from "./lock.ts";
import type { Outcome, Work } from "./work.ts";

/** A folder of the cache, and the folder below it that has the programs. */
export interface Place {
  root: string;
  name: string;
  bin: string;
  programs: readonly string[];
}

export function cacheRoot(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-vercel-marketplace");
}

export async function placeReady(place: Place): Promise<Outcome> {
  const folder = join(place.root, place.name, place.bin);
  return (await missingExecutables(folder, place.programs)).length === 0 ? { folder } : { failure: "not in the cache" };
}

/** Has `fill` write the programs to a temporary folder, then renames it. Concurrent runs share the work. */
export async function fetchOnce(place: Place, work: Work, fill: (folder: string) => Promise<void>): Promise<Outcome> {
  await mkdir(place.root, { recursive: true });
  await using _lock = await holdLock(join(place.root, `${place.name}.lock`), work);
  const existing = await placeReady(place);
  if ("folder" in existing) return existing;
  await removeUnfinished(place);
  // In the same folder, because a rename works only within one file system.
  const unfinished = await mkdtemp(join(place.root, `${place.name}.unfinished-`));
  try {
    await fill(unfinished);
    const missing = await missingExecutables(join(unfinished, place.bin), place.programs);
    if (missing.length > 0) return { failure: `${missing.join(" and ")} missing` };
    await replaceFolder(unfinished, join(place.root, place.name));
    return placeReady(place);
  } catch (error) {
    work.signal.throwIfAborted();
    return { failure: (error as Error).message };
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Removes what a killed run left. The lock ensures that no other run uses it. */
async function removeUnfinished({ root, name }: Place): Promise<void> {
  const left = (await readdir(root)).filter((entry) => entry.startsWith(`${name}.unfinished-`));
  await Promise.all(left.map((entry) => rm(join(root, entry), { recursive: true, force: true })));
}

async function replaceFolder(unfinished: string, final: string): Promise<void> {
  // An existing folder is incomplete: otherwise it would have been used.
  await rm(final, { recursive: true, force: true });
  await rename(unfinished, final);
}
