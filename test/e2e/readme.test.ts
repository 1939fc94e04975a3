// The start of the README, as it is printed: its commands and its program, in an empty folder.
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { packProvider } from "./support/layouts.ts";
import { createStack } from "./support/stack.ts";

const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");

test("P37 whoever follows the README's start has a store, and its connection string", exhaustive, async () => {
  await using stack = await createStack({ program: "" });
  const { emulator, workspace } = stack;
  const folder = join(workspace.root, "shop");
  const backend = join(workspace.root, "own-backend");
  for (const path of [folder, backend]) await mkdir(path);
  // The package is not in a registry yet.
  const tarball = await packProvider(workspace.root);
  const start = shell("start").replace(
    "npm install pulumi-vercel-marketplace ",
    `npm install --ignore-scripts ${tarball} `,
  );
  expect(start).toContain(tarball);
  // The emulator's token is in the environment; a person confirms.
  const deploy = shell("deploy").replace(/^export .*\n/m, "");
  const { PULUMI_STACK: _, ...environment } = workspace.environment;
  const own = { PULUMI_BACKEND_URL: `file://${backend}`, PULUMI_SKIP_CONFIRMATIONS: "true", NO_COLOR: "1" };
  const env = { ...process.env, ...environment, ...own };
  const run = (script: string) => promisify(execFile)("bash", ["-e", "-c", script], { cwd: folder, env });

  await run(start);
  await writeFile(join(folder, "index.ts"), block(/^```ts\n([\s\S]*?)^```$/m));
  const { stdout } = await run(deploy);

  const stores = emulator.stores.list();
  expect(stores.map(({ name, metadata }) => [name, metadata])).toEqual([["shop-dev-db", { region: "iad1" }]]);
  expect(stdout).toMatch(/plan\s*: "Free"/);
  expect(stdout.trimEnd().split("\n").at(-1)).toBe(emulator.stores.secretValues(String(stores[0]?.id)).DATABASE_URL);
});

function shell(name: string): string {
  return block(new RegExp(`<!-- run ${name} -->\\n\`\`\`sh\\n([\\s\\S]*?)^\`\`\`$`, "m"));
}

function block(pattern: RegExp): string {
  const [, code = ""] = pattern.exec(readme) ?? [];
  expect(code).not.toBe("");
  return code;
}
