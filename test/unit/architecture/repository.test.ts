// Other files of the repository that no compiler reads: forms, dependency updates, settings, policies.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "js-yaml";
import { expect, test } from "vitest";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

const text = { type: "string", minLength: 1 };
const flag = { type: "boolean" };

function list(items: object) {
  return { type: "array", items, minItems: 1, uniqueItems: true };
}

/** An object with the required properties, perhaps the optional ones, and no other. */
function object(required: Record<string, object>, optional: Record<string, object> = {}) {
  const properties = { ...required, ...optional };
  return { type: "object", required: Object.keys(required), additionalProperties: false, properties };
}

// What is used of https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests
// and https://docs.github.com/en/code-security/reference/supply-chain-security/dependabot-options-reference.
function field(type: string, required: Record<string, object>, optional: Record<string, object> = {}) {
  const attributes = object({ label: text, ...required }, { description: text, ...optional });
  const id = { type: "string", pattern: "^[a-z-]+$" };
  return object({ type: { const: type }, attributes }, { id, validations: object({ required: flag }) });
}

const element = {
  type: "object",
  required: ["type"],
  discriminator: { propertyName: "type" },
  oneOf: [
    object({ type: { const: "markdown" }, attributes: object({ value: text }) }),
    field("textarea", {}, { render: text }),
    field("dropdown", { options: list(text) }),
  ],
};
const form = object({ name: text, description: text, body: list(element) }, { labels: list(text) });
const chooser = object({
  blank_issues_enabled: flag,
  contact_links: list(object({ name: text, url: { type: "string", pattern: "^https://" }, about: text })),
});
const group = object(
  {},
  {
    patterns: list(text),
    "dependency-type": { enum: ["development", "production"] },
    "update-types": list({ enum: ["major", "minor", "patch"] }),
  },
);
const ecosystem = object(
  {
    "package-ecosystem": { enum: ["npm", "github-actions", "gomod"] },
    directory: { type: "string", pattern: "^/" },
    schedule: object({ interval: { enum: ["daily", "weekly", "monthly"] } }),
  },
  {
    allow: list(object({ "dependency-name": text, "dependency-type": { enum: ["direct", "indirect", "all"] } })),
    groups: { type: "object", minProperties: 1, additionalProperties: { ...group, minProperties: 1 } },
    "open-pull-requests-limit": { type: "integer", minimum: 0 },
  },
);
const updates = object({ version: { const: 2 }, updates: list(ecosystem) });

test.each([
  [".github/ISSUE_TEMPLATE/bug.yml", form],
  [".github/ISSUE_TEMPLATE/feature.yml", form],
  [".github/ISSUE_TEMPLATE/config.yml", chooser],
  [".github/dependabot.yml", updates],
])("%s is valid", (path, schema) => {
  expect(problems(schema, read(path))).toEqual([]);
  expect(problems(schema, "{}")).not.toEqual([]);
});

test.each([
  ["a markdown without a value", form, ".github/ISSUE_TEMPLATE/bug.yml", /^ +value: .*\n/m, ""],
  ["a textarea without a label", form, ".github/ISSUE_TEMPLATE/bug.yml", /^ +label: .*\n/m, ""],
  ["a dropdown without options", form, ".github/ISSUE_TEMPLATE/bug.yml", /^ +options: .*\n/m, ""],
  ["a misspelt key of a form", form, ".github/ISSUE_TEMPLATE/bug.yml", "render:", "renders:"],
  ["a link without an address", chooser, ".github/ISSUE_TEMPLATE/config.yml", /^ +url: .*\n/m, ""],
  ["a misspelt key of updates", updates, ".github/dependabot.yml", "groups:", "group:"],
  ["a misspelt key of a group", updates, ".github/dependabot.yml", "patterns:", "pattern:"],
])("%s is not valid", (_, schema, path, valid, invalid) => {
  expect(problems(schema, read(path).replace(valid, invalid))).not.toEqual([]);
});

function problems(schema: object, yaml: string) {
  const ajv = new Ajv({ allErrors: true, discriminator: true });
  ajv.validate(schema, load(yaml));
  return ajv.errors ?? [];
}

test("Dependabot updates all lock files, and Pulumi in a group of its own", () => {
  const { updates } = load(read(".github/dependabot.yml")) as {
    updates: { "package-ecosystem": string; directory: string; groups?: Record<string, unknown> }[];
  };
  const files = globSync("**/{package-lock.json,go.sum}", {
    cwd: fileURLToPath(root),
    exclude: (name) => name.endsWith("node_modules"),
  });
  const lockFiles: Record<string, string> = { npm: "package-lock.json", gomod: "go.sum" };
  const updated = updates.flatMap(({ "package-ecosystem": ecosystem, directory }) => {
    const file = lockFiles[ecosystem];
    return file === undefined ? [] : join(directory, file).slice(1);
  });
  expect(updated.sort()).toEqual(files.sort());
  // A dependency is in the first group that matches.
  expect(Object.keys(updates[0]?.groups ?? {})).toEqual(["pulumi", "development"]);
});

test.each(["bug", "feature"])("the fields of the form %s have ids and labels of their own", (name) => {
  const { body } = load(read(`.github/ISSUE_TEMPLATE/${name}.yml`)) as { body: Field[] };
  const ids = body.flatMap(({ id = [] }) => id);
  const labels = body.flatMap(({ attributes: { label = [] } }) => label);
  expect(ids.length).toBeGreaterThan(1);
  expect(new Set(ids).size).toBe(ids.length);
  expect(new Set(labels).size).toBe(labels.length);
});

interface Field {
  id?: string;
  attributes: { label?: string };
}

test("the settings of changesets have no key that changesets does not know", () => {
  const schema = JSON.parse(read("node_modules/@changesets/config/schema.json"));
  const validate = new Ajv2020({ strict: false }).compile({ ...schema, additionalProperties: false });
  const settings = JSON.parse(read(".changeset/config.json"));
  expect(validate(settings)).toBe(true);
  expect(validate({ ...settings, ignored: [] })).toBe(false);
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
    jobs: { portable: { strategy: { matrix: { os: string[]; node: number[] } } } };
  };
  const page = read("docs/versions.md");
  expect(page).toContain(
    `| Node | versions that Node.js maintains: ${jobs.portable.strategy.matrix.node.join(", ").replace(/, (\d+)$/, " and $1")} |`,
  );
  const names: Record<string, string> = {
    "ubuntu-latest": "Linux",
    "macos-latest": "macOS",
    "windows-latest": "Windows",
  };
  const [, systems = ""] = /^\| systems \| (.+) \|$/m.exec(page) ?? [];
  expect([...systems.matchAll(/(?:^|\. )(\w+): /g)].map(([, name]) => name)).toEqual(
    jobs.portable.strategy.matrix.os.map((os) => names[os]),
  );
  const { engines, peerDependencies, version } = JSON.parse(read("provider/package.json"));
  expect(engines.node).toBe(`>=${jobs.portable.strategy.matrix.node[0]}`);
  expect(jobs.portable.strategy.matrix.node).toContain(Number(read(".nvmrc")));
  expect(page).toContain(`| \`@pulumi/pulumi\` | ${peerDependencies["@pulumi/pulumi"].replace("^", "")} or newer.`);
  for (const folder of ["provider", "emulator"]) {
    expect(read(`${folder}/CHANGELOG.md`)).toContain(`\n## ${version}\n`);
  }
});
