// The engine that the tests run on, whichever source it comes from, does what the tests and the examples rely on.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { createWorkspace } from "./support/workspace.ts";

const ownLanguageHost = existsSync(join(inject("engineFolder"), "language-host.cjs"));

test("a TypeScript program runs as it is", exhaustive, async () => {
  await using workspace = await createWorkspace({
    files: {
      "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
      "package.json": '{ "name": "shop", "private": true, "main": "index.ts" }',
      "tsconfig.json": '{ "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2023" } }',
      "index.ts": "export const answer: number = 6 * 7;\n",
    },
  });

  const up = await workspace.up();

  expect(up.output).toContain("answer: 42");
  expect(up.code).toBe(0);
});

test("a dynamic resource is created, kept and deleted", exhaustive, async () => {
  const text = 'exports.handler = () => ({ async create(inputs) { return { id: "s1", outs: inputs } } })';
  await using workspace = await createWorkspace({
    program: `
      const { CustomResource } = require("@pulumi/pulumi");
      new CustomResource("pulumi-nodejs:dynamic/test:Shelf", "shelf", { __provider: ${JSON.stringify(text)}, size: 2 });
    `,
  });

  expect((await workspace.up()).output).toContain("2 created");
  expect((await workspace.up()).output).toContain("2 unchanged");
  expect(await workspace.resources("pulumi-nodejs:dynamic/test:Shelf")).toMatchObject([
    { id: "s1", outputs: { size: 2 } },
  ]);
  expect((await workspace.destroy()).output).toContain("2 deleted");
});

test.runIf(ownLanguageHost)("a program ends with its engine, even with one that is killed", exhaustive, async () => {
  await using workspace = await createWorkspace({ program: 'console.log("waiting"); setInterval(() => {}, 1000);' });
  const running = workspace.start(["up", "--yes", "--skip-preview"]);
  await running.waitForOutput(/waiting/);
  expect(workspace.processes().map(({ command }) => command)).toContainEqual(expect.stringContaining("cmd/run"));

  running.kill("SIGKILL");

  await expect.poll(() => workspace.processes(), { timeout: 10_000 }).toEqual([]);
});
