// A lock between processes that saves work. Nothing breaks if two hold it: what it guards ends in one rename.
import { rm, stat, utimes, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { Work } from "./find.ts";

const beatMilliseconds = 1_000;

// The holder touches its lock at every beat. A lock left alone this long belongs to a process that is gone, which
// also holds where process ids mean nothing, as between containers that share a cache.
const staleMilliseconds = 10 * beatMilliseconds;

export async function holdLock(file: string, work: Work): Promise<AsyncDisposable> {
  for (let waited = 0; !(await take(file)); waited++) {
    if (waited === 0) work.say("another run is at it already; waiting for it");
    if (await isStale(file)) await rm(file, { force: true });
    else await pause(beatMilliseconds / 4, undefined, { signal: work.signal });
  }
  const started = Date.now();
  const beat = setInterval(() => {
    const now = new Date();
    // A lock that was taken away while this process was stopped is no reason to end the work.
    utimes(file, now, now).catch(() => undefined);
    const seconds = Math.round((now.getTime() - started) / 1_000);
    if (seconds % 30 === 0) work.say(`still at it after ${seconds} s`);
  }, beatMilliseconds);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(beat);
      await rm(file, { force: true });
    },
  };
}

async function take(file: string): Promise<boolean> {
  return writeFile(file, `${process.pid}\n`, { flag: "wx" }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );
}

async function isStale(file: string): Promise<boolean> {
  const touched = await stat(file).catch(() => undefined);
  return touched !== undefined && Date.now() - touched.mtimeMs > staleMilliseconds;
}
