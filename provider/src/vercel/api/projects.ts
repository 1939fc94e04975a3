// Routes of projects, their environments and their variables.
import { z } from "zod";
import { path } from "../path";
import type { ApiClient } from "./client";
import { optional, rows, text } from "./tolerant";

const customEnvironmentSchema = z
  .object({ id: z.string().min(1), slug: text })
  .transform(({ id, slug }) => ({ id, slug: slug ?? id }));
export type CustomEnvironment = z.output<typeof customEnvironmentSchema>;

const projectSchema = z.object({
  id: z.string(),
  name: text,
  /** Not in every response; a malformed one counts as absent. */
  customEnvironments: optional(rows(customEnvironmentSchema)),
});
export type Project = z.output<typeof projectSchema>;

export async function getProject(api: ApiClient, idOrName: string): Promise<Project> {
  const { data } = await api.get(path`/v9/projects/${idOrName}`, projectSchema);
  return data;
}

/** The project that the list of the team's projects begins with. */
export async function getFirstProject(api: ApiClient): Promise<Project | undefined> {
  const schema = z.object({ projects: rows(projectSchema) });
  const { data } = await api.get(path`/v10/projects`, schema, { query: { limit: "1" } });
  return data.projects[0];
}

/** The environments of a project besides the three that every project has. */
export async function listCustomEnvironments(api: ApiClient, projectId: string): Promise<CustomEnvironment[]> {
  const list = { key: "environments", row: customEnvironmentSchema };
  const { data } = await api.list(path`/v9/projects/${projectId}/custom-environments`, list);
  return data;
}

const variableSchema = z.object({
  id: z.string().min(1),
  key: z.string(),
  /** The values of `sensitive` ones are never returned. */
  type: text,
  target: optional(z.union([z.string(), rows(z.string())])),
  customEnvironmentIds: optional(rows(z.string())),
  /** The one branch whose previews have it. */
  gitBranch: text,
  /** The store that the variable comes from. */
  contentHint: optional(z.object({ storeId: text })),
});
export type Variable = z.output<typeof variableSchema>;

/** The variables of a project. Their values are encrypted here, so they are not read. */
export async function listVariables(api: ApiClient, projectId: string): Promise<Variable[]> {
  const { data } = await api.list(path`/v10/projects/${projectId}/env`, { key: "envs", row: variableSchema });
  return data;
}

/** The value of one variable. A sensitive one has none. */
export async function getVariableValue(
  api: ApiClient,
  projectId: string,
  variableId: string,
): Promise<string | undefined> {
  const schema = z.object({ value: text });
  const { data } = await api.get(path`/v1/projects/${projectId}/env/${variableId}`, schema, { verbatim: true });
  return data.value;
}

/** All variables of one environment by name; sensitive ones are empty. Undocumented: `vercel env pull` uses it. */
export async function pullEnvironment(
  api: ApiClient,
  projectId: string,
  environment: string,
): Promise<Record<string, unknown>> {
  const schema = z.object({ env: z.record(z.string(), z.unknown()) });
  const { data } = await api.get(path`/v3/env/pull/${projectId}/${environment}`, schema, { verbatim: true });
  return data.env;
}
