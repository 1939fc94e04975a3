// `npm pack` in a clone: it builds first, and packs nothing that an older build has left.
import { cp, mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { exhaustive } from "../support/matrix.ts";
import { command } from "./support/layouts.ts";

const checkout = join(import.meta.dirname, "../..");
const parts = ["package.json", "tsconfig.json", "README.md", "tools", "provider", "emulator"];

test.each(["provider", "emulator"])(
  "P38 npm pack of %s builds first, and fails if it cannot",
  exhaustive,
  async (name) => {
    const clone = await mkdtemp(join(inject("runFolder"), "clone-"));
    const isSource = (path: string) => !/[\\/](dist|node_modules)$/.test(path);
    for (const part of parts) await cp(join(checkout, part), join(clone, part), { recursive: true, filter: isSource });
    await symlink(join(checkout, "node_modules"), join(clone, "node_modules"));
    for (const workspace of ["provider", "emulator"]) {
      await symlink(join(checkout, workspace, "node_modules"), join(clone, workspace, "node_modules")).catch(() => {});
    }
    await mkdir(join(clone, name, "dist"));
    await writeFile(join(clone, name, "dist/gone.js"), "");
    const pack = ["npm", "pack", "--json", `--pack-destination=${clone}`];

    const [packed] = JSON.parse(await command(join(clone, name), pack)) as [
      { filename: string; files: { path: string }[] },
    ];
    const list = await command(clone, ["tar", "--list", "--file", packed.filename]);
    expect(list).toContain("package/dist/index.js\n");
    expect(list).not.toContain("package/dist/gone.js\n");
    const readme = await command(clone, [
      "tar",
      "--extract",
      "--to-stdout",
      "--file",
      packed.filename,
      "package/README.md",
    ]);
    expect(readme).not.toMatch(/\]\((?!https?:|#)/);

    await writeFile(join(clone, name, "src/broken.ts"), "export const broken: string = 1;\n");
    await expect(command(join(clone, name), pack)).rejects.toThrow(/does not compile/);
  },
);
