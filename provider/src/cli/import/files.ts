// The files of `import`: the exported stack that it reads, and the two that it writes, so that either both are new or
// both are as they were.
import { lstat, readFile, rename, rm, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { isRecord } from "../../contract/values";
import { fail } from "./messages";

/** The ids and the logical names of one type of resources in a stack. */
export interface StackResources {
  ids: ReadonlySet<string>;
  names: ReadonlySet<string>;
}

/** @throws an error with the code `import-stack-not-read`. It contains nothing of the file, which may hold secrets. */
export async function readStackFile(path: string | undefined): Promise<(type: string) => StackResources> {
  const resources = path === undefined ? [] : parseResources(path, await read(path));
  return (type) => {
    const ofType = resources.filter((resource) => resource.type === type);
    return {
      ids: new Set(ofType.flatMap(({ id }) => (typeof id === "string" ? [id] : []))),
      names: new Set(ofType.flatMap(({ urn }) => (typeof urn === "string" ? topLevelName(urn, type) : []))),
    };
  };
}

async function read(path: string): Promise<string> {
  try {
    return await (path === "-" ? text(process.stdin) : readFile(path, "utf8"));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw fail("import-stack-not-read", { path, reason: code === "ENOENT" ? "there is no such file" : String(code) });
  }
}

function parseResources(path: string, content: string): Record<string, unknown>[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(content);
  } catch {
    throw fail("import-stack-not-read", { path, reason: "it is not JSON" });
  }
  const deployment = isRecord(parsed) ? parsed.deployment : undefined;
  if (!isRecord(deployment)) throw fail("import-stack-not-read", { path, reason: "it is not an exported stack" });
  // A new stack has no resources.
  return Array.isArray(deployment.resources) ? deployment.resources.filter(isRecord) : [];
}

/** The logical name, unless the resource belongs to a component: those share no URN with a program's own resources. */
function topLevelName(urn: string, type: string): string[] {
  const [, , qualifiedType, ...name] = urn.split("::");
  return qualifiedType === type ? [name.join("::")] : [];
}

/** @throws an error with the code `import-file-exists` */
export async function rejectExisting(paths: readonly string[], { force }: { force: boolean }): Promise<void> {
  for (const path of paths) {
    const entry = await lstat(path).catch(() => undefined);
    const mayBeReplaced = entry?.isFile() === true;
    if (entry !== undefined && !(force && mayBeReplaced)) throw fail("import-file-exists", { path, mayBeReplaced });
  }
}

/** @throws an error with the code `import-file-not-written` */
export async function writeFiles(files: readonly { path: string; text: string }[]): Promise<void> {
  const temporary = files.map(({ path, text }) => ({ path, text, draft: `${path}.${process.pid}.tmp` }));
  try {
    for (const { path, draft, text } of temporary) await at(path, writeFile(draft, text, { flag: "wx" }));
    // The drafts are beside the files, so that nothing but a rename is left to do.
    for (const { path, draft } of temporary) await at(path, rename(draft, path));
  } finally {
    await Promise.all(temporary.map(({ draft }) => rm(draft, { force: true })));
  }
}

async function at(path: string, operation: Promise<void>): Promise<void> {
  try {
    await operation;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw fail("import-file-not-written", { path, reason: reasons[code ?? ""] ?? String(code) });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  ENOENT: "its folder does not exist",
  ENOSPC: "the disk is full",
  EROFS: "the file system is read-only",
};
