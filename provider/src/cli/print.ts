// The overview as text: for each integration a heading and columns, and the example program at the end.
import { formatTeam } from "../contract/team-reference";
import type { MarketplacePlan, MetadataSetting } from "../discovery/public/describe";
import type { IntegrationOverview, Overview } from "./overview";

export function formatOverview({ team, integrations, program, toBeSet }: Overview): string {
  if (integrations.length === 0) {
    return `No integration is installed in ${formatTeam(team)}. Install one at https://vercel.com/marketplace.`;
  }
  const blocks = integrations.map((integration) => formatIntegration(integration, team));
  if (program !== undefined) {
    blocks.push(`Add to your program:\n\n${indent(program)}`);
    blocks.push(...toBeSet.map((key) => `Set metadata.${key}: the schema names no valid value for it.`));
  }
  if (integrations.flatMap(({ products }) => products).length > 1) {
    blocks.push("For another product: npx pulumi-vercel-marketplace discover <integration> <product>");
  }
  return blocks.join("\n\n");
}

function formatIntegration(integration: IntegrationOverview, team: string | undefined): string {
  const { name, installations, products, problem } = integration;
  const states = installations.map(({ id, state }) => `${id}, ${state}`).join("; ");
  const rows = products.flatMap((product) => [
    ["product", product.slug, product.name],
    ...titled("plans", product.plans.map(planRow)),
    ...titled("metadata", product.metadata.map(settingRow)),
  ]);
  const body = [...(problem === undefined ? [] : [problem]), ...formatColumns(rows)];
  const place = team === undefined ? "the token's default team" : formatTeam(team);
  return [`${name} (${states}) in ${place}`, ...body.map(indent)].join("\n");
}

/** Only the first row has the title. */
function titled(title: string, rows: string[][]): string[][] {
  return rows.map((row, index) => [index === 0 ? title : "", ...row]);
}

function planRow({ id, name, cost, free, available, minimumAmountCents }: MarketplacePlan): string[] {
  const prepayment = minimumAmountCents === undefined ? "" : `prepayment of ${minimumAmountCents} cents or more`;
  const price = [cost, prepayment].filter(Boolean).join(", ") || (free ? "free" : "price unknown");
  return [id, name, available ? price : `${price} (not available)`];
}

function settingRow(setting: MetadataSetting): string[] {
  const { key, required, paidOnly } = setting;
  return [key, required ? "required" : "optional", `${formatValues(setting)}${paidOnly ? " (paid plans only)" : ""}`];
}

function formatValues({ type, options, range, pattern }: MetadataSetting): string {
  if (options !== undefined) {
    const values = options.map(({ value, label }) => (label === undefined ? value : `${value} (${label})`)).join(", ");
    return type?.endsWith("[]") || type === "array" ? `any of ${values}` : values;
  }
  if (type === "boolean") return "true | false";
  return [type ?? "any value", range && (type === "string" ? `${range} characters` : range), pattern]
    .filter(Boolean)
    .join(", ");
}

/** Lines with columns that are as wide as their widest cell, two spaces apart. */
function formatColumns(rows: readonly string[][]): string[] {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const format = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(width(column))).join("  ");
  return rows.map((row) => format(row).trimEnd());
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
