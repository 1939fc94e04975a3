// The report of `cost` as text: one line for each store, and the sums.
import { formatColumns } from "../terminal/columns";
import type { CostReport, PlanCost, StoreCost } from "./result";

export function formatReport(report: CostReport): string {
  const { source, stores } = report;
  const rows = stores.map((store) => [
    store.name ?? store.resource,
    // One word if both are the same.
    [...new Set([store.integration, store.product])].join(" ").trim(),
    transition(store, ({ plan }) => plan ?? "not known"),
    transition(store, formatPrice),
    formatChange(store),
  ]);
  const header = ["store", "product", "plan", "price", source === "preview" ? "change" : ""];
  const table = stores.length === 0 ? [`No store in this ${source}.`] : formatColumns([header, ...rows]);
  return [...table, "", ...formatColumns(sumsOf(report)), ...notesOn(report)].join("\n");
}

function sumsOf(report: CostReport): string[][] {
  const { source, differenceCents, prepaymentCents } = report;
  const difference = differenceCents === undefined ? "change not known" : formatDifference(differenceCents);
  const month = ["a month", source === "preview" ? `${formatSum(report)} (${difference})` : formatSum(report)];
  return prepaymentCents === 0 ? [month] : [month, ["once", `${formatCents(prepaymentCents)} in advance`]];
}

function notesOn({ stores, unlisted }: CostReport): string[] {
  const unknown = stores.filter(({ after }) => after !== undefined && after.monthlyCents === undefined).length;
  const prices = `Prices not known: ${unknown}. They depend on usage, or are not stated in USD a month.`;
  const resources = `Unchanged resources: ${unlisted}, which only \`pulumi preview --json --show-sames\` lists. Stores among them are not in the sum.`;
  return [...(unknown > 0 ? [prices] : []), ...(unlisted > 0 ? [resources] : [])];
}

/** The sum of a month, as far as it is known. */
export function formatSum({ monthlyCents, isComplete }: CostReport): string {
  return `${isComplete ? "" : "at least "}${formatCents(monthlyCents)}`;
}

/** `$1,200.50` */
export function formatCents(cents: number): string {
  const dollars = String(Math.trunc(cents / 100)).replace(/\B(?=(\d{3})+$)/g, ",");
  return `$${dollars}.${String(cents % 100).padStart(2, "0")}`;
}

function formatDifference(cents: number): string {
  if (cents === 0) return "no change";
  return `${cents < 0 ? "-" : "+"}${formatCents(Math.abs(cents))}`;
}

function formatPrice({ type, price, monthlyCents, prepaymentCents, sharedPlan }: PlanCost): string {
  if (type === "prepayment")
    return prepaymentCents === undefined ? "in advance" : `${formatCents(prepaymentCents)} once`;
  if (monthlyCents === undefined) return price ? `not known (${price})` : "not known";
  return `${price || "free"}${sharedPlan === undefined ? "" : ", shared by the installation"}`;
}

/** What is before and after, or the one value if nothing changes. */
function transition({ before, after }: StoreCost, format: (cost: PlanCost) => string): string {
  const values = [before, after].flatMap((cost) => (cost === undefined ? [] : [format(cost)]));
  return [...new Set(values)].join(" -> ");
}

function formatChange({ change, before, after }: StoreCost): string {
  if (change === "none") return "";
  if (change === "retained") return "removed, stays at Vercel";
  const costs = [before, after];
  // What one store adds to a shared plan depends on the others.
  if (costs.some((cost) => cost?.sharedPlan ?? (cost && cost.monthlyCents === undefined))) return change;
  const difference = (after?.monthlyCents ?? 0) - (before?.monthlyCents ?? 0);
  return difference === 0 ? change : `${change}, ${formatDifference(difference)}`;
}
