// The command line of Vercel: `env pull` writes the values of variables to a file.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exhaustive } from "../../../test/support/matrix.ts";
import { secretNames } from "../connection-requests.ts";
import { installCli, startCliWithStore } from "./cli.ts";

installCli();

const file = ".env.pulled";

test("env pull writes the values for development", async () => {
  const { emulator, id, folder, run } = await startCliWithStore();
  emulator.projects.connect({ store: id, project: "web" });
  const { code, routes, requests } = await run("env", "pull", file, "--yes");
  expect({ code, routes }).toEqual({
    code: 0,
    routes: ["GET /v9/projects/:project", "GET /v3/env/pull/:project/:target"],
  });
  expect(requests.at(-1)?.path).toContain("/development");
  expect(await pulled(folder)).toEqual(emulator.stores.secretValues(id));
});

test.each(["preview", "staging"])("env pull writes the values for %s only", exhaustive, async (environment) => {
  const { emulator, id, folder, run } = await startCliWithStore();
  emulator.projects.connect({ store: id, project: "web", environments: [environment], prefix: "A" });
  emulator.projects.connect({ store: id, project: "web", environments: ["production"] });
  const { code, requests } = await run("env", "pull", file, "--environment", environment, "--yes");
  expect(code).toBe(0);
  expect(requests.at(-1)?.path).toContain(`/${environment}`);
  expect(Object.keys(await pulled(folder))).toEqual(secretNames.map((name) => `A_${name}`).sort());
});

test("env pull marks variables that are sensitive", exhaustive, async () => {
  const { emulator, id, folder, run } = await startCliWithStore();
  emulator.projects.connect({ store: id, project: "web", environments: ["preview"], sensitive: true });
  const { code, routes } = await run("env", "pull", file, "--environment", "preview", "--yes");
  expect(code).toBe(0);
  // The pull has no value for them, so the command looks up their types.
  expect(routes).toContain("GET /v10/projects/:project/env");
  expect(new Set(Object.values(await pulled(folder)))).toEqual(new Set(["[SENSITIVE]"]));
});

test("env pull fails for an environment that the project does not have", exhaustive, async () => {
  const { emulator, id, folder, run } = await startCliWithStore();
  emulator.projects.connect({ store: id, project: "web" });
  const { code, requests } = await run("env", "pull", file, "--environment", "nightly", "--yes");
  expect({ code, status: requests.at(-1)?.status }).toEqual({ code: 1, status: 400 });
  await expect(pulled(folder)).rejects.toThrow("ENOENT");
});

/** The variables of the file, which has a line `NAME="value"` for each. */
async function pulled(folder: string): Promise<Record<string, string>> {
  const text = await readFile(join(folder, file), "utf8");
  return Object.fromEntries([...text.matchAll(/^(\w+)="(.*)"$/gm)].map(([, name, value]) => [name, value]));
}
