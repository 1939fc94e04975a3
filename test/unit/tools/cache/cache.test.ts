// The cache with concurrent runs, failures and killed runs.
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { fetchOnce, type Place, placeReady } from "../../../../tools/cache/cache.ts";
import type { Work } from "../../../../tools/cache/work.ts";

const programs = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"] as const;

let place: Place;

beforeEach(async () => {
  const root = await mkdtemp(join(tmpdir(), "engine-cache-"));
  place = { root, name: "engine-1.0.0", bin: "bin", programs };
  onTestFinished(() => rm(root, { recursive: true }));
});

function work(signal = new AbortController().signal): Work & { said: string[] } {
  const said: string[] = [];
  return { said, signal, say: (line) => said.push(line) };
}

async function fill(folder: string, names: readonly string[] = programs): Promise<void> {
  await mkdir(join(folder, "bin"));
  for (const name of names) await writeFile(join(folder, "bin", name), "#!/bin/sh\n", { mode: 0o755 });
}

test("concurrent runs make one engine, and both get it", async () => {
  let fills = 0;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const slowFill = async (folder: string) => {
    fills++;
    await finished;
    await fill(folder);
  };
  const second = work();

  const runs = [fetchOnce(place, work(), slowFill), fetchOnce(place, second, slowFill)];
  await expect.poll(() => fills).toBe(1);
  expect(await placeReady(place)).toEqual({ failure: "not in the cache" });
  finish();

  const ready = { folder: join(place.root, "engine-1.0.0", "bin") };
  expect(await Promise.all(runs)).toEqual([ready, ready]);
  expect(fills).toBe(1);
  expect(await readdir(place.root)).toEqual(["engine-1.0.0"]);
});

test("a failure is returned and leaves no files", async () => {
  const failing = async (folder: string) => {
    await fill(folder);
    throw new Error("no route to host");
  };

  expect(await fetchOnce(place, work(), failing)).toEqual({ failure: "no route to host" });
  expect(await readdir(place.root)).toEqual([]);
});

test("an engine without one of its programs is not used", async () => {
  const outcome = await fetchOnce(place, work(), (folder) => fill(folder, ["pulumi", "pulumi-language-nodejs"]));

  expect(outcome).toEqual({ failure: "pulumi-resource-pulumi-nodejs missing" });
  expect(await readdir(place.root)).toEqual([]);
});

test("the lock and the incomplete folder of a killed run are replaced", async () => {
  const lock = join(place.root, "engine-1.0.0.lock");
  const longAgo = new Date(Date.now() - 60_000);
  await writeFile(lock, "4711\n");
  await utimes(lock, longAgo, longAgo);
  await mkdir(join(place.root, "engine-1.0.0.unfinished-abc"));

  expect(await fetchOnce(place, work(), fill)).toHaveProperty("folder");
  expect(await readdir(place.root)).toEqual(["engine-1.0.0"]);
});

test("an interrupted run removes its files and throws", async () => {
  const interrupted = new AbortController();

  const run = fetchOnce(place, work(interrupted.signal), async (folder) => {
    await fill(folder);
    interrupted.abort();
    interrupted.signal.throwIfAborted();
  });

  await expect(run).rejects.toThrow("aborted");
  expect(await readdir(place.root)).toEqual([]);
});
