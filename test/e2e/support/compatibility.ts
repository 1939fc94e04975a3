// The ways to install and run the packed package that are tested: the table in the README names these rows.
import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isExecutable } from "../../../tools/cache/executables.ts";
import {
  args,
  commonJs,
  type Given,
  install,
  npm,
  PACKAGE,
  type Project,
  sdkVersion,
} from "./compatibility-project.ts";
import { command, LIBRARY, writeFiles } from "./layouts.ts";

export interface Run {
  /** For every command of the row. */
  environment?: Record<string, string>;
  /** A script that stands for `pulumi`. It gets the operation. */
  script?: string;
  /** The folder of the project, if it is not that of the workspace. */
  folder?: string;
  /** What the output of up contains. */
  says?: string;
  /** How many stores the program has. Default: 1. */
  stores?: number;
}

export interface Row {
  group: string;
  name: string;
  prepare(given: Given): Promise<Run | undefined>;
  /** The folder of the package that the provider text names; none where the program's folder has it. */
  folder?: string;
}

const esModule = `
  import { IntegrationStore } from "${PACKAGE}";
  console.log(process.version);
  export const { id } = new IntegrationStore("db", ${args});
`;
const typed = `
  import { IntegrationStore, type IntegrationStoreArgs } from "${PACKAGE}";
  const args: IntegrationStoreArgs = ${args};
  export const id = new IntegrationStore("db", args).id;
`;
const fromLibrary = `const { Database } = require("${LIBRARY}"); exports.id = new Database("app").store.id;`;
const tsconfig = JSON.stringify({
  compilerOptions: { strict: true, target: "es2020", module: "commonjs", moduleResolution: "node10" },
  files: ["index.ts"],
});
const typescript = { typescript: "^5.9.0", "@types/node": "^24.0.0" };

const nested = [...npm, "--install-strategy=nested"];
const pnpm = ["npx", "--yes", "--prefer-offline", "pnpm@10.34.8", "install", "--ignore-scripts", "--prefer-offline"];
const hoisted = [...pnpm, "--config.node-linker=hoisted"];
const yarn1 = ["npx", "--yes", "--prefer-offline", "yarn@1.22.22", "install", "--ignore-scripts"];
const yarn4 = ["npx", "--yes", "--prefer-offline", "--package=@yarnpkg/cli-dist@4.18.1", "yarn", "install"];
const bun = ["npx", "--yes", "--prefer-offline", "bun@1.4.5", "install", "--ignore-scripts"];
const yarnFiles = (linker: string) => ({
  ".yarnrc.yml": `nodeLinker: ${linker}\nenableScripts: false\n`,
  "yarn.lock": "",
});

/** After a manager has installed a program that has the package as a dependency. */
function direct(name: string, installer: readonly string[], files: Record<string, string> = {}): Row {
  return {
    ...{ group: "Package manager", name },
    prepare: async (given) => {
      await install(given, { install: installer, files: { "index.js": commonJs, ...files } });
      if (!(".yarnrc.yml" in files) || !files[".yarnrc.yml"]?.includes("pnp")) return undefined;
      // What `yarn run` sets, for the engine and the processes that it starts.
      return { environment: { NODE_OPTIONS: `--require ${join(given.workspace.folder, ".pnp.cjs")}` } };
    },
  };
}

/** After a manager has installed a program that has only a component library that depends on the package. */
function behindLibrary(
  name: string,
  installer: readonly string[],
  { folder, files }: { folder?: string; files?: Record<string, string> } = {},
): Row {
  return {
    ...{ group: "Component library that has the package", name, ...(folder === undefined ? {} : { folder }) },
    prepare: async (given) => {
      const dependencies = { [LIBRARY]: `file:${given.packages.library}`, "@pulumi/pulumi": sdkVersion };
      const all = { "index.js": fromLibrary, ...files };
      await install(given, { install: installer, files: all, manifest: { dependencies } });
      return undefined;
    },
  };
}

function program(name: string, project: Project, group = "Program"): Row {
  return {
    ...{ group, name },
    prepare: async (given) => {
      await install(given, project);
      return undefined;
    },
  };
}

function node(version: string): Row {
  return {
    ...{ group: "Node.js", name: version.split(".")[0] ?? version },
    prepare: async (given) => {
      const { workspace, engine } = given;
      const module = { files: { "index.js": esModule }, manifest: { type: "module" } };
      await install(given, module);
      const home = join(workspace.root, "node");
      await command(workspace.root, [
        "npm",
        "install",
        "--no-audit",
        "--no-fund",
        `--prefix=${home}`,
        `node@${version}`,
      ]);
      const path = [engine, join(home, "node_modules/node/bin"), workspace.environment.PATH].join(":");
      return { environment: { PATH: path }, says: `v${version}` };
    },
  };
}

/** A program that a script of the Automation API runs. */
function automation(name: string, stack: string): Row {
  return {
    ...{ group: "Automation API", name },
    prepare: async (given) => {
      const script = `
        const { LocalWorkspace } = require("@pulumi/pulumi/automation");
        const { IntegrationStore } = require("${PACKAGE}");
        const program = async () => ({ id: new IntegrationStore("db", ${args}).id });
        const [operation] = process.argv.slice(2);
        const onOutput = (text) => process.stdout.write(text);
        const options = operation === "unchanged" ? { expectNoChanges: true } : {};
        LocalWorkspace.createOrSelectStack(${stack})
          .then((stack) => stack[operation === "unchanged" ? "preview" : operation]({ onOutput, ...options }))
          .catch((error) => { console.error(error); process.exitCode = 1; });
      `;
      await install(given, { files: { "index.js": commonJs, "deploy.cjs": script } });
      return { script: "deploy.cjs" };
    },
  };
}

function bundle(format: "cjs" | "esm"): Row {
  return {
    ...{ group: "Layout", name: `esbuild bundle (${format}) beside the installed package` },
    prepare: async (given) => {
      const { folder } = given.workspace;
      await install(given, { files: { "src/index.js": commonJs }, dependencies: { esbuild: "0.28.2" } });
      // What esbuild recommends for CommonJS packages in an ES module.
      const banner = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;
      const options = ["--bundle", "--platform=node", "--external:@pulumi/pulumi", `--format=${format}`];
      const esm = format === "esm" ? [`--banner:js=${banner}`] : [];
      await command(folder, ["npx", "esbuild", "src/index.js", ...options, "--outfile=bundle/index.js", ...esm]);
      const type = format === "esm" ? "module" : "commonjs";
      await writeFiles(folder, {
        "package.json": JSON.stringify({ name: "shop", private: true, type, main: "bundle/index.js" }),
      });
      return undefined;
    },
  };
}

/** A program in a member of an npm workspace; the packages are in the folder above. */
const npmWorkspace: Row = {
  ...{ group: "Layout", name: "npm workspaces, package hoisted to the root" },
  prepare: async (given) => {
    const { folder } = given.workspace;
    const member = {
      ...{ name: "infra", private: true, main: "index.js" },
      dependencies: { [PACKAGE]: `file:${given.packages.own}`, "@pulumi/pulumi": sdkVersion },
    };
    await install(given, {
      files: {
        "packages/infra/index.js": commonJs,
        "packages/infra/package.json": JSON.stringify(member),
        "packages/infra/Pulumi.yaml": "name: shop\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n",
      },
      manifest: { dependencies: {}, workspaces: ["packages/*"] },
    });
    await rm(join(folder, "Pulumi.yaml"));
    await cp(join(folder, "Pulumi.dev.yaml"), join(folder, "packages/infra/Pulumi.dev.yaml"));
    return { folder: join(folder, "packages/infra") };
  },
};

const mainInSubfolder: Row = {
  ...{ group: "Layout", name: "`main` in a subfolder" },
  prepare: async (given) => {
    const { folder } = given.workspace;
    await install(given, { files: { "infra/index.js": commonJs }, manifest: { main: "infra/index.js" } });
    const yaml = await readFile(join(folder, "Pulumi.yaml"), "utf8");
    await writeFile(join(folder, "Pulumi.yaml"), `${yaml}main: infra/\n`);
    return undefined;
  },
};

const twoCopies: Row = {
  ...{ group: "Layout", name: "two versions of the package, the program's and a library's" },
  prepare: async (given) => {
    const { olderLibrary } = given.packages;
    await install(given, {
      files: { "index.js": `${commonJs} ${fromLibrary}` },
      dependencies: { [LIBRARY]: `file:${olderLibrary}` },
    });
    const copy = join(given.workspace.folder, "node_modules", LIBRARY, "node_modules", PACKAGE, "package.json");
    await readFile(copy);
    return { stores: 2 };
  },
};

/** With the engine's language host of Bun; without one, with that of this repository, which starts Bun instead of Node. */
const bunRuntime: Row = {
  ...{ group: "Program", name: "Bun 1.4.5 as the runtime" },
  prepare: async (given) => {
    const { workspace, engine } = given;
    await install(given, {});
    const yaml = await readFile(join(workspace.folder, "Pulumi.yaml"), "utf8");
    await writeFile(join(workspace.folder, "Pulumi.yaml"), yaml.replace("name: nodejs", "name: bun"));
    const home = join(workspace.root, "bun");
    await command(workspace.root, ["npm", "install", "--no-audit", "--no-fund", `--prefix=${home}`, "bun@1.4.5"]);
    const bin = join(home, "node_modules/.bin");
    if (!(await isExecutable(join(engine, "pulumi-language-bun")))) {
      const asNode = join(workspace.root, "bun-as-node");
      await mkdir(asNode);
      await symlink(join(bin, "bun"), join(asNode, "node"));
      const host = join(engine, "language-host.cjs");
      const launcher = `#!/bin/sh\nPATH="${asNode}:$PATH" exec "${process.execPath}" "${host}" "$@"\n`;
      await writeFile(join(bin, "pulumi-language-bun"), launcher, { mode: 0o755 });
    }
    await writeFiles(workspace.folder, { "index.js": `console.log("Bun", process.versions.bun); ${commonJs}` });
    return { environment: { PATH: `${bin}:${workspace.environment.PATH}` }, says: "Bun 1.4.5" };
  },
};

export const rows: readonly Row[] = [
  direct("npm", npm),
  direct("npm with `install-strategy=nested`", nested),
  direct("pnpm 10 (isolated)", pnpm),
  direct("pnpm 10 with `node-linker=hoisted`", hoisted),
  direct("Yarn 1", yarn1),
  direct("Yarn 4 (node-modules)", yarn4, yarnFiles("node-modules")),
  direct("Yarn 4 (Plug'n'Play)", yarn4, yarnFiles("pnp")),
  direct("Bun 1.4.5", bun),
  behindLibrary("npm", npm),
  behindLibrary("npm with `install-strategy=nested`", nested, { folder: `node_modules/${LIBRARY}` }),
  behindLibrary("pnpm 10 (isolated)", pnpm, { folder: "node_modules/.pnpm" }),
  behindLibrary("pnpm 10 with `node-linker=hoisted`", hoisted),
  behindLibrary("Yarn 1", yarn1),
  behindLibrary("Yarn 4 (node-modules)", yarn4, { files: yarnFiles("node-modules") }),
  behindLibrary("Bun 1.4.5", bun),
  program("CommonJS", {}),
  program("ES module", { files: { "index.js": esModule }, manifest: { type: "module" } }),
  program("TypeScript by Pulumi's ts-node, CommonJS", {
    ...{ files: { "index.ts": typed, "tsconfig.json": tsconfig }, options: "typescript: true" },
    ...{ dependencies: typescript, manifest: { main: "index.ts" } },
  }),
  program("TypeScript by tsx", {
    ...{ files: { "index.ts": typed }, options: 'typescript: false\n    nodeargs: "--import tsx"' },
    ...{ dependencies: { tsx: "^4.21.0" }, manifest: { main: "index.ts", type: "module" } },
  }),
  program("TypeScript by Node's type stripping", {
    ...{ files: { "index.ts": typed }, manifest: { main: "index.ts", type: "module" } },
  }),
  bunRuntime,
  node("22.23.3"),
  node("24.21.0"),
  node("26.9.0"),
  npmWorkspace,
  mainInSubfolder,
  twoCopies,
  bundle("cjs"),
  bundle("esm"),
  automation(
    "inline program",
    `{ stackName: "dev", projectName: "shop", program }, {
    projectSettings: { name: "shop", runtime: "nodejs", main: process.cwd() } }`,
  ),
  automation("local program", `{ stackName: "dev", workDir: process.cwd() }`),
];

/** The name of a row's test. */
export function titleOf({ group, name }: Pick<Row, "group" | "name">): string {
  return `P38 works with ${group}: ${name}`;
}
