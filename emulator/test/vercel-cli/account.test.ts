// The command line of Vercel: the account, and how a run is isolated.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exhaustive } from "../../../test/support/matrix.ts";
import { installCli, startCli } from "./cli.ts";

installCli();

test("whoami names the user of the token", async () => {
  const { run } = await startCli();
  const { code, stdout, requests } = await run("whoami");
  expect({ code, stdout: stdout.trim() }).toEqual({ code: 0, stdout: "ann" });
  expect(requests.map(({ path, status }) => `${path} ${status}`)).toEqual(["/v2/user 200", "/teams/acme 200"]);
});

test("teams ls lists the teams of the token", exhaustive, async () => {
  const { run } = await startCli();
  const { code, output, routes } = await run("teams", "ls");
  expect({ code, routes }).toEqual({ code: 0, routes: ["GET /v2/teams"] });
  expect(output).toContain("acme");
});

test("a run that tries to reach another host fails", exhaustive, async () => {
  const { run, folder } = await startCli();
  // The command reports its own crash to another host.
  await writeFile(join(folder, ".vercel/project.json"), "not json");
  await expect(run("integration", "list")).rejects.toThrow("tried to connect to");
});
