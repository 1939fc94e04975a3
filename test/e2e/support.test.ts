// The harness itself: a plain program goes up and down on the real engine, and nothing is left behind.
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { createWorkspace } from "./support/workspace.ts";

test("a program goes up, shows its outputs and is destroyed", exhaustive, async () => {
  await using workspace = await createWorkspace({
    program: `
      const config = new (require("@pulumi/pulumi").Config)();
      exports.greeting = config.require("greeting");
      exports.password = config.requireSecret("password");
    `,
    config: { greeting: "good morning" },
    secretConfig: { password: "canary-4711" },
  });

  const up = await workspace.up();

  expect(up).toMatchObject({ code: 0, signal: null });
  expect(up.output).toContain('greeting: "good morning"');
  expect(await workspace.outputs()).toEqual({ greeting: "good morning", password: "[secret]" });
  expect(await workspace.outputs({ showSecrets: true })).toMatchObject({ password: "canary-4711" });
  expect((await workspace.resources()).map(({ type }) => type)).toEqual(["pulumi:pulumi:Stack"]);
  expect((await workspace.stateBytes()).includes("good morning")).toBe(true);
  expect((await workspace.stateBytes()).includes("canary-4711")).toBe(false);

  expect(await workspace.destroy()).toMatchObject({ code: 0 });
  expect(await workspace.resources()).toEqual([]);
});

test("a program that fails ends in an exit code, not in an exception", exhaustive, async () => {
  await using workspace = await createWorkspace({ program: 'throw new Error("out of stock");' });

  const preview = await workspace.preview();

  expect(preview.code).not.toBe(0);
  expect(preview.output).toContain("out of stock");
});

test("nothing survives a workspace, not even what a killed engine leaves running", exhaustive, async () => {
  const workspace = await createWorkspace({ program: 'console.log("waiting"); setInterval(() => {}, 1000);' });
  const running = workspace.start(["up", "--yes", "--skip-preview"]);
  await running.waitForOutput(/waiting/);

  running.kill("SIGKILL");

  expect(await running.done).toMatchObject({ code: null, signal: "SIGKILL" });
  await workspace.dispose();
  expect(workspace.processes()).toEqual([]);
  expect(existsSync(workspace.folder)).toBe(false);
});
