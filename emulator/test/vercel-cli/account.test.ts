// The command line of Vercel: the account, and how a run is isolated.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exhaustive } from "../../../test/support/matrix.ts";
import { connectedTo, installCli, startCli, startCliWithStore } from "./cli.ts";

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

test("a token without access to the team is told so, after a look at the teams that it has", exhaustive, async () => {
  const { run } = await startCli({ token: "otherTeam" });
  const { code, output, requests } = await run("whoami");
  expect(code).toBe(1);
  expect(output).toContain("scope");
  expect(requests.map(({ path, status }) => `${path} ${status}`)).toEqual([
    "/v2/user 200",
    "/teams/acme 403",
    "/v1/teams 200",
  ]);
});

test("a viewer of the team can list stores and not connect them", exhaustive, async () => {
  const { emulator, id, run } = await startCliWithStore({ token: "viewer" });
  expect((await run("integration", "list", "--all")).output).toContain("db");
  const { code, output, writes } = await run("integration", "resource", "connect", "db", "--yes");
  expect({ code, status: writes[0]?.status }).toEqual({ code: 1, status: 403 });
  expect(output).toContain("integrationResource:connect");
  expect(connectedTo(emulator, id)).toEqual([]);
});

test("a run that shows the value of a secret fails", exhaustive, async () => {
  const { id, run } = await startCliWithStore();
  await expect(run("api", `/v1/storage/stores/${id}/secrets`)).rejects.toThrow("to deeply equal");
});

test("a run that tries to reach another host fails", exhaustive, async () => {
  const { run, folder } = await startCli();
  // The command reports its own crash to another host.
  await writeFile(join(folder, ".vercel/project.json"), "not json");
  await expect(run("integration", "list")).rejects.toThrow("tried to connect to");
});
