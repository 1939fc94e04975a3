// Where engines are kept: outside the checkout, by version, each put in place by one rename.
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Outcome, Work } from "./find.ts";
import { holdLock } from "./lock.ts";
import { missingPrograms } from "./programs.ts";

/** A folder of the cache, and where in it the programs lie. */
export interface Place {
  root: string;
  name: string;
  bin: string;
}

export function cacheRoot(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "pulumi-vercel-marketplace");
}

export async function placeReady(place: Place): Promise<Outcome> {
  const folder = join(place.root, place.name, place.bin);
  return (await missingPrograms(folder)).length === 0 ? { folder } : { failure: "not in the cache yet" };
}

/** Has `fill` make the engine in a temporary folder, and puts it in place whole. Runs at the same time share the work. */
export async function fetchOnce(place: Place, work: Work, fill: (folder: string) => Promise<void>): Promise<Outcome> {
  await mkdir(place.root, { recursive: true });
  await using _lock = await holdLock(join(place.root, `${place.name}.lock`), work);
  const meanwhile = await placeReady(place);
  if ("folder" in meanwhile) return meanwhile;
  await sweepUnfinished(place);
  // Beside its final place, because a rename works within one file system only.
  const unfinished = await mkdtemp(join(place.root, `${place.name}.unfinished-`));
  try {
    await fill(unfinished);
    const missing = await missingPrograms(join(unfinished, place.bin));
    if (missing.length > 0) return { failure: `came without ${missing.join(" and ")}` };
    await putInPlace(unfinished, join(place.root, place.name));
    return placeReady(place);
  } catch (error) {
    work.signal.throwIfAborted();
    return { failure: (error as Error).message };
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** What a killed run left behind. Under the lock nobody else is at it. */
async function sweepUnfinished({ root, name }: Place): Promise<void> {
  const left = (await readdir(root)).filter((entry) => entry.startsWith(`${name}.unfinished-`));
  await Promise.all(left.map((entry) => rm(join(root, entry), { recursive: true, force: true })));
}

async function putInPlace(unfinished: string, final: string): Promise<void> {
  // What lies there now lacks a program, or it would have been found ready.
  await rm(final, { recursive: true, force: true });
  await rename(unfinished, final);
}
