// What can be said of each argument without asking the API: one rule a row, in a person's words.
import { BUILT_IN_ENVIRONMENTS, defaultEnvironments } from "../../contract/project-connection";
import { type ConnectionArgumentName, connectionArgumentNames } from "../../contract/project-connection-arguments";
import { containsUnknown, isUnknown } from "../../contract/unknown";
import type { Refusal } from "../../discovery/issue";
import { isTeam } from "../../vercel/settings";
import { unknownArgument } from "../core/validate";

/** What is wrong with a value, without the path and the full stop; undefined where nothing is. */
type Rule = (value: unknown) => string | undefined;

/** An id becomes part of a path, and none has spaces or slashes. */
const id =
  (what: string): Rule =>
  (value) =>
    typeof value === "string" && /^[A-Za-z0-9_-]+$/.test(value) ? undefined : `must be the id of a ${what}`;

const rules: Record<ConnectionArgumentName, Rule> = {
  storeId: id("store, such as db.id"),
  projectId: id("project, such as prj_…"),
  environments: (value) => {
    if (!Array.isArray(value)) return 'must be a list of environments, such as ["production"]';
    return value.length === 0 ? "must name an environment at least" : undefined;
  },
  envVarPrefix: (value) =>
    typeof value === "string" && /^[a-zA-Z][a-zA-Z0-9_]*$/.test(value)
      ? undefined
      : "must begin with a letter, and hold only letters, digits and _",
  sensitive: (value) => (typeof value === "boolean" ? undefined : "must be true or false"),
  teamId: (value) => (typeof value === "string" && isTeam(value) ? undefined : "must be a team: team_… or its slug"),
};

const required: readonly ConnectionArgumentName[] = ["storeId", "projectId"];

/** Every fault of the arguments. Unknown values pass: they are judged when they are known. */
export function checkArguments(given: Record<string, unknown>): Refusal[] {
  const refusals: Refusal[] = required
    .filter((path) => given[path] === undefined)
    .map((path) => ({ path, problem: "is required" }));
  for (const [path, value] of Object.entries(given)) {
    if (!isArgument(path)) refusals.push(unknownArgument(path, "ProjectConnection", connectionArgumentNames));
    else if (value !== undefined && !isUnknown(value)) refusals.push(...checkArgument(path, value));
  }
  return [...refusals, ...checkSensitive(given)];
}

function checkArgument(path: ConnectionArgumentName, value: unknown): Refusal[] {
  const problem = rules[path](value);
  if (problem !== undefined) return [{ path, problem }];
  return path === "environments" ? checkEnvironments(value as unknown[]) : [];
}

function checkEnvironments(environments: unknown[]): Refusal[] {
  return environments.flatMap((value, at): Refusal[] => {
    const path = `environments[${at}]`;
    if (isUnknown(value)) return [];
    if (typeof value !== "string") return [{ path, problem: "must be a text" }];
    if (environments.indexOf(value) < at) return [{ path, problem: `${value} is named twice` }];
    // Slugs of custom environments have small letters; ids of them have what they have.
    if (/^[a-z0-9][a-z0-9_-]*$/.test(value) || /^env_[A-Za-z0-9]+$/.test(value)) return [];
    return [
      {
        path,
        problem: `${JSON.stringify(value)} is no environment`,
        given: value,
        options: BUILT_IN_ENVIRONMENTS.map((name) => ({ value: name })),
        next: "A custom environment is named by its slug or its id (env_…).",
      },
    ];
  });
}

function checkSensitive({ sensitive, environments, envVarPrefix }: Record<string, unknown>): Refusal[] {
  if (sensitive !== true) return [];
  const named = Array.isArray(environments) ? environments : [];
  return [
    ...(named.includes("development")
      ? [
          {
            path: "sensitive",
            problem: "may not be combined with the environment development: Vercel keeps no sensitive variables there",
            next: `Leave development out, or leave environments out: it is then ${defaultEnvironments(true).join(", ")}.`,
          },
        ]
      : []),
    ...(envVarPrefix !== undefined && !containsUnknown(envVarPrefix)
      ? [
          {
            path: "sensitive",
            problem: "may not be combined with envVarPrefix: no route of the API is known to take both",
            next: "Leave one of them out.",
          },
        ]
      : []),
  ];
}

function isArgument(path: string): path is ConnectionArgumentName {
  return (connectionArgumentNames as string[]).includes(path);
}
