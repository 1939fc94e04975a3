// Which programs a folder lacks.
import { access, constants } from "node:fs/promises";
import { join } from "node:path";

/** The programs that are not in the folder, or cannot be run. */
export async function missingExecutables(folder: string, programs: readonly string[]): Promise<string[]> {
  const checks = programs.map(async (program) => ((await isExecutable(join(folder, program))) ? [] : [program]));
  return (await Promise.all(checks)).flat();
}

export async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
