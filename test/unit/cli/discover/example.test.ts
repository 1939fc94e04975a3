// The program that `discover` prints at its end.
import { expect, it } from "vitest";
import { type ExampleStore, formatProgram } from "../../../../provider/src/cli/discover/example.ts";

const store: ExampleStore = { integration: "neon", metadata: {}, toBeSet: [] };
const statement = (...given: Parameters<typeof formatProgram>) => formatProgram(...given).split("\n\n")[1];

it("sets what a store requires and nothing else", () => {
  expect(formatProgram(store, undefined)).toBe(
    'import { IntegrationStore } from "pulumi-vercel-marketplace";\n\n' +
      'const db = new IntegrationStore("db", { integration: "neon" });',
  );
});

it("sets installation, product and team if they cannot be resolved", () => {
  expect(statement({ ...store, installation: "icfg_A", product: "kv" }, "acme")).toBe(
    [
      'const db = new IntegrationStore("db", {',
      '  integration: "neon",',
      '  integrationConfigurationId: "icfg_A",',
      '  product: "kv",',
      '  teamId: "acme",',
      "});",
    ].join("\n"),
  );
});

it("sets the amount of a prepayment", () => {
  const program = formatProgram({ ...store, billingPlanId: "prepay", prepaymentAmountCents: 1000 }, undefined);
  expect(program).toMatch(/billingPlanId: "prepay",\s+prepaymentAmountCents: 1000,\s/);
});

it("quotes keys that are not identifiers, and strings that contain quotes", () => {
  expect(statement({ ...store, metadata: { "install-region": 'a"b', n: [1, 2] } }, undefined)).toContain(
    'metadata: { "install-region": "a\\"b", n: [1, 2] }',
  );
});

it("has a placeholder for what the user must set", () => {
  expect(statement({ ...store, metadata: { region: "iad1" }, toBeSet: ["dimensions"] }, undefined)).toContain(
    'metadata: { region: "iad1", dimensions: "…" }',
  );
});
