// What a plan costs a month, read from the text that a partner wrote for people.
import type { BillingPlan } from "../../contract/integration-store";

/** `$19.00/month`, `US$1,200 per month`; no more text before or after it, which would change what is paid. */
const monthly =
  /^(?:US\s?)?\$\s?(\d{1,3}(?:,\d{3}){1,2}|\d{1,9})(?:\.(\d{1,2}))?(?:\s?USD)?\s*(?:\/|per|a)\s*mo(?:nth)?$/i;

/** Zero is zero in any period. */
const nothing = /^(?:free|(?:US\s?)?\$\s?0(?:\.00?)?(?:\s?USD)?)$/i;

/** A word of the id or the name of a plan. A free trial ends. */
const calledFree = /(?<![a-z])free(?![a-z]|[\s_-]?trial)/i;

/**
 * What a billing plan costs a month, in US cents, if its text says so clearly.
 *
 * 0 for a free plan, and for a prepayment plan, which is paid once. `undefined` if the price is not known: prices by
 * usage (`$0.10 per GB`), least prices (`from $10/month`), other currencies and periods, and an empty price of a plan
 * that is not called free.
 */
export function monthlyPriceCents({ id, name, type, cost }: Omit<BillingPlan, "scope">): number | undefined {
  if (type === "prepayment") return 0;
  const price = cost.trim();
  // Partners leave the price empty for free plans, and for plans without a fixed price.
  if (price === "") return calledFree.test(`${id} ${name}`) ? 0 : undefined;
  if (nothing.test(price)) return 0;
  const [, dollars, cents = ""] = monthly.exec(price) ?? [];
  return dollars === undefined ? undefined : toCents(dollars, cents);
}

/** Whole cents of an amount such as `1,200` and `5`, which is $1,200.50: no sum of prices is a sum of fractions. */
function toCents(dollars: string, cents: string): number {
  return Number(dollars.replaceAll(",", "")) * 100 + Number(cents.padEnd(2, "0"));
}
