// Programs that connect stores to projects, and what the server and the state then have.
import type { Emulator } from "vercel-marketplace-emulator";
import type { Stack } from "./stack.ts";

export const CONNECTION_TYPE = "pulumi-nodejs:dynamic/vercel:ProjectConnection";
export const CONNECT = "POST /v1/integrations/installations/:installation/resources/:id/connections";
export const PULL = "GET /v3/env/pull/:project/:target";

/** A program around its text, with the package's names and the ids of the three projects of team acme at hand. */
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

/** Ids of all connections at the server, sorted. */
export function linksAt(emulator: Emulator): string[] {
  return emulator.stores
    .list()
    .flatMap(({ projectsMetadata }) => projectsMetadata.map(({ id }) => id))
    .sort();
}

/** Ids of all connections in the state, sorted. */
export async function linksIn({ workspace }: Stack): Promise<string[]> {
  return (await workspace.resources(CONNECTION_TYPE)).map(({ id }) => String(id)).sort();
}

/** Every value that nobody must see: tokens, secrets of stores, variables of projects. */
export function canaries(emulator: Emulator): string[] {
  const stores = emulator.stores.list().flatMap(({ id }) => Object.values(emulator.stores.secretValues(id)));
  const projects = emulator.projects
    .list()
    .flatMap(({ id }) => emulator.projects.variables(id).map(({ value }) => value));
  return [...new Set([...Object.values(emulator.tokens), ...stores, ...projects])].filter((value) => value.length > 3);
}
