// `import`: lists the team's stores, reads the chosen ones, and writes the import file and the program.
import { INTEGRATION_STORE_TYPE, PROJECT_CONNECTION_TYPE } from "../../contract/resource-types";
import { omitUndefined } from "../../contract/values";
import type { Store } from "../../vercel/api/stores";
import { openSession } from "../account/account";
import type { AccountOptions } from "../account/options";
import type { Output } from "../terminal/output";
import {
  connectionLabel,
  isLeftOut,
  leaveOut,
  listConnections,
  listedObstacle,
  listTeamStores,
  readStore,
  resolveCandidate,
  storeLabel,
} from "./candidates";
import { readStackFile, rejectExisting, type StackResources, writeFiles } from "./files";
import { formatCandidates, formatImport } from "./print";
import { type Declaration, declare, formatProgram, type StoreGroup } from "./program";
import { type ImportAccount, toConnectionResource, toStoreResource } from "./resources";
import type { ImportCandidates, ImportedResource, ImportResult, LeftOut } from "./result";
import { ask, isSelection, type Selection, select } from "./select";

export interface ImportOptions extends AccountOptions, Selection {
  file: string;
  program: string;
  force?: boolean;
  stackFile?: string;
  json?: boolean;
}

/** Returns false if no option chooses stores, and nobody can be asked. */
export async function importStores(options: ImportOptions, output: Output): Promise<boolean> {
  const { file, program, force = false, json = false, stackFile } = options;
  await rejectExisting([file, program], { force });
  const inStack = await readStackFile(stackFile);
  const session = await openSession(options, output);
  const team = omitUndefined({ team: session.account.team });
  const stores = await output.waitFor(listTeamStores(session));
  const offered = stores.filter((one) => listedObstacle(one) === undefined && isNew(inStack, one));
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY && !json;
  if (!isSelection(options) && !isTerminal) {
    const rest = stores.filter((one) => !offered.includes(one));
    const leftOut = rest.map((one) => listedObstacle(one) ?? leaveOut(storeLabel(one), "in-stack"));
    const result = { ...team, candidates: offered.map(toCandidate), leftOut };
    if (json) output.printJson<ImportCandidates>(result);
    else output.print(formatCandidates(result, output.width));
    return false;
  }
  const chosen = isSelection(options) ? await output.waitFor(select(session, stores, options)) : await ask(offered);
  // A prompt does not show what it cannot offer.
  const hidden = isSelection(options) ? [] : stores.flatMap((one) => listedObstacle(one) ?? []);
  const account = { session, team: options.team };
  const collecting = chosen.map((store) => collect(account, store, { inStack, ...options }));
  const collected = await output.waitFor(Promise.all(collecting));
  const declarations = declare(
    collected.flatMap(({ group }) => group ?? []),
    (type) => inStack(type).names,
  );
  const isWritten = declarations.length > 0;
  if (isWritten) {
    await writeFiles([
      { path: file, text: `${JSON.stringify({ resources: declarations.map(toEntry) }, undefined, 2)}\n` },
      { path: program, text: formatProgram(declarations) },
    ]);
  }
  const result: ImportResult = {
    ...team,
    ...(isWritten ? { files: { importFile: file, program } } : {}),
    imported: declarations.map(toImported),
    leftOut: [...hidden, ...collected.flatMap((one) => one.leftOut)],
  };
  if (json) output.printJson(result);
  else output.print(formatImport(result, output.width));
  return true;
}

function toCandidate(store: Store): ImportCandidates["candidates"][number] {
  const { id, name } = storeLabel(store);
  return { id, name, ...omitUndefined({ integration: store.product?.integration?.slug }) };
}

type InStack = (type: string) => StackResources;

/** Whether the stack lacks a store, or one of its connections, as far as its row of the list says. */
function isNew(inStack: InStack, { id, projectsMetadata = [] }: Store): boolean {
  const { ids } = inStack(PROJECT_CONNECTION_TYPE);
  return (
    !inStack(INTEGRATION_STORE_TYPE).ids.has(id) ||
    projectsMetadata.some((one) => one.id !== undefined && !ids.has(one.id))
  );
}

/** A store and its connections as resources, and what of them is left out. */
async function collect(
  account: ImportAccount,
  listed: Store,
  { inStack, project: projects }: Pick<Selection, "project"> & { inStack: InStack },
): Promise<{ group?: StoreGroup; leftOut: LeftOut[] }> {
  const store = await readStore(account.session, listed);
  if (isLeftOut(store)) return { leftOut: [store] };
  const isStoreInStack = inStack(INTEGRATION_STORE_TYPE).ids.has(store.id);
  const candidate = isStoreInStack
    ? leaveOut(storeLabel(store), "in-stack")
    : await resolveCandidate(account.session, store);
  const resource = isLeftOut(candidate) ? candidate : await toStoreResource(account, candidate);
  // Without its store, a connection would refer to what the program does not have.
  if (isLeftOut(resource) && !isStoreInStack) return { leftOut: [resource] };

  const { connections, leftOut } = await listConnections(account.session, store);
  const rows = await Promise.all(
    connections.map(async (connection) => {
      const { id, project, projectName } = connection;
      const label = connectionLabel(connection, projectName);
      if (inStack(PROJECT_CONNECTION_TYPE).ids.has(id)) return leaveOut(label, "in-stack");
      const isChosen = [project.projectId, projectName].some((name) => projects?.includes(name));
      if (projects !== undefined && !isChosen) return leaveOut(label, "project-not-chosen");
      const one = await toConnectionResource(account, connection);
      return isLeftOut(one) ? one : { projectName, resource: one };
    }),
  );
  const group: StoreGroup = {
    name: storeLabel(store).name,
    store: isLeftOut(resource) ? undefined : resource,
    connections: rows.flatMap((row) => (isLeftOut(row) ? [] : row)),
  };
  return { group, leftOut: [...(isLeftOut(resource) ? [resource] : []), ...rows.filter(isLeftOut), ...leftOut] };
}

function toEntry({ source, logicalName }: Declaration) {
  const { type, id, inputs, outputs } = source;
  return { type, name: logicalName, id, inputs, outputs };
}

function toImported({ resource, source, logicalName, variable }: Declaration): ImportedResource {
  return { resource, type: source.type, id: source.id, logicalName, variable };
}
