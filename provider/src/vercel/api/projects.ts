// Routes of projects, their environments and their variables.
import { z } from "zod";
import { path } from "../path";
import type { ApiClient } from "./client";

const customEnvironmentSchema = z.object({ id: z.string(), slug: z.string() });
export type CustomEnvironment = z.output<typeof customEnvironmentSchema>;

const projectSchema = z.object({
  id: z.string(),
  name: z.string().optional(),
  /** Not in every response; a malformed one counts as absent. */
  customEnvironments: z.array(customEnvironmentSchema).optional().catch(undefined),
});
export type Project = z.output<typeof projectSchema>;

export async function getProject(api: ApiClient, idOrName: string): Promise<Project> {
  const { data } = await api.get(path`/v9/projects/${idOrName}`, projectSchema);
  return data;
}

/** The environments of a project besides the three that every project has. */
export async function listCustomEnvironments(api: ApiClient, projectId: string): Promise<CustomEnvironment[]> {
  const schema = z.object({ environments: z.array(customEnvironmentSchema) });
  const { data } = await api.get(path`/v9/projects/${projectId}/custom-environments`, schema);
  return data.environments;
}

const variableSchema = z.object({
  id: z.string(),
  key: z.string(),
  /** The values of `sensitive` ones are never returned. */
  type: z.string(),
  target: z.union([z.string(), z.array(z.string())]).nullish(),
  customEnvironmentIds: z.array(z.string()).nullish(),
  /** The one branch whose previews have it. */
  gitBranch: z.string().nullish(),
  /** The store that the variable comes from. */
  contentHint: z.object({ storeId: z.string().optional() }).nullish(),
});
export type Variable = z.output<typeof variableSchema>;

/** The variables of a project. Their values are encrypted here, so they are not read. */
export async function listVariables(api: ApiClient, projectId: string): Promise<Variable[]> {
  const { data } = await api.get(path`/v10/projects/${projectId}/env`, z.object({ envs: z.array(variableSchema) }));
  return data.envs;
}

/** The value of one variable. A sensitive one has none. */
export async function getVariableValue(
  api: ApiClient,
  projectId: string,
  variableId: string,
): Promise<string | undefined> {
  const schema = z.object({ value: z.string().nullish() });
  const { data } = await api.get(path`/v1/projects/${projectId}/env/${variableId}`, schema);
  return data.value ?? undefined;
}

/** All variables of one environment by name; sensitive ones are empty. Undocumented: `vercel env pull` uses it. */
export async function pullEnvironment(
  api: ApiClient,
  projectId: string,
  environment: string,
): Promise<Record<string, unknown>> {
  const schema = z.object({ env: z.record(z.string(), z.unknown()) });
  const { data } = await api.get(path`/v3/env/pull/${projectId}/${environment}`, schema);
  return data.env;
}
