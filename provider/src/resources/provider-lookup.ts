// Whether the provider process will find this package. It looks from the folder of the program, wherever the program
// itself found the package: behind a component library that is another folder, and in a bundle there is none.
import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type HandlerName, PROVIDER_MODULE, providerText } from "../contract/resource-types";
import { orUndefined } from "../contract/values";

export interface Program {
  /** Where the program was started. */
  cwd: string;
  /** The folder of Pulumi.yaml, in a program that Pulumi's language host started. */
  root: string;
  /** The folder of this package; undefined in a bundle. */
  ownFolder: string | undefined;
  /** The script that Node runs. Only the language host runs the SDK's. */
  script: string | undefined;
}

export class ProviderLookup {
  readonly #program: string;
  /** Whether the provider process is known to start in the same folder. */
  readonly #isCertain: boolean;
  /** A further folder to search, relative to the program's; undefined if the package is nowhere. */
  readonly #folder: string | undefined;

  constructor({ cwd, root, ownFolder, script = "" }: Program) {
    const isProgram = /[\\/]cmd[\\/]run\b/.test(script) && existsSync(root);
    this.#isCertain = isProgram && isInside(realpathSync(root), cwd);
    // A program that has left its project by `process.chdir` does not tell where it was started.
    this.#program = isProgram && !this.#isCertain ? root : cwd;
    const folders = [...new Set([cwd, this.#program])].map((program) => findFolder(program, ownFolder));
    this.#folder = folders.find((folder) => folder !== undefined);
  }

  /** The provider text that finds the package. Throws if there is none, and the provider process could not start. */
  providerText(handler: HandlerName): string {
    if (this.#folder === undefined && this.#isCertain) throw new pulumi.RunError(this.#problem());
    return providerText(handler, this.#folder === "." ? undefined : this.#folder);
  }

  /** Warns where the folder of the provider process is a guess, as in an inline program with a `main` of its own. */
  warn(resource: pulumi.Resource): void {
    // There is no engine in a unit test with mocks.
    if (this.#folder === undefined && pulumi.runtime.getEngine() !== undefined)
      void pulumi.log.warn(this.#problem(), resource);
  }

  #problem(): string {
    const name = dirname(PROVIDER_MODULE);
    return `Pulumi's provider process loads the package ${name} from the program's folder, ${this.#program}, and it is not installed there. Run npm install ${name} in that folder. A bundle needs it there, too. [package-not-found]`;
  }
}

/** The lookup of this process. The program may change its working directory later. */
export const programLookup = new ProviderLookup({
  cwd: process.cwd(),
  root: pulumi.runtime.getRootDirectory(),
  ownFolder: typeof __dirname === "string" ? join(__dirname, "../..") : undefined,
  script: process.argv[1],
});

function findFolder(program: string, ownFolder: string | undefined): string | undefined {
  return [".", ...otherFolders(program, ownFolder)].find((folder) => resolves(program, folder));
}

/** Folders that are the same on every machine: pnpm's hoist folders, and a library with a copy of its own. */
function otherFolders(program: string, ownFolder = ""): string[] {
  const hoisted = ancestors(program).map((folder) => relative(program, join(folder, "node_modules/.pnpm")));
  const owner = relative(program, join(ownFolder, "../.."));
  // Folders whose names begin with a dot are those of package managers, and contain versions.
  const folders = /^(\.\.[\\/])*node_modules([\\/][^.\\/][^\\/]*)+$/.test(owner) ? [...hoisted, owner] : hoisted;
  return folders.map((folder) => folder.replaceAll(sep, "/"));
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestors(parent)];
}

function resolves(program: string, folder: string): boolean {
  return orUndefined(() => createRequire(join(program, folder, "_")).resolve(PROVIDER_MODULE)) !== undefined;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !way.startsWith("..") && !isAbsolute(way);
}
