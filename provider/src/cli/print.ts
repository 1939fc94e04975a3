// The overview for people: a heading for each integration, a table below it, and the program at the end.
import Table from "cli-table3";
import type { MarketplaceInstallation, MarketplacePlan, MetadataSetting } from "../discovery/public/describe";
import type { IntegrationOverview, Overview } from "./overview";

type Row = [heading: string, name: string, what: string, more: string];

export function inText(overview: Overview): string {
  const { team, integrations, program, toBeSet } = overview;
  const where = team === undefined ? "the token's default team" : `team ${team}`;
  if (integrations.length === 0) {
    return `Nothing is installed in ${where}. Install an integration at https://vercel.com/marketplace first.`;
  }
  const blocks = integrations.map((one) => integrationInText(one, where));
  if (program !== undefined) {
    blocks.push(`Paste this into your program:\n\n${indented(program)}`);
    blocks.push(
      ...toBeSet.map((key) => `Set metadata.${key} in it yourself: no value was found that the partner takes.`),
    );
  }
  if (integrations.flatMap(({ products }) => products).length > 1) {
    blocks.push("For another one: npx pulumi-vercel-marketplace discover <integration> <product>");
  }
  return blocks.join("\n\n");
}

function integrationInText({ name, installations, products, problem }: IntegrationOverview, where: string): string {
  const ids = installations.map(({ id, state }: MarketplaceInstallation) => `${id}, ${state}`);
  const heading = `${name} (${ids.join("; ")}) in ${where}`;
  const rows = products.flatMap(({ slug, name: productName, plans, metadata }): Row[] => [
    ["product", slug, productName, ""],
    ...headed("plans", plans.map(planRow)),
    ...headed("metadata", metadata.map(settingRow)),
  ]);
  return [heading, ...(problem === undefined ? [] : [indented(problem)]), ...tableOf(rows)].join("\n");
}

/** The heading stands in the first row only. */
function headed(heading: string, rows: [string, string, string][]): Row[] {
  return rows.map((row, index) => [index === 0 ? heading : "", ...row]);
}

function planRow({
  id,
  name,
  cost,
  free,
  available,
  minimumAmountCents: least,
}: MarketplacePlan): [string, string, string] {
  const prepaid = least === undefined ? "" : `${least} cents or more in advance`;
  const price = [cost, prepaid].filter(Boolean).join(", ") || (free ? "free" : "price not told");
  return [id, name, available ? price : `${price} (not available)`];
}

function settingRow(setting: MetadataSetting): [string, string, string] {
  const { key, required, paidOnly } = setting;
  return [key, required ? "required" : "optional", `${valuesInText(setting)}${paidOnly ? " (paid plans only)" : ""}`];
}

function valuesInText({ type, options, range, pattern }: MetadataSetting): string {
  const isList = type?.endsWith("[]") || type === "array";
  if (options !== undefined) {
    const listed = options.map(({ value, label }) => (label === undefined ? value : `${value} (${label})`)).join(", ");
    return isList ? `any of ${listed}` : listed;
  }
  if (type === "boolean") return "true | false";
  const words = [type ?? "any value", range && (type === "string" ? `${range} characters` : range), pattern];
  return words.filter(Boolean).join(", ");
}

/** Columns two spaces apart, without lines around them. */
function tableOf(rows: Row[]): string[] {
  if (rows.length === 0) return [];
  const none = ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"];
  const lines = [...none, "left", "left-mid", "mid", "mid-mid", "right", "right-mid"];
  const table = new Table({
    chars: { ...Object.fromEntries(lines.map((line) => [line, ""])), middle: "  " },
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
  });
  table.push(...rows);
  return table
    .toString()
    .split("\n")
    .map((line) => `  ${line}`.trimEnd());
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}
