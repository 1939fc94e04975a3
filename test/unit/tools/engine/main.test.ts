// The output of `npm run engine`.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { programs } from "../../../../tools/engine/programs.ts";

const script = fileURLToPath(new URL("../../../../tools/engine/main.ts", import.meta.url));

let root: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "engine-main-"));
  root = folder;
  onTestFinished(() => rm(folder, { recursive: true }));
});

function engine(): Promise<{ code: number; stdout: string; stderr: string }> {
  // A proxy on a closed port: no download can start.
  const offline = { NODE_USE_ENV_PROXY: "1", HTTPS_PROXY: "http://127.0.0.1:1", HTTP_PROXY: "http://127.0.0.1:1" };
  const env = { PATH: root, HOME: root, XDG_CACHE_HOME: join(root, "cache"), ...offline };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [script], { env }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

test("prints only the folder of the engine to stdout", async () => {
  for (const name of programs) await writeFile(join(root, name), "#!/bin/sh\necho v3.260.0\n", { mode: 0o755 });

  expect(await engine()).toEqual({ code: 0, stdout: `${root}\n`, stderr: "engine: installed CLI\n" });
});

test("without any source it names what was tried, why it failed and how to fix it", async () => {
  const { code, stdout, stderr } = await engine();

  expect(code).toBe(1);
  expect(stdout).toBe("");
  const [, message] = stderr.split("No Pulumi engine is available.");
  expect(message?.replaceAll(/\d+\.\d+\.\d+/g, "<version>")).toBe(` Tried:
  1. installed CLI: no pulumi on PATH
  2. official release <version>: could not be downloaded: pulumi: fetch failed
  3. built from Go modules, <version>: go is not on PATH
To fix this, do one of these:
  - install Pulumi <version> or newer and put it on PATH: https://www.pulumi.com/docs/install/
  - let this machine reach https://get.pulumi.com and https://github.com
  - install Go 1.26 or newer (https://go.dev/dl/) and let it reach its module proxy
`);
  expect(await readdir(join(root, "cache/pulumi-vercel-marketplace"))).toEqual([]);
});
