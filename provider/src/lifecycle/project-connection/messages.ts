// Messages of connections: which store and project, what failed, why, and what to do next.
import { formatElapsed } from "../../contract/duration";
import { BUILT_IN_ENVIRONMENTS } from "../../contract/project-connection";
import { message, messagesOf } from "../../errors/messages";

/** Where a variable comes from that has the name of one of the store's variables. */
export type VariableOrigin = "project" | "unknown" | { storeId: string };

/** The store by name and id; the project by its id. */
interface Pair {
  store: string;
  project: string;
}

const pair: Pair = { store: "shop-prod-db (ir_…)", project: "prj_…" };
const connection = "shop-prod-db in web (spc_…)";

export const connectionMessages = {
  "connection-store-not-found": message<Pair & { team: string }>({
    text: ({ store, project, team }) =>
      `There is no store ${store} in ${team}, so project ${project} was not connected to it. ` +
      "Check storeId and the team. If the store was deleted at Vercel, run `pulumi refresh`.",
    example: { ...pair, store: "ir_…", team: "team acme" },
  }),
  "connection-store-unsupported": message<Pair & { type: string | undefined }>({
    text: ({ store, project, type }) =>
      `${store} is not a store of a Marketplace integration${type === undefined ? "" : ` (its type is ${type})`}, so ` +
      `project ${project} was not connected to it. Connect it in the Vercel dashboard.`,
    example: { ...pair, type: "blob" },
  }),
  "connection-owned": message<Pair & { connection: string }>({
    text: ({ store, project, connection }) =>
      `${store} is already connected to ${project} by another resource of the program (${connection}). ` +
      "A project can be connected to a store once: remove one of the two resources. " +
      "If this resource was only renamed, declare its old name with `aliases`.",
    example: { ...pair, connection: "spc_…" },
  }),
  "connection-exists": message<Pair & { connection: string; differences: readonly string[] }>({
    text: ({ store, project, connection, differences }) =>
      `${store} is already connected to ${project} (${connection}), but not as the program describes it: ` +
      `${differences.join("; ")}. Nothing was changed. To adopt the connection, change the program to match it. ` +
      "Otherwise disconnect the project in the Vercel dashboard and run again.",
    example: { ...pair, connection: "spc_…", differences: ["environments production, not production, preview"] },
  }),
  "connection-run-ended": message<Pair>({
    text: ({ store, project }) =>
      `The run that requested to connect ${store} to project ${project} has ended. Nothing was connected.`,
    example: pair,
  }),
  "connection-outcome-unknown": message<Pair & { elapsedMs: number }>({
    text: ({ store, project, elapsedMs }) =>
      `The outcome of connecting ${store} to project ${project} is unknown: the response was lost or invalid. ` +
      `${notListed(elapsedMs)}`,
    example: { ...pair, elapsedMs: 60_000 },
  }),
  "connection-not-listed": message<Pair & { elapsedMs: number }>({
    text: ({ store, project, elapsedMs }) =>
      `Vercel accepted the connection of ${store} to project ${project}. ${notListed(elapsedMs)}`,
    example: { ...pair, elapsedMs: 60_000 },
  }),
  "connection-variable-conflict": message<
    Pair & { variable: string; environments: readonly string[]; origin: VariableOrigin; hasPrefix: boolean }
  >({
    text: ({ store, project, variable, environments, origin, hasPrefix }) =>
      `${store} was not connected to project ${project}: the project already has a variable ${variable} in one of ` +
      `${environments.join(", ")}. ${removalOf(origin)}, ${hasPrefix ? "choose another" : "set"} envVarPrefix, or ` +
      "choose other environments.",
    example: {
      ...pair,
      variable: "DATABASE_URL",
      environments: ["production"],
      origin: { storeId: "ir_…" },
      hasPrefix: false,
    },
  }),
  "connection-project-not-found": message<Pair & { team: string }>({
    text: ({ store, project, team }) =>
      `${store} was not connected: there is no project ${project} in ${team}, or this token does not see it. ` +
      "Set projectId to the id (prj_…) of a project of the store's team.",
    example: { ...pair, team: "team acme" },
  }),
  "connection-environment-rejected": message<Pair & { environment: string }>({
    text: ({ store, project, environment }) =>
      `${store} was not connected to project ${project}: Vercel rejects the environment ${JSON.stringify(environment)}. ` +
      `A project has ${BUILT_IN_ENVIRONMENTS.join(", ")}, and its custom environments by slug or id (env_…).`,
    example: { ...pair, environment: "stagin" },
  }),
  "connection-rejected": message<Pair & { reason: string }>({
    text: ({ store, project, reason }) => `${store} was not connected to project ${project}: ${reason}`,
    example: { ...pair, reason: 'environments: "stagin" is not an environment of web. [environment-not-found]' },
  }),
  "connection-variables-pending": message<{ connection: string; missing: readonly string[]; elapsedMs: number }>({
    text: ({ connection, missing, elapsedMs }) =>
      `${connection} is connected, but after ${formatElapsed(elapsedMs)} the project does not have ` +
      `${missing.length === 0 ? "the connection's variables" : missing.join(", ")} yet. ` +
      "The connection stays in the state; the next `pulumi up` continues to wait.",
    example: { connection, missing: ["DATABASE_URL"], elapsedMs: 20_000 },
  }),
  "connection-polling-ended": message<{ connection: string }>({
    text: ({ connection }) =>
      `${connection} is connected, but the run ended before its variables were read. ` +
      "The connection stays in the state; the next `pulumi up` continues.",
    example: { connection },
  }),
  "connection-gone": message<{ connection: string }>({
    text: ({ connection }) =>
      `${connection} no longer exists. Run \`pulumi refresh\` to remove it from the state, then \`pulumi up\`.`,
    example: { connection },
  }),
  "connection-inconsistent": message<{ connection: string; contradiction: string }>({
    text: ({ connection, contradiction }) => `${connection}: ${contradiction}. Run again in a minute.`,
    example: { connection, contradiction: "store ir_… is in the team's list, but cannot be read by its id" },
  }),
  "connection-partly-visible": message<{
    connection: string;
    team: string;
    visible: number;
    total: number;
    token: string;
  }>({
    text: ({ connection, team, visible, total, token }) =>
      `${connection} was not found in ${team}, but the token sees only ${visible} of the store's ${total} projects, ` +
      `so it does not count as disconnected and stays in the state. ${token}`,
    example: {
      connection,
      team: "team acme",
      visible: 0,
      total: 1,
      token: "Token: from environment variable VERCEL_API_TOKEN.",
    },
  }),
  "connection-not-found": message<{ id: string; team: string; stores: number }>({
    text: ({ id, team, stores }) =>
      `There is no connection ${id} among the ${stores} Marketplace stores of ${team}. ` +
      "Check the id (spc_…) and the team.",
    example: { id: "spc_…", team: "team acme", stores: 3 },
  }),
  "connection-still-listed": message<{ connection: string; elapsedMs: number }>({
    text: ({ connection, elapsedMs }) =>
      `${connection} is still connected ${formatElapsed(elapsedMs)} after the request to disconnect it. Run again later.`,
    example: { connection, elapsedMs: 60_000 },
  }),
  "connection-replacement-rejected": message<{ connection: string }>({
    text: ({ connection }) => `${connection} was not disconnected: Vercel would reject its replacement.`,
    example: { connection },
  }),
  "connection-values-forbidden": message<{ connection: string; names: readonly string[] }>({
    text: ({ connection, names }) =>
      `${connection}: this token may not read the project's variables. In \`unreadable\`, not in \`values\`: ` +
      `${names.join(", ")}. Use a token of a team member who may read them.`,
    example: { connection, names: ["DATABASE_URL"] },
  }),
  "connection-values-sensitive": message<{ connection: string; names: readonly string[] }>({
    text: ({ connection, names }) =>
      `${connection}: only deployments can read sensitive variables. In \`unreadable\`, not in \`values\`: ` +
      `${names.join(", ")}. To read them in the program, connect the project without \`sensitive\` and with ` +
      "`development`, whose variables are never sensitive.",
    example: { connection, names: ["DATABASE_URL"] },
  }),
  "connection-values-stale": message<{ connection: string; reason: string }>({
    text: ({ connection, reason }) => `${connection}: \`values\` could not be read and stay as they were. ${reason}`,
    example: { connection, reason: "500 from Vercel on GET /v3/env/pull/prj_…/development." },
  }),
};

export const { fail, say } = messagesOf(connectionMessages);

/** For the log: a resource that was renamed without an alias is created before its old name is deleted. */
export function connectionKept(connection: string): string {
  return `${connection} stays connected: another resource of the program has it now.`;
}

function notListed(elapsedMs: number): string {
  return (
    `No such connection appeared within ${formatElapsed(elapsedMs)}. Wait a minute, then run \`pulumi up\` again: ` +
    "it checks for the connection before creating one, and adopts it."
  );
}

/** To remove a variable of another store would break that store's connection. */
function removalOf(origin: VariableOrigin): string {
  if (origin === "project") return "It is the project's own. Remove or rename it in the project's settings";
  if (origin === "unknown") {
    return "Check in the project's settings where it comes from. Remove it if it is the project's own";
  }
  return `It comes from another store, ${origin.storeId}. Disconnect that store`;
}
