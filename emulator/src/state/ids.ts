// Ids and random texts, in the forms that the API uses.
import { randomInt } from "node:crypto";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export function alphanumeric(length: number): string {
  return Array.from({ length }, () => letters[randomInt(letters.length)]).join("");
}

/** The partner's own id of a resource, such as `tidy-lake-82763154`. */
export function externalResourceId(): string {
  const adjectives = ["tidy", "mellow", "brisk", "quiet", "amber", "round"];
  const nouns = ["lake", "meadow", "harbor", "cedar", "comet", "ridge"];
  const pick = (words: string[]) => words[randomInt(words.length)];
  return `${pick(adjectives)}-${pick(nouns)}-${randomInt(10_000_000, 99_999_999)}`;
}

/** The id of one request, as the `x-vercel-id` header carries it. */
export function requestId(): string {
  return `iad1::iad1::${alphanumeric(5).toLowerCase()}-${Date.now()}-${alphanumeric(12).toLowerCase()}`;
}
