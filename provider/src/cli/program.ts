// Writes the program that creates a chosen store.
import type { ChosenStore } from "./example";

const LONGEST_LINE = 110;

export function programFor(store: ChosenStore, team: string | undefined): string {
  const { integration, installation, product, metadata, billingPlanId, prepaymentAmountCents } = store;
  const hasMetadata = Object.keys(metadata).length > 0;
  const given: [name: string, value: unknown][] = [
    ["integration", integration],
    ["integrationConfigurationId", installation],
    ["product", product],
    ["metadata", hasMetadata ? metadata : undefined],
    ["billingPlanId", billingPlanId],
    ["prepaymentAmountCents", prepaymentAmountCents],
    ["teamId", team],
  ];
  const fields = given.filter(([, value]) => value !== undefined).map(([name, value]) => `${name}: ${literal(value)}`);
  const oneLine = `const db = new IntegrationStore("db", { ${fields.join(", ")} });`;
  const statement =
    oneLine.length <= LONGEST_LINE
      ? oneLine
      : `const db = new IntegrationStore("db", {\n${fields.map((field) => `  ${field},\n`).join("")}});`;
  return `import { IntegrationStore } from "pulumi-vercel-marketplace";\n\n${statement}`;
}

/** A value as a person would write it: keys without quotes where they need none. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${asKey(key)}: ${literal(member)}`);
  return `{ ${members.join(", ")} }`;
}

function asKey(key: string): string {
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) && key !== "__proto__" ? key : JSON.stringify(key);
}
