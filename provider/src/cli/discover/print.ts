// The overview as text: for each integration a heading and columns, and the example program at the end; the catalogue as
// a table.
import { formatTeam } from "../../contract/team-reference";
import type { MarketplaceOffer } from "../../discovery/marketplace";
import type { MarketplacePlan, MetadataSetting } from "../../discovery/public/describe";
import { cut, formatColumns, indent } from "../terminal/columns";
import type { OfferList } from "./marketplace";
import type { IntegrationOverview, OfferOverview, Overview } from "./overview";

export function formatOverview({ team, integrations, program, toBeSet }: Overview): string {
  if (integrations.length === 0) {
    const more = "`npx pulumi-vercel-marketplace discover --all` lists what can be installed.";
    return `No integration is installed in ${formatTeam(team)}. Install one at https://vercel.com/marketplace. ${more}`;
  }
  const blocks = integrations.map((integration) => formatIntegration(integration, team));
  const [{ offer } = {}] = integrations;
  if (program !== undefined) {
    const step =
      offer === undefined ? "Add to your program" : "Then run `pulumi preview` again, with this in the program";
    blocks.push(`${step}:\n\n${indent(program)}`);
    blocks.push(...toBeSet.map((key) => `Set metadata.${key}: the schema names no valid value for it.`));
  }
  if (integrations.flatMap(({ products }) => products).length > 1) {
    blocks.push("For another product: npx pulumi-vercel-marketplace discover <integration> <product>");
  }
  return blocks.join("\n\n");
}

function formatIntegration(integration: IntegrationOverview, team: string | undefined): string {
  const { name, installations, products, problem, offer } = integration;
  const states = installations.map(({ id, state }) => `${id}, ${state}`).join("; ") || "not installed";
  const rows = products.flatMap((product) => [
    ["product", product.slug, product.name],
    ...titled("plans", product.plans.map(planRow)),
    ...titled("metadata", product.metadata.map(settingRow)),
  ]);
  const categories = offer?.categories.length ? `Categories: ${offer.categories.join(", ")}` : "";
  const about = [offer?.description, categories, problem].flatMap((line) => line || []);
  const body = [...about, ...formatColumns(rows)].map(indent);
  const overview = [`${name} (${states}) in ${placeOf(team)}`, ...body].join("\n");
  return offer === undefined ? overview : [overview, formatOffer(integration, offer)].join("\n\n");
}

function placeOf(team: string | undefined): string {
  return team === undefined ? "the token's default team" : formatTeam(team);
}

/** How to install an integration. */
function formatOffer(
  { products }: IntegrationOverview,
  { terms, marketplacePage, installPage }: OfferOverview,
): string {
  const isPriced = products.some(({ plans }) => plans.length > 0);
  const pages = [
    ["accept them at", installPage],
    ["terms of service", terms.eula],
    ["privacy policy", terms.privacy],
    ["Vercel's addendum", terms.addendum],
    ["plans and prices", `${marketplacePage}${isPriced ? "" : " (and here, once it is installed)"}`],
  ].flatMap(([title = "", page]) => (page === undefined ? [] : [[title, page]]));
  const how = "This command installs nothing. A person installs it by accepting the terms:";
  return `${how}\n\n${formatColumns(pages).map(indent).join("\n")}`;
}

/** `width`: that of the terminal. Without one, nothing is cut, and each integration has one line. */
export function formatOffers({ team, search, offers }: OfferList, width = Number.POSITIVE_INFINITY): string {
  const installed = offers.filter((offer) => offer.installed).length;
  const what = search === undefined ? "Integrations in the Marketplace" : `Integrations that match "${search}"`;
  const rows = offers.map(({ integration, name, categories, ...offer }) => {
    return [integration, name, categories.join(", "), offer.installed ? "yes" : "", offer.description];
  });
  const table = formatColumns([["integration", "name", "categories", "installed", "description"], ...rows]);
  const isWideEnough = (table[0] ?? "").length + MIN_DESCRIPTION <= width;
  const lines = isWideEnough ? table : formatColumns(offers.flatMap(narrowRows));
  return [
    `${what}: ${offers.length} (${installed} installed in ${placeOf(team)})`,
    lines.map((line) => cut(line, width)).join("\n"),
    "How to use or install one: npx pulumi-vercel-marketplace discover <integration>",
  ].join("\n\n");
}

/** How much of the descriptions a table must have space for, beside the word "description". */
const MIN_DESCRIPTION = 20;

/** Two lines, for a terminal that is too narrow for the table. */
function narrowRows({ integration, name, categories, installed, description }: MarketplaceOffer): string[][] {
  const about = [`${name}${installed ? " (installed)" : ""}`, categories.join(", ")].filter(Boolean).join(": ");
  return [[integration, about], ...(description === "" ? [] : [["", description]])];
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
