// Which CLI on PATH is used, with real folders and small scripts instead of its programs.
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { installed } from "../../../../tools/engine/installed.ts";
import { programs } from "../../../../tools/engine/programs.ts";

let root: string;

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), "engine-installed-"));
  root = folder;
  onTestFinished(() => rm(folder, { recursive: true }));
});

async function install(folder: string, version: string, names: readonly string[] = programs): Promise<string> {
  const path = join(root, folder);
  await mkdir(path, { recursive: true });
  for (const name of names) {
    await writeFile(join(path, name), `#!/bin/sh\necho v${version}\n`);
    await chmod(join(path, name), 0o755);
  }
  return path;
}

function search(...folders: string[]) {
  return installed({ PATH: folders.join(delimiter) }).ready();
}

test("the first CLI that is new enough is used", async () => {
  const old = await install("old", "3.100.0");
  const recent = await install("recent", "3.260.0");
  const later = await install("later", "3.270.0");

  expect(await search(join(root, "nowhere"), old, recent, later)).toEqual({ folder: recent });
});

test("the bin folder of npm is skipped: its pulumi is a downloader", async () => {
  const bin = await install("checkout/node_modules/.bin", "3.265.0");

  expect(await search(bin)).toEqual({ failure: "no pulumi on PATH" });
});

test("the target of a linked CLI is used, because it has the language hosts", async () => {
  const real = await install("cellar", "3.260.0");
  const bin = join(root, "bin");
  await mkdir(bin);
  await symlink(join(real, "pulumi"), join(bin, "pulumi"));

  expect(await search(bin)).toEqual({ folder: real });
});

test("each rejected CLI is named with the reason", async () => {
  const old = await install("old", "3.253.0");
  const bare = await install("bare", "3.260.0", ["pulumi"]);
  const broken = await install("broken", "3.260.0");
  await writeFile(join(broken, "pulumi"), "#!/bin/sh\nexit 1\n");

  expect(await search(old, bare, broken)).toEqual({
    failure: [
      `${old}/pulumi is 3.253.0, older than 3.254.0`,
      `${bare}/pulumi has no pulumi-language-nodejs and no pulumi-resource-pulumi-nodejs beside it`,
      `${broken}/pulumi fails to run "version"`,
    ].join("; "),
  });
});
