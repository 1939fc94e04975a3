// Source 3: the engine built from its published Go modules, with a small language host of our own beside it.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { fetchOnce, type Place, placeReady } from "../cache/cache.ts";
import type { Outcome, Work } from "../cache/work.ts";
import type { Source } from "./find.ts";
import { programs } from "./programs.ts";

const main = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";

// The engine starts the language host by this name, with the first `node` on the PATH of the run.
const launcher = '#!/bin/sh\nexec node "$(dirname "$0")/language-host.cjs" "$@"\n';

export function fromGo({ checkout, cache }: { checkout: string; cache: string }): Source {
  const recipe = readRecipe(checkout);
  const place: Place = { root: cache, name: `engine-${recipe.version}-${recipe.hash}`, bin: "bin", programs };
  return {
    name: `built from Go modules, ${recipe.version}`,
    remedy: "install Go 1.26 or newer (https://go.dev/dl/) and let it reach its module proxy",
    ready: () => placeReady(place),
    make: (work) => build(place, recipe, work),
  };
}

interface Recipe {
  version: string;
  hash: string;
  module: string;
  languageHost: string;
  dynamicProvider: string;
}

function readRecipe(checkout: string): Recipe {
  const module = join(checkout, "tools/engine/go");
  const languageHost = join(checkout, "tools/engine/language-host.cjs");
  const dynamicProvider = join(checkout, "node_modules/@pulumi/pulumi/pulumi-resource-pulumi-nodejs");
  const requirements = readFileSync(join(module, "go.mod"), "utf8");
  const version = /pulumi\/pkg\/v3 v(\S+)/.exec(requirements)?.[1];
  if (version === undefined) throw new Error(`${module}/go.mod does not name a version of the engine`);
  const hash = createHash("sha256").update([requirements, launcher, process.platform, process.arch].join("\0"));
  for (const file of [join(module, "go.sum"), languageHost, dynamicProvider]) hash.update(readFileSync(file));
  return { version, hash: hash.digest("hex").slice(0, 12), module, languageHost, dynamicProvider };
}

async function build(place: Place, recipe: Recipe, work: Work): Promise<Outcome> {
  const go = await promisify(execFile)("go", ["version"], { cwd: recipe.module }).catch((error: Error) => error);
  if (go instanceof Error) {
    return { failure: "code" in go && go.code === "ENOENT" ? "go is not on PATH" : go.message };
  }
  work.say(`building the Pulumi engine ${recipe.version} with ${go.stdout.trim()}; 3 to 5 minutes on 2 cores, once`);
  return fetchOnce(place, work, async (folder) => {
    const bin = join(folder, place.bin);
    await mkdir(bin);
    await copyFile(recipe.languageHost, join(bin, "language-host.cjs"));
    await writeFile(join(bin, "pulumi-language-nodejs"), launcher, { mode: 0o755 });
    await writeFile(join(bin, "pulumi-resource-pulumi-nodejs"), readFileSync(recipe.dynamicProvider), { mode: 0o755 });
    await compile(recipe, bin, work);
  });
}

async function compile(recipe: Recipe, bin: string, work: Work): Promise<void> {
  const stamp = `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${recipe.version}`;
  const flags = ["-trimpath", "-tags", "osusergo,grpcnotrace", "-ldflags", `-w -s ${stamp}`];
  const env = { ...process.env, CGO_ENABLED: "0" };
  const options = { cwd: recipe.module, env, signal: work.signal, maxBuffer: 64 * 1024 * 1024 };
  await promisify(execFile)("go", ["build", ...flags, "-o", join(bin, "pulumi"), main], options).catch(
    (error: Error & { stderr?: string }) => {
      const report = (error.stderr || error.message).trim().split("\n");
      throw new Error(`go build failed:\n     ${report.slice(-5).join("\n     ")}`);
    },
  );
}
