// Messages of connections: which store and project, what failed, why, and what to do next.
import { formatElapsed } from "../../contract/duration";
import { BUILT_IN_ENVIRONMENTS } from "../../contract/project-connection";
import { messagesOf } from "../../errors/messages";

/** Where a variable comes from that has the name of one of the store's variables. */
export type VariableOrigin = "project" | "unknown" | { storeId: string };

/** The store by name and id; the project by its id, or by name and id if the name is known. */
interface Pair {
  store: string;
  project: string;
}

/** A connection of the pair. */
interface Existing extends Pair {
  connection: string;
}

interface Differing extends Existing {
  differences: readonly string[];
}

interface InEnvironments extends Existing {
  environments: readonly string[];
}

interface VariableConflict {
  variable: string;
  environments: readonly string[];
  origin: VariableOrigin;
  hasPrefix: boolean;
  /** Whether the connection exists, and is to be changed or replaced. */
  isConnected?: boolean;
}

/** The type is part of it: another resource, even the project itself, may have the same name. */
const replaceCommand = "`pulumi up --replace '**:ProjectConnection::<name of this resource in the program>'`";

export const connectionMessages = {
  "connection-store-not-found": ({ store, project, team }: Pair & { team: string }) =>
    `There is no store ${store} in ${team}, so project ${project} was not connected to it. ` +
    "Check storeId and the team. If the store was deleted at Vercel, run `pulumi refresh`.",
  "connection-store-unsupported": ({ store, project, type }: Pair & { type: string | undefined }) =>
    `${store} is not a store of a Marketplace integration${type === undefined ? "" : ` (its type is ${type})`}, so ` +
    `project ${project} was not connected to it. Connect it in the Vercel dashboard.`,
  "connection-owned": ({ store, project, connection }: Existing) =>
    `${store} is already connected to ${project} by another resource of the program (${connection}). ` +
    "Each connection of a store to a project needs environments of its own: remove one of the two resources, or make " +
    "their environments different. If this resource was only renamed, " +
    `declare its old name with \`aliases\`, or remove the old one from the program and set adopt: "${connection}".`,
  "connection-exists": ({ differences, ...existing }: Differing) =>
    `${alreadyConnected(existing)}. Nothing was changed. ${waysOut(existing.connection)}` +
    (differences.length === 0
      ? ""
      : ` Before it can be adopted, the program must match it: ${differences.join("; ")}.`),
  "connection-already-exists": (existing: Existing) =>
    `${alreadyConnected(existing)}. If this resource replaces it (\`--replace\` or ` +
    `\`pulumi state taint\`), this is expected. Otherwise the creation will fail. ${waysOut(existing.connection)}`,
  "connection-declared-twice": ({ store, project, environments }: Pair & { environments: readonly string[] }) =>
    `Two resources of the program connect ${store} to project ${project} in ${environments.join(", ")}. ` +
    "Keep one of them with all environments, or give each environments of its own.",
  "connection-overlap": ({ store, project, connection, environments }: InEnvironments) =>
    `${store} has another connection to ${project}, ${connection}, in ${environments.join(", ")}. Each connection needs ` +
    "environments of its own. To take them from the other connection in one update, declare that connection first and " +
    "list it in `dependsOn` here. If the program removes that connection, or the two exchange environments, make two " +
    "updates.",
  "connection-second-rejected": ({ store, project, connection, environments }: InEnvironments) =>
    `${store} was not connected to ${project} again: Vercel accepts no second connection of this store to the project ` +
    `beside ${connection} (${environments.join(", ")}), even with other environments. Declare one connection with all ` +
    "environments: a change of `environments` is made in place.",
  "connection-adopt-not-found": ({
    store,
    project,
    connection,
    existing,
  }: Existing & { existing: readonly string[] }) =>
    `adopt: ${store} has no connection ${connection} to project ${project}. Nothing was changed. ` +
    (existing.length === 0
      ? "Remove adopt to connect them."
      : `To this project it has ${existing.join(", ")}. Correct the id.`),
  "connection-adopt-differs": ({ store, project, connection, differences }: Differing) =>
    `adopt: the connection ${connection} of ${store} to ${project} is not as the program describes it: ` +
    `${differences.join("; ")}. Nothing was changed. Change the program to match it, run, then change it as you like.`,
  "connection-adopt-conflict": ({ connection, id }: { connection: string; id: string }) =>
    `${connection} belongs to this resource, and another resource of the program is to adopt it (adopt: "${id}"). ` +
    "Remove adopt there, or remove this resource from the program.",
  "connection-adopt-after-creation": ({ connection, adopt }: { connection: string; adopt: string }) =>
    `adopt: this resource already has a connection, ${connection}, so it cannot adopt ${adopt}. Nothing was changed. ` +
    "Remove adopt, or declare the other connection as another resource.",
  "connection-run-ended": ({ store, project }: Pair) =>
    `The run that requested to connect ${store} to project ${project} has ended. Nothing was changed. Run \`pulumi up\` again.`,
  "connection-outcome-unknown": ({ store, project, elapsedMs }: Pair & { elapsedMs: number }) =>
    `The outcome of connecting ${store} to project ${project} is unknown: the response was lost or invalid. ` +
    `${notListed(elapsedMs)}`,
  "connection-not-listed": ({ store, project, elapsedMs }: Pair & { elapsedMs: number }) =>
    `Vercel accepted the connection of ${store} to project ${project}. ${notListed(elapsedMs)}`,
  "connection-variable-conflict": ({
    store,
    project,
    variable,
    environments,
    origin,
    hasPrefix,
    isConnected,
  }: Pair & VariableConflict) =>
    `${store} cannot be connected to project ${project}: the project already has a variable ${variable} in ` +
    `${environments.length > 1 ? "one of " : ""}${environments.join(", ")}. ${removalOf(origin)}, ` +
    `${hasPrefix ? "choose another" : "set"} envVarPrefix, or choose other environments.` +
    (isConnected ? "" : " If this run created the store, it stays in the state."),
  "connection-variables-collide": ({
    store,
    other,
    project,
    variable,
    environments,
  }: Pair & { other: string; variable: string; environments: readonly string[] }) =>
    `${store} and ${other} would both give project ${project} a variable ${variable} in ${environments.join(", ")}. ` +
    "Set envVarPrefix on one of the two connections, or give each environments of its own.",
  "connection-variables-not-compared": ({ project }: { project: string }) =>
    `This token may not list the variables of project ${project}. If one of them has the name of a variable of a ` +
    "connection that is to be created or replaced, Vercel will reject that connection. Use a token that may list them to " +
    "find that in the preview.",
  "connection-restored": ({ connection, environments }: { connection: string; environments: readonly string[] }) =>
    `The new connection could not be created, so the old one was created again: ${connection}, in ` +
    `${environments.join(", ")}. It is in the state, and the next \`pulumi up\` tries the change again.`,
  "connection-not-restored": ({
    connection,
    environments,
    variables,
    reason,
  }: {
    connection: string;
    environments: readonly string[];
    variables: readonly string[];
    reason: string;
  }) =>
    `${connection} was disconnected, the new connection could not be created, and neither could the old one. ` +
    `The project is now without ${variables.join(", ") || "the connection's variables"} in ${environments.join(", ")}. ` +
    `Correct the cause and run \`pulumi up\` again. Cause: ${reason}`,
  "connection-project-not-found": ({ store, project, team }: Pair & { team: string }) =>
    `${store} was not connected: there is no project ${project} in ${team}, or this token does not see it. ` +
    "Set projectId to the id (prj_…) of a project of the store's team.",
  "connection-environment-rejected": ({ store, project, environment }: Pair & { environment: string }) =>
    `${store} was not connected to project ${project}: Vercel rejects the environment ${JSON.stringify(environment)}. ` +
    `Use ${BUILT_IN_ENVIRONMENTS.join(", ")}, or the slug or id (env_…) of a custom environment of the project.`,
  "connection-rejected": ({ store, project, reason }: Pair & { reason: string }) =>
    `${store} was not connected to project ${project}: ${reason}`,
  "connection-variables-pending": ({
    connection,
    missing,
    elapsedMs,
  }: {
    connection: string;
    missing: readonly string[];
    elapsedMs: number;
  }) =>
    `${connection} is connected, but after ${formatElapsed(elapsedMs)} the project does not have ` +
    `${missing.length === 0 ? "the connection's variables" : missing.join(", ")} yet. ` +
    "The connection stays in the state; the next `pulumi up` continues to wait.",
  "connection-polling-ended": ({ connection }: { connection: string }) =>
    `${connection} is connected, but the run ended before its variables were read. ` +
    "The connection stays in the state; the next `pulumi up` continues.",
  "connection-deleted": ({ connection }: { connection: string }) =>
    `${connection} no longer exists. Run \`pulumi refresh\` to remove it from the state, then \`pulumi up\`.`,
  "connection-inconsistent": ({ connection, contradiction }: { connection: string; contradiction: string }) =>
    `${connection}: ${contradiction}. Run again in a minute.`,
  "connection-partly-visible": ({
    connection,
    team,
    visible,
    total,
    token,
  }: {
    connection: string;
    team: string;
    visible: number;
    total: number;
    token: string;
  }) =>
    `${connection} was not found in ${team}, but the token sees only ${visible} of the store's ${total} projects, ` +
    `so it does not count as disconnected and stays in the state. ${token} Use a token that sees all of them. ` +
    "If it was disconnected, remove it from the state with `pulumi state delete`.",
  "connection-not-found": ({ id, team, stores }: { id: string; team: string; stores: number }) =>
    `There is no connection ${id} among the ${stores} Marketplace stores of ${team}, or this token does ` +
    "not see it. Check the id (spc_…), the team and the token.",
  "connection-deletion-timed-out": ({ connection, elapsedMs }: { connection: string; elapsedMs: number }) =>
    `${connection} is still connected ${formatElapsed(elapsedMs)} after the request to disconnect it. Run again later.`,
  "connection-change-rejected": ({ connection }: { connection: string }) =>
    `${connection} was not changed, and works as before. Correct the cause, then run \`pulumi up\` again.`,
  "connection-change-unsupported": ({ connection, status }: { connection: string; status: number | undefined }) =>
    `${connection} was not changed, and works as before: for this account, the API does not change connections in place` +
    `${status === undefined ? "" : ` (${status})`}. To replace it, run ${replaceCommand}: the project is then without its ` +
    "variables for a moment.",
  "connection-change-unknown": ({ connection, elapsedMs }: { connection: string; elapsedMs: number }) =>
    `The outcome of changing ${connection} is unknown: the response was lost or invalid, and after ` +
    `${formatElapsed(elapsedMs)} the change does not show. Run \`pulumi up\` again: it checks whether the change is there ` +
    "before it repeats it.",
  "connection-change-not-shown": ({ connection, elapsedMs }: { connection: string; elapsedMs: number }) =>
    `Vercel accepted the change of ${connection}, but after ${formatElapsed(elapsedMs)} it does not show. The state keeps ` +
    "the old arguments. Run `pulumi up` again; if it happens again, check the connection in the Vercel dashboard.",
  "connection-project-not-served": ({
    store,
    project,
    installation,
    integration,
  }: Pair & { installation: string; integration: string }) =>
    `${store} cannot serve project ${project}: its installation ${installation} serves selected projects of the team, and ` +
    "this one is not among them. Allow the project in the integration's settings on Vercel, or run " +
    `\`vercel integration update ${integration} --projects all\`, then run \`pulumi up\` again.`,
  "connection-replacement-rejected": ({ connection }: { connection: string }) =>
    `${connection} was not disconnected: Vercel would reject its replacement. Correct the cause, then run \`pulumi up\` again.`,
  "connection-values-forbidden": ({ connection, names }: { connection: string; names: readonly string[] }) =>
    `${connection}: this token may not read the project's variables. In \`unreadable\`, not in \`values\`: ` +
    `${names.join(", ")}. Use a token of a team member who may read them.`,
  "connection-values-sensitive": ({ connection, names }: { connection: string; names: readonly string[] }) =>
    `${connection}: only deployments can read sensitive variables. In \`unreadable\`, not in \`values\`: ` +
    `${names.join(", ")}. To read them in the program, connect the project without \`sensitive\` and with ` +
    "`development`, whose variables are never sensitive.",
  "connection-variables-missing": ({ connection, missing }: { connection: string; missing: readonly string[] }) =>
    `${connection}: the project no longer has ${missing.join(", ")}. If they were deleted in the project's settings, ` +
    `connect again to restore them: ${replaceCommand}.`,
  "connection-values-stale": ({ connection, reason }: { connection: string; reason: string }) =>
    `${connection}: some of \`values\` could not be read and stay as they were. ` +
    `The next \`pulumi refresh\` tries again. ${reason}`,
};

export const { fail, say } = messagesOf(connectionMessages);

/** For the log: a resource that was renamed without an alias is created before its old name is deleted. */
export function formatNotDisconnected(connection: string): string {
  return `${connection} stays connected: another resource of the program has it now.`;
}

function alreadyConnected({ store, project, connection }: Existing): string {
  return `${store} is already connected to ${project} (${connection})`;
}

function waysOut(connection: string): string {
  return (
    `If it is the connection of this resource, for example after an interrupted run, set adopt: "${connection}". ` +
    "If the resource was only renamed, declare its old name with `aliases` instead. " +
    "A replacement must delete first: remove `deleteBeforeReplace: false`. " +
    "Otherwise disconnect the project in the Vercel dashboard, or choose environments that this connection does not have."
  );
}

function notListed(elapsedMs: number): string {
  return (
    `No such connection appeared within ${formatElapsed(elapsedMs)}. Wait a minute, then run \`pulumi up\` again: ` +
    "it checks for the connection before creating one, and names the id of one that exists."
  );
}

/** To remove a variable of another store would break that store's connection. */
function removalOf(origin: VariableOrigin): string {
  if (origin === "project") return "It is the project's own. Remove or rename it in the project's settings";
  if (origin === "unknown") {
    return "Check in the project's settings where it comes from. Remove it if it is the project's own";
  }
  return (
    `It comes from another store, ${origin.storeId}. If this connection takes the place of that store's, Vercel has to ` +
    "disconnect that store first: keep the logical name of the old resource, declare it with `aliases`, or make two " +
    "updates, the first without any of the two. Otherwise disconnect that store"
  );
}
