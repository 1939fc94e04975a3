// The command line of Vercel: the account, and how a run is isolated.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { installCli, startCli } from "./cli.ts";

installCli();

test("whoami names the user of the token", async () => {
  const { run } = await startCli();
  const { code, stdout, routes } = await run("whoami");
  expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: "ann" });
  expect(routes).toEqual(["GET /v2/user", "GET /teams/:team"]);
});

test("a run that tries to reach another host fails", async () => {
  const { run, folder } = await startCli();
  // The command reports its own crash to another host.
  await writeFile(join(folder, ".vercel/project.json"), "not json");
  await expect(run("integration", "list")).rejects.toThrow("tried to connect to");
});
