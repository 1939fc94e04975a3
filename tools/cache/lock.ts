// A lock between processes that avoids duplicate work. It is safe if two hold it: the work ends in one rename.
import { rm, stat, utimes, writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import type { Work } from "./work.ts";

const heartbeatMilliseconds = 1_000;

// The holder updates the time of the file at every heartbeat. An older lock belongs to a process that has ended.
// Process ids would not do: containers may share a cache.
const staleMilliseconds = 10 * heartbeatMilliseconds;

export async function holdLock(file: string, work: Work): Promise<AsyncDisposable> {
  for (let waited = 0; !(await take(file)); waited++) {
    if (waited === 0) work.say("another run is preparing it; waiting for it");
    if (await isStale(file)) await rm(file, { force: true });
    else await pause(heartbeatMilliseconds / 4, undefined, { signal: work.signal });
  }
  const started = Date.now();
  const heartbeat = setInterval(() => {
    const now = new Date();
    // The work goes on even if another process removed the lock while this one was suspended.
    utimes(file, now, now).catch(() => undefined);
    const seconds = Math.round((now.getTime() - started) / 1_000);
    if (seconds % 30 === 0) work.say(`still working after ${seconds} s`);
  }, heartbeatMilliseconds);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(heartbeat);
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
  const updated = await stat(file).catch(() => undefined);
  return updated !== undefined && Date.now() - updated.mtimeMs > staleMilliseconds;
}
