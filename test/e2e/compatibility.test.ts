// The packed package in every way to install and run it that the README's table names.
import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { type Run, rows, titleOf } from "./support/compatibility.ts";
import { type Packages, packAll } from "./support/compatibility-project.ts";
import { CREATE_ROUTE, createStack, STORE_TYPE, type Stack } from "./support/stack.ts";

let packages: Packages;

describe("P38 the packed package, in a folder of its own", exhaustive, () => {
  beforeAll(async () => {
    packages = await packAll(await mkdtemp(join(inject("runFolder"), "packages-")));
  });

  for (const row of rows) {
    test(titleOf(row), async () => {
      await using stack = await createStack();
      const { emulator, workspace } = stack;
      const given = (await row.prepare({ workspace, packages, engine: inject("engineFolder") })) ?? {};
      const { says = "", stores = 1 } = given;

      await run(stack, given, "preview");
      expect(emulator.stores.list()).toEqual([]);

      expect(await run(stack, given, "up")).toContain(says);
      expect(emulator.journal.count("POST", CREATE_ROUTE)).toBe(stores);
      expect(emulator.stores.list()).toHaveLength(stores);
      const [store] = await workspace.resources(STORE_TYPE);
      const text = String(store?.outputs?.__provider);
      expect(/paths:\[".","([^"]+)"\]/.exec(text)?.[1]).toBe(row.folder);
      expect(text).not.toContain(workspace.root);

      const requests = emulator.journal.entries().length;
      await run(stack, given, "unchanged");
      expect(emulator.journal.entries()).toHaveLength(requests);

      await run(stack, given, "destroy");
      expect(emulator.stores.list()).toEqual([]);
    });
  }
});

type Operation = "preview" | "up" | "unchanged" | "destroy";

async function run({ workspace }: Stack, given: Run, operation: Operation): Promise<string> {
  const { environment = {}, script, folder = workspace.folder } = given;
  if (script !== undefined) {
    const env = { ...workspace.environment, ...environment };
    return (await promisify(execFile)(process.execPath, [script, operation], { cwd: folder, env })).stdout;
  }
  const at = ["--cwd", folder];
  const options = { environment };
  const result =
    operation === "unchanged"
      ? await workspace.preview(["--expect-no-changes", ...at], options)
      : await workspace[operation](at, options);
  expect(result.code, result.output).toBe(0);
  return result.output;
}
