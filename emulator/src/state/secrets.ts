// The values of a store's secrets, made from the product's templates when the store is made.
import type { Product } from "../seed/types.js";
import { alphanumeric } from "./ids.js";

/** Each `{word}` becomes 24 random characters, the same in all secrets of one store. */
export function generateSecrets(product: Product): Record<string, string> {
  const words = new Map<string, string>();
  const value = (word: string) => {
    const known = words.get(word) ?? alphanumeric(24);
    words.set(word, known);
    return known;
  };
  return Object.fromEntries(
    product.secrets.map(({ name, template }) => [
      name,
      template.replaceAll(/\{(\w+)\}/g, (_, word: string) => value(word)),
    ]),
  );
}
