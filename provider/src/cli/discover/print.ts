// The overview as text: for each integration a heading and columns, and the example program at the end; the catalogue as
// a table.
import { formatTeam } from "../../contract/team-reference";
import type { MarketplaceOffer, MarketplacePlan, MetadataSetting } from "../../discovery/public/types";
import { cut, formatColumns, indent, wrap } from "../terminal/columns";
import type { Output } from "../terminal/output";
import type { IntegrationOverview, OfferList, OfferOverview, Overview } from "./result";

/** Where it is printed. Without a width, nothing is cut, and each row has one line. */
export type Terminal = Pick<Output, "width" | "style">;

/** The program is never broken: it is to be copied. */
export function formatOverview({ team, integrations, program, toBeSet }: Overview, terminal: Terminal): string {
  const { width } = terminal;
  if (integrations.length === 0) {
    const more = "`npx pulumi-vercel-marketplace discover --all` lists what can be installed.";
    const install = `Install one at https://vercel.com/marketplace. ${more}`;
    return wrap(`No integration is installed in ${formatTeam(team)}. ${install}`, width);
  }
  const blocks = integrations.map((integration) => formatIntegration(integration, team, terminal));
  const [{ offer } = {}] = integrations;
  if (program !== undefined) {
    const step =
      offer === undefined ? "Add to your program" : "Then run `pulumi preview` again, with this in the program";
    blocks.push(`${terminal.style("bold", `${step}:`)}\n\n${indent(program)}`);
    blocks.push(...toBeSet.map((key) => wrap(`Set metadata.${key}: the schema names no valid value for it.`, width)));
  }
  if (integrations.flatMap(({ products }) => products).length > 1) {
    blocks.push(wrap("For another product: npx pulumi-vercel-marketplace discover <integration> <product>", width));
  }
  return blocks.join("\n\n");
}

function formatIntegration(integration: IntegrationOverview, team: string | undefined, terminal: Terminal): string {
  const { width = Number.POSITIVE_INFINITY } = terminal;
  const { name, installations, products, problem, offer } = integration;
  const states = installations.map(({ id, state }) => `${id}, ${state}`).join("; ") || "not installed";
  const rows = products.flatMap((product) => [
    { cells: ["product", product.slug, product.name] },
    ...titled(
      "plans",
      product.plans.map((plan) => ({ cells: planRow(plan), dim: !plan.available })),
    ),
    ...titled(
      "metadata",
      product.metadata.map((setting) => ({ cells: settingRow(setting) })),
    ),
  ]);
  const table = formatColumns(
    rows.map(({ cells }) => cells),
    width - INDENT,
  ).map((row, index) => (rows[index]?.dim ? terminal.style("dim", row) : row));
  const categories = offer?.categories.length ? `Categories: ${offer.categories.join(", ")}` : "";
  const about = [offer?.description, categories, problem].flatMap((line) => (line ? wrap(line, width - INDENT) : []));
  const heading = terminal.style("bold", wrap(`${name} (${states}) in ${placeOf(team)}`, width, INDENT));
  const overview = [heading, ...[...about, ...table].map(indent)].join("\n");
  return offer === undefined ? overview : [overview, formatOffer(integration, offer, width)].join("\n\n");
}

const INDENT = 2;

function placeOf(team: string | undefined): string {
  return team === undefined ? "the token's default team" : formatTeam(team);
}

/** How to install an integration. */
function formatOffer(
  { products }: IntegrationOverview,
  { terms, marketplacePage, installPage }: OfferOverview,
  width: number,
): string {
  const isPriced = products.some(({ plans }) => plans.length > 0);
  const pages = [
    ["accept them at", installPage],
    ["terms of service", terms.eula],
    ["privacy policy", terms.privacy],
    ["Vercel's addendum", terms.addendum],
    ["plans and prices", `${marketplacePage}${isPriced ? "" : " (and here, once it is installed)"}`],
  ].flatMap(([title = "", page]) => (page === undefined ? [] : [[title, page]]));
  const how = wrap("This command installs nothing. A person installs it by accepting the terms:", width);
  return `${how}\n\n${formatColumns(pages, width - INDENT)
    .map(indent)
    .join("\n")}`;
}

export function formatOffers({ team, search, offers }: OfferList, terminal: Terminal): string {
  const { width = Number.POSITIVE_INFINITY } = terminal;
  const installed = offers.filter((offer) => offer.installed).length;
  const what = search === undefined ? "Integrations in the Marketplace" : `Integrations that match "${search}"`;
  const rows = offers.map(({ integration, name, categories, ...offer }) => {
    return [integration, name, categories.join(", "), offer.installed ? "yes" : "", offer.description];
  });
  const table = formatColumns([["integration", "name", "categories", "installed", "description"], ...rows]);
  const isWideEnough = (table[0] ?? "").length + MIN_DESCRIPTION <= width;
  const lines = isWideEnough ? table : formatColumns(offers.flatMap(narrowRows));
  return [
    terminal.style("bold", wrap(`${what}: ${offers.length} (${installed} installed in ${placeOf(team)})`, width)),
    lines.map((line) => cut(line, width)).join("\n"),
    wrap("How to use or install one: npx pulumi-vercel-marketplace discover <integration>", width),
  ].join("\n\n");
}

/** How much of the descriptions a table must have space for, beside the word "description". */
const MIN_DESCRIPTION = 20;

/** Two lines, for a terminal that is too narrow for the table. */
function narrowRows({ integration, name, categories, installed, description }: MarketplaceOffer): string[][] {
  const about = [`${name}${installed ? " (installed)" : ""}`, categories.join(", ")].filter(Boolean).join(": ");
  return [[integration, about], ...(description === "" ? [] : [["", description]])];
}

interface Row {
  cells: string[];
  dim?: boolean;
}

/** Only the first row has the title. */
function titled(title: string, rows: Row[]): Row[] {
  return rows.map((row, index) => ({ ...row, cells: [index === 0 ? title : "", ...row.cells] }));
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
