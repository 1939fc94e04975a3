// The result of `import` as text, with the next commands.
import { relative, sep } from "node:path";
import { formatTeam } from "../../contract/team-reference";
import { cut, formatColumns, indent } from "../terminal/columns";
import type { ImportCandidates, ImportedResource, ImportResult, LeftOut } from "./result";

export function formatImport({ team, files, imported, leftOut }: ImportResult, width: number | undefined): string {
  if (files === undefined) return blocks(`Nothing to import from ${placeOf(team)}.`, ...formatLeftOut(leftOut, width));
  const rows = imported.map(({ variable, logicalName, id }) => [variable, logicalName, id]);
  const importFile = quoted(files.importFile);
  return blocks(
    `Wrote ${files.importFile} and ${files.program}: ${countOf(imported)} of ${placeOf(team)}`,
    formatRows(rows, width),
    ...formatLeftOut(leftOut, width),
    [
      "Next, in the folder of your program. Declare them, by this line in index.ts:",
      indent(formatImportOf(files.program)),
      "Add them to the stack. Nothing changes at Vercel, and the refresh reads the secrets:",
      indent(`pulumi import --file ${importFile} --generate-code=false --protect=false --yes\npulumi refresh`),
      "See that nothing is left to change, and record which resource needs which, as an import file cannot:",
      indent("pulumi preview --expect-no-changes\npulumi up"),
    ].join("\n\n"),
  );
}

export function formatCandidates({ team, candidates, leftOut }: ImportCandidates, width: number | undefined): string {
  const rows = candidates.map(({ name, integration = "", id }) => [name, integration, id]);
  return blocks(
    `Stores of ${placeOf(team)} that can be imported: ${candidates.length}`,
    formatRows(rows, width),
    ...formatLeftOut(leftOut, width),
  );
}

function countOf(imported: readonly ImportedResource[]): string {
  const parts = (["store", "connection"] as const).flatMap((resource) => {
    const { length } = imported.filter((one) => one.resource === resource);
    return length === 0 ? [] : [`${length} ${resource}${length === 1 ? "" : "s"}`];
  });
  return parts.join(" and ");
}

/** What a stack has already is only counted. */
function formatLeftOut(leftOut: readonly LeftOut[], width: number | undefined): string[] {
  if (leftOut.length === 0) return [];
  const explained = leftOut.filter(({ reason }) => reason !== "in-stack");
  const inStack = leftOut.length - explained.length;
  const rows = explained.map(({ name, id, explanation, count = 1 }) => {
    return [name, id ?? `${count} connection${count === 1 ? "" : "s"}`, explanation];
  });
  if (inStack > 0) rows.push([`${inStack} in the stack already`]);
  const count = leftOut.reduce((sum, one) => sum + (one.count ?? 1), 0);
  return [`Left out: ${count}\n${formatRows(rows, width)}`];
}

function formatRows(rows: readonly string[][], width = Number.POSITIVE_INFINITY): string {
  return formatColumns(rows)
    .map((line) => cut(indent(line), width))
    .join("\n");
}

function blocks(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n");
}

/** How a program in the current folder imports the file: an ES module names the file that it is compiled to. */
function formatImportOf(path: string): string {
  const way = relative(process.cwd(), path).replaceAll(sep, "/");
  const file = (way.startsWith(".") ? way : `./${way}`).replace(/\.([cm]?)ts$/, ".$1js");
  const statement = (module: string) => `import ${JSON.stringify(module)};`;
  const short = file.replace(/\.js$/, "");
  return short === file ? statement(file) : `${statement(short)}   // in an ES module: ${JSON.stringify(file)}`;
}

function placeOf(team: string | undefined): string {
  return team === undefined ? "the token's default team" : formatTeam(team);
}

/** A path as one word of a shell's command line. The shells of Windows have only these quotes in common. */
function quoted(path: string): string {
  if (sep === "\\") return /^[\w.:\\/-]+$/.test(path) ? path : `"${path}"`;
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
