// Programs as package managers install them: the packed package behind a component library, in folders of their own.
import { execFile } from "node:child_process";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Workspace } from "../../../tools/workspace/workspace.ts";

/** The name of the component library. */
export const LIBRARY = "acme-stores";

const checkout = fileURLToPath(new URL("../../../", import.meta.url));
const run = promisify(execFile);

const modules = join(checkout, "node_modules");

/** Leaves the program with the SDK alone. */
export async function removePackage({ folder }: Workspace): Promise<void> {
  await rm(join(folder, "node_modules"), { recursive: true });
  await symlinkSdk(folder);
}

export async function symlinkSdk(folder: string): Promise<void> {
  await mkdir(join(folder, "node_modules"));
  await symlink(join(modules, "@pulumi"), join(folder, "node_modules/@pulumi"));
}

/** Gives the program the modules of the checkout again. */
export async function restorePackage({ folder }: Workspace): Promise<void> {
  await rm(join(folder, "node_modules"), { recursive: true });
  await symlink(modules, join(folder, "node_modules"));
}

/** Packs the package. Returns the path of the tarball. */
export function packProvider(folder: string): Promise<string> {
  return pack(join(checkout, "provider"), folder);
}

export function packEmulator(folder: string): Promise<string> {
  return pack(join(checkout, "emulator"), folder);
}

/** Packs a component library that depends on the packed package. */
export async function packLibrary(folder: string, own: string): Promise<string> {
  const library = join(folder, LIBRARY);
  await writeFiles(library, {
    "index.js": `
      const pulumi = require("@pulumi/pulumi");
      const { IntegrationStore } = require("pulumi-vercel-marketplace");
      exports.Database = class Database extends pulumi.ComponentResource {
        constructor(name) {
          super("acme:stores:Database", name);
          const args = { integration: "neon", metadata: { region: "iad1" } };
          this.store = new IntegrationStore(name + "-db", args, { parent: this });
        }
      };
    `,
    "package.json": JSON.stringify({
      name: LIBRARY,
      version: "1.0.0",
      main: "index.js",
      dependencies: { "pulumi-vercel-marketplace": `file:${own}` },
      peerDependencies: { "@pulumi/pulumi": "^3.216.0" },
    }),
  });
  return pack(library, folder);
}

/** The path of the tarball that npm makes of a package. */
export async function pack(folder: string, destination: string): Promise<string> {
  const pack = ["npm", "pack", "--json", "--ignore-scripts", `--pack-destination=${destination}`];
  const [{ filename }] = JSON.parse(await command(folder, pack)) as [{ filename: string }];
  return join(destination, filename);
}

export async function command(folder: string, [program = "", ...args]: readonly string[]): Promise<string> {
  const options = { cwd: folder, env: { ...process.env, CI: "1", YARN_ENABLE_IMMUTABLE_INSTALLS: "0" } };
  const { stdout } = await run(program, args, options);
  return stdout;
}

export async function writeFiles(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}
