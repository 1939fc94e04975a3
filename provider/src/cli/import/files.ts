// Writes files so that either all of them are new, or all are as they were.
import { lstat, rename, rm, writeFile } from "node:fs/promises";
import { fail } from "./messages";

/** @throws an error with the code `import-file-exists` */
export async function rejectExisting(paths: readonly string[], { force }: { force: boolean }): Promise<void> {
  for (const path of paths) {
    const entry = await lstat(path).catch(() => undefined);
    if (entry !== undefined && !(force && entry.isFile())) throw fail("import-file-exists", { path });
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
