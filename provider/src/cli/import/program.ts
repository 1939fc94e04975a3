// The program that declares the imported resources: their names in it, and its source code.
import type { StoreArguments } from "../../contract/integration-store";
import { type ConnectionArguments, defaultEnvironments } from "../../contract/project-connection";
import { formatDeclaration, formatLiteral } from "../terminal/source-code";
import type { Resource } from "./resources";

/** A store and its connections, as far as they are imported. */
export interface StoreGroup {
  /** The store's name at Vercel. */
  name: string;
  /** Undefined if the stack has the store already. */
  store: Resource<StoreArguments> | undefined;
  connections: { projectName: string; resource: Resource<ConnectionArguments> }[];
}

/** A resource with its names in the program. */
export interface Declaration {
  resource: "store" | "connection";
  source: Resource<object>;
  logicalName: string;
  variable: string;
  /** The arguments as expressions. */
  fields: (readonly [string, string])[];
}

/** Names for all resources. `takenNames`: the logical names of a type that the stack has. */
export function declare(
  groups: readonly StoreGroup[],
  takenNames: (type: string) => ReadonlySet<string>,
): Declaration[] {
  const variables = new Set(reservedNames);
  const logicalNames = new Map<string, Set<string>>();
  const add = (
    resource: Declaration["resource"],
    parts: readonly string[],
    source: Resource<object>,
    expressions: Record<string, string> = {},
  ): Declaration => {
    const taken = logicalNames.get(source.type) ?? new Set(takenNames(source.type));
    logicalNames.set(source.type, taken);
    const logicalName = unique(toLogicalName(parts) || resource, taken, "-");
    const variable = unique(toVariable(parts, resource), variables, "");
    const fields = Object.entries(source.args).map(
      ([key, value]) => [key, expressions[key] ?? formatLiteral(value)] as const,
    );
    return { resource, source, logicalName, variable, fields };
  };
  return groups.flatMap(({ name, store, connections }) => {
    const declared = store === undefined ? [] : [add("store", [name], store)];
    const expressions = Object.fromEntries(declared.map(({ variable }) => ["storeId", `${variable}.id`]));
    const links = connections.map(({ projectName, resource }) => {
      const { environments, sensitive, projectId } = resource.args;
      const isOnly = connections.filter((one) => one.resource.args.projectId === projectId).length === 1;
      const parts = isOnly ? [] : (environments ?? defaultEnvironments(sensitive));
      return add("connection", [name, projectName, ...parts], resource, expressions);
    });
    return [...declared, ...links];
  });
}

export function formatProgram(declarations: readonly Declaration[]): string {
  const classes = [...new Set(declarations.map(({ resource }) => classNames[resource]))].sort();
  const statements = declarations.map(({ resource, logicalName: name, variable, fields }) =>
    formatDeclaration(`export const ${variable}`, { type: classNames[resource], name, fields }),
  );
  return `// Written by \`pulumi-vercel-marketplace import\`. From now on it is yours to edit.
import { ${classes.join(", ")} } from "pulumi-vercel-marketplace";\n\n${statements.join("\n\n")}\n`;
}

const classNames = { store: "IntegrationStore", connection: "ProjectConnection" } as const;

/** The name, with a number if it is taken. Records it as taken. */
function unique(name: string, taken: Set<string>, separator: string): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${name}${separator}${number}`;
  taken.add(candidate);
  return candidate;
}

/** Letters without accents: other characters separate words. */
function toAscii(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "");
}

function toLogicalName(parts: readonly string[]): string {
  const names = parts.map((part) => toAscii(part).replace(/[^A-Za-z0-9_.]+/g, "-"));
  return names.join("-").replace(/-+/g, "-").replace(/^-|-$/g, "");
}

/** In camel case, such as `shopDbWeb`. */
function toVariable(parts: readonly string[], resource: string): string {
  const words = parts.flatMap((part) => toAscii(part).match(/[A-Za-z0-9]+/g) ?? []);
  const isOdd = words.length === 0 || /^[0-9]/.test(words[0] ?? "");
  const [first = "", ...rest] = (isOdd ? [resource, ...words] : words).map((word) =>
    /[a-z]/.test(word) ? word : word.toLowerCase(),
  );
  const name = [first.charAt(0).toLowerCase() + first.slice(1), ...rest.map(capitalize)].join("");
  return reservedNames.includes(name) ? `${name}${capitalize(resource)}` : name;
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** What a variable of a strict module, or of a CommonJS module that is made of it, cannot be called. */
const reservedNames: readonly string[] = [
  ..."arguments await break case catch class const continue debugger default delete do else enum eval".split(" "),
  ..."export exports extends false finally for function globalThis if implements import in instanceof".split(" "),
  ..."interface let module new null package private protected public require return static super switch".split(" "),
  ..."this throw true try typeof undefined var void while with yield".split(" "),
];
