// Programs that connect stores to projects, and the connections at the server and in the state.
import type { Emulator } from "vercel-marketplace-emulator";
import { createStack, type Stack, type StackOptions } from "./stack.ts";

export const CONNECTION_TYPE = "pulumi-nodejs:dynamic/vercel:ProjectConnection";
export const CONNECT = "POST /v1/integrations/installations/:installation/resources/:id/connections";
export const CHANGE = "PATCH /v1/storage/stores/:id/connections/:connection";
export const DISCONNECT = "DELETE /v1/storage/stores/:id/connections/:connection";
export const PULL = "GET /v3/env/pull/:project/:target";

/** A complete program: imports of the package, the ids of the three projects of team acme, and the given text. */
export function connecting(emulator: Emulator, text: string): string {
  const ids = Object.fromEntries(emulator.projects.list({ team: "acme" }).map(({ id, name }) => [name, id]));
  return `
    const pulumi = require("@pulumi/pulumi");
    const { IntegrationStore, ProjectConnection, Provider } = require("pulumi-vercel-marketplace");
    const { web, worker, docs } = ${JSON.stringify(ids)};
    ${text}
  `;
}

/** One store, connected to the project web. */
export const oneConnection = `
  const db = new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } });
  const link = new ProjectConnection("link", { storeId: db.id, projectId: web });
  exports.url = link.values.apply((values) => values?.DATABASE_URL);
  exports.names = link.variableNames;
`;

/** The same with more arguments of the connection. */
export function connectedWith(more: string): string {
  return oneConnection.replace("projectId: web", `projectId: web, ${more}`);
}

/** One store, and a connection to the project web for each of these arguments, called `link-0`, `link-1` and so on. */
export function connections(...all: (string | { args: string; opts: string })[]): string {
  const links = all.map((link, at) => {
    const { args, opts } = typeof link === "string" ? { args: link, opts: "{}" } : link;
    return `links.push(new ProjectConnection("link-${at}", { storeId: db.id, projectId: web, ${args} }, ${opts}));`;
  });
  return `
    const db = new IntegrationStore("db", { integration: "neon", metadata: { region: "iad1" } });
    const links = [];
    ${links.join("\n")}
    exports.names = links.map(({ variableNames }) => variableNames);
    exports.values = links.map(({ values }) => values);
  `;
}

/** Environments and prefix of every connection at the server, sorted by environments. */
export function settingsAt(emulator: Emulator): { environments: readonly string[]; prefix: string | null }[] {
  const links = emulator.stores.list().flatMap(({ projectsMetadata }) => projectsMetadata);
  return links
    .map(({ environments, envVarPrefix }) => ({ environments: environments ?? [], prefix: envVarPrefix ?? null }))
    .sort((one, other) => one.environments.join().localeCompare(other.environments.join()));
}

/** The methods of the requests that changed anything, in order. */
export function writesIn(emulator: Emulator): string[] {
  return emulator.journal.writes().map(({ method }) => method);
}

/** Ids of all connections at the server, sorted. */
export function connectionsAt(emulator: Emulator): string[] {
  return emulator.stores
    .list()
    .flatMap(({ projectsMetadata }) => projectsMetadata.map(({ id }) => id))
    .sort();
}

/** Ids of all connections in the state, sorted. */
export async function connectionsIn({ workspace }: Stack): Promise<string[]> {
  return (await workspace.resources(CONNECTION_TYPE)).map(({ id }) => String(id)).sort();
}

/** A stack with the program of `connecting`. */
export async function createConnected(text: string, options: StackOptions = {}): Promise<Stack> {
  const stack = await createStack(options);
  await stack.workspace.writeProgram(connecting(stack.emulator, text));
  return stack;
}
