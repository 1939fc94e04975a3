// The packed packages of this repository, installed by npm as the dependencies of an example.
import { mkdir, readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { Workspace } from "../../../tools/workspace/workspace.ts";
import { command, packEmulator, packProvider, writeFiles } from "./layouts.ts";

type Dependencies = Record<string, string>;

export class PackedPackages {
  readonly #folder: string;
  readonly #tarballs: Promise<Dependencies>;
  /** Folders by their dependencies: examples with the same ones share an installation. */
  readonly #installed = new Map<string, Promise<string>>();

  constructor(folder: string) {
    this.#folder = folder;
    this.#tarballs = packBoth(folder);
  }

  /** Replaces the modules of the checkout by those that npm installs. */
  async install({ folder }: Workspace): Promise<void> {
    const { dependencies, devDependencies } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const modules = await this.#modulesFor({ ...dependencies, ...devDependencies });
    await rm(join(folder, "node_modules"));
    await symlink(modules, join(folder, "node_modules"));
  }

  #modulesFor(dependencies: Dependencies): Promise<string> {
    const key = JSON.stringify(dependencies);
    const existing = this.#installed.get(key);
    if (existing !== undefined) return existing;
    const installed = this.#npmInstall(join(this.#folder, `packed-${this.#installed.size}`), dependencies);
    this.#installed.set(key, installed);
    return installed;
  }

  async #npmInstall(folder: string, dependencies: Dependencies): Promise<string> {
    const tarballs = Object.entries(await this.#tarballs).filter(([name]) => name in dependencies);
    const all = { ...dependencies, ...Object.fromEntries(tarballs) };
    await mkdir(folder);
    await writeFiles(folder, { "package.json": JSON.stringify({ private: true, dependencies: all }) });
    await command(folder, ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]);
    return join(folder, "node_modules");
  }
}

async function packBoth(folder: string): Promise<Dependencies> {
  const [provider, emulator] = await Promise.all([packProvider(folder), packEmulator(folder)]);
  return { "pulumi-vercel-marketplace": `file:${provider}`, "vercel-marketplace-emulator": `file:${emulator}` };
}
