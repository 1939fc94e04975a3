// The program that `discover` prints at its end.
import { expect, it } from "vitest";
import { programFor } from "../../../provider/src/cli/program.ts";

const store = { integration: "neon", product: undefined, metadata: {}, toBeSet: [] };
const statement = (...given: Parameters<typeof programFor>) => programFor(...given).split("\n\n")[1];

it("names what a store needs and nothing else", () => {
  expect(programFor(store, undefined)).toBe(
    'import { IntegrationStore } from "pulumi-vercel-marketplace";\n\n' +
      'const db = new IntegrationStore("db", { integration: "neon" });',
  );
});

it("names the installation, the product and the team where the program could not know them", () => {
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

it("pays in advance where the plan asks for it", () => {
  const program = programFor({ ...store, billingPlanId: "prepay", prepaymentAmountCents: 1000 }, undefined);
  expect(program).toMatch(/billingPlanId: "prepay",\s+prepaymentAmountCents: 1000,\s/);
});

it("quotes keys that are no names, and texts that hold quotes", () => {
  expect(statement({ ...store, metadata: { "install-region": 'a"b', n: [1, 2] } }, undefined)).toContain(
    'metadata: { "install-region": "a\\"b", n: [1, 2] }',
  );
});
