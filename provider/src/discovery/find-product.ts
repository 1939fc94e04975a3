// Which product of an integration a store is: the one that is named, or the only one there is.
import type { InstallationProducts } from "../vercel/api/list-products";
import type { Product } from "../vercel/schemas";
import { type Found, found, refused } from "./found";

export function findProduct(
  { products, integration }: InstallationProducts,
  given: string | undefined,
): Found<Product> {
  const path = "product";
  const options = products.map(({ slug, name }) => ({ value: slug, label: name }));
  if (given !== undefined) {
    const named = products.find(({ id, slug }) => id === given || slug === given);
    if (named !== undefined) return found(named);
    return refused({ path, problem: `"${given}" is not a product of ${integration.name}`, given, options });
  }
  const [only] = products;
  if (only === undefined)
    return refused({ path, problem: `${integration.name} offers no product to this installation` });
  if (products.length === 1) return found(only);
  return refused({
    path,
    problem: `${integration.name} offers ${products.length} products`,
    options,
    optionsAre: "Set one",
  });
}
