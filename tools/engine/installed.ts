// Source 1: a Pulumi CLI that the user has installed.
import { realpath } from "node:fs/promises";
import { delimiter, dirname, join, sep } from "node:path";
import { isExecutable } from "../cache/executables.ts";
import type { Outcome } from "../cache/work.ts";
import type { Source } from "./find.ts";
import { isAtLeast, missingPrograms, versionOf } from "./programs.ts";

// The first release whose import files may contain outputs; the tests use them.
const minimum = "3.254.0";

export function installed(environment: NodeJS.ProcessEnv): Source {
  return {
    name: "installed CLI",
    remedy: `install Pulumi ${minimum} or newer and put it on PATH: https://www.pulumi.com/docs/install/`,
    ready: () => search(environment.PATH ?? ""),
  };
}

async function search(path: string): Promise<Outcome> {
  const failures: string[] = [];
  // npm puts node_modules/.bin on PATH, whose `pulumi` is the downloader that the next source uses.
  const folders = path.split(delimiter).filter((folder) => folder && !folder.split(sep).includes("node_modules"));
  for (const folder of folders) {
    const pulumi = join(folder, "pulumi");
    if (!(await isExecutable(pulumi))) continue;
    const outcome = await checkCli(pulumi);
    if ("folder" in outcome) return outcome;
    failures.push(outcome.failure);
  }
  return { failure: failures.length > 0 ? failures.join("; ") : "no pulumi on PATH" };
}

async function checkCli(pulumi: string): Promise<Outcome> {
  const version = await versionOf(pulumi).catch(() => undefined);
  if (version === undefined) return { failure: `${pulumi} fails to run "version"` };
  if (!isAtLeast(version, minimum)) return { failure: `${pulumi} is ${version}, older than ${minimum}` };
  // Package managers link only `pulumi` into their bin folder; the language hosts are beside the linked file.
  const folders = [dirname(pulumi), dirname(await realpath(pulumi))];
  for (const folder of folders) {
    if ((await missingPrograms(folder)).length === 0) return { folder };
  }
  return { failure: `${pulumi} has no ${(await missingPrograms(dirname(pulumi))).join(" and no ")} beside it` };
}
