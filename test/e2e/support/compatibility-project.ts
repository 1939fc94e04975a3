// A folder of its own with a program and the packed packages, as a package manager installs them.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Workspace } from "../../../tools/workspace/workspace.ts";
import { command, pack, packLibrary, packProvider, writeFiles } from "./layouts.ts";

export const PACKAGE = "pulumi-vercel-marketplace";
export const sdkVersion: string = createRequire(import.meta.url)("@pulumi/pulumi/package.json").version;

export interface Given {
  workspace: Workspace;
  packages: Packages;
  engine: string;
}

/** The tarballs of one run. */
export interface Packages {
  own: string;
  library: string;
  /** Depends on another version of the package. */
  olderLibrary: string;
}

export async function packAll(folder: string): Promise<Packages> {
  const own = await packProvider(folder);
  const source = join(folder, "older");
  const provider = fileURLToPath(new URL("../../../provider/", import.meta.url));
  await cp(provider, source, { recursive: true, filter: (path) => !path.endsWith("node_modules") });
  const manifest = JSON.parse(await readFile(join(source, "package.json"), "utf8"));
  await writeFile(join(source, "package.json"), JSON.stringify({ ...manifest, version: "0.0.1" }));
  await mkdir(join(folder, "older-library"));
  return {
    own,
    library: await packLibrary(folder, own),
    olderLibrary: await packLibrary(join(folder, "older-library"), await pack(source, folder)),
  };
}

export const args = `{ integration: "neon", metadata: { region: "iad1" } }`;
/** A program with one store. */
export const commonJs = `const { IntegrationStore } = require("${PACKAGE}"); exports.id = new IntegrationStore("db", ${args}).id;`;
export const npm = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];

export interface Project {
  install?: readonly string[];
  files?: Record<string, string>;
  dependencies?: Record<string, string>;
  manifest?: Record<string, unknown>;
  options?: string;
}

/** A folder with a program of its own, the packed package and the SDK. */
export async function install({ workspace, packages }: Given, project: Project): Promise<void> {
  await rm(join(workspace.folder, "node_modules"), { recursive: true });
  await rm(join(workspace.folder, "index.js"));
  const { files = { "index.js": commonJs }, options = "typescript: false", manifest } = project;
  await writeFiles(workspace.folder, {
    "Pulumi.yaml": `name: shop\nruntime:\n  name: nodejs\n  options:\n    ${options}\n`,
    "package.json": JSON.stringify({
      name: "shop",
      private: true,
      main: "index.js",
      dependencies: {
        [PACKAGE]: `file:${packages.own}`,
        "@pulumi/pulumi": sdkVersion,
        ...project.dependencies,
      },
      ...manifest,
    }),
    ...files,
  });
  await command(workspace.folder, project.install ?? npm);
}
