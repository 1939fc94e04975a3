// Writes the files of a Pulumi program, as a user would have them.
import { cp, mkdir, symlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export interface ProjectSource {
  /** The text of index.js, CommonJS. */
  program?: string;
  /** Further files by path. They replace files of the same path. */
  files?: Record<string, string>;
  /** An existing project to copy, such as an example. */
  copyOf?: string;
  project?: string;
  stack?: string;
  /** Plain config; a key without a namespace belongs to the project. */
  config?: Record<string, string>;
  /** Writes only `files`, into an existing project. */
  partial?: boolean;
}

const checkoutModules = fileURLToPath(new URL("../../node_modules", import.meta.url));

export async function writeProject(folder: string, source: ProjectSource): Promise<void> {
  if (source.copyOf !== undefined) {
    await cp(source.copyOf, folder, { recursive: true, filter: (path) => basename(path) !== "node_modules" });
  }
  const files = { ...(source.partial ? {} : basicFiles(source)), ...source.files };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  // The packages under test and the SDK are those of the checkout.
  if (!source.partial) await symlink(checkoutModules, join(folder, "node_modules"));
}

function basicFiles(source: ProjectSource): Record<string, string> {
  const project = source.project ?? "shop";
  const settings = source.config
    ? { [`Pulumi.${source.stack ?? "dev"}.yaml`]: stackSettings(project, source.config) }
    : {};
  if (source.copyOf !== undefined) return settings;
  return {
    ...settings,
    "Pulumi.yaml": `name: ${project}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n`,
    "package.json": JSON.stringify({ name: project, private: true, main: "index.js" }),
    "index.js": source.program ?? "",
  };
}

function stackSettings(project: string, config: Record<string, string>): string {
  const entries = Object.entries(config).map(([key, value]) => {
    const name = key.includes(":") ? key : `${project}:${key}`;
    return `  ${JSON.stringify(name)}: ${JSON.stringify(value)}\n`;
  });
  return `config:\n${entries.join("")}`;
}
