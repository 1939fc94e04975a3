// Ids and random strings in the formats of the API.
import { randomInt } from "node:crypto";

const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function alphanumeric(length: number): string {
  return Array.from({ length }, () => characters[randomInt(characters.length)]).join("");
}

/** The id that a partner gives to a resource, such as `tidy-lake-82763154`. */
export function newExternalResourceId(): string {
  const adjectives = ["tidy", "mellow", "brisk", "quiet", "amber", "round"];
  const nouns = ["lake", "meadow", "harbor", "cedar", "comet", "ridge"];
  const pick = (words: string[]) => words[randomInt(words.length)];
  return `${pick(adjectives)}-${pick(nouns)}-${randomInt(10_000_000, 99_999_999)}`;
}

/** The id of a request, for the `x-vercel-id` header. */
export function newRequestId(): string {
  return `iad1::iad1::${alphanumeric(5).toLowerCase()}-${Date.now()}-${alphanumeric(12).toLowerCase()}`;
}
