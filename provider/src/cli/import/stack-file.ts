// What a stack has already, by the output of `pulumi stack export`.
import { readFile } from "node:fs/promises";
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
    throw fail("import-stack-not-read", { path, reason: String((error as NodeJS.ErrnoException).code) });
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
