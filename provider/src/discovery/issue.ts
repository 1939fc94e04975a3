// A refusal as data: which property, what is wrong, what there is instead, what to do. Rendered in one place.
import { distance } from "fastest-levenshtein";

export interface Option {
  /** What a program writes. */
  value: string;
  /** What it is, for people: a name, a price, a date. */
  label?: string;
}

export interface Refusal {
  /** Path of the property, such as `metadata.region`. */
  path: string;
  /**
   * A sentence without its path and full stop. One that begins with a verb goes on from the path
   * (`metadata.size must be a number`); any other follows a colon.
   */
  problem: string;
  /** What was given, where it may be quoted and is to be compared with the options. */
  given?: string;
  options?: readonly Option[];
  /** How the options are introduced. Default: "Choose one of". */
  optionsAre?: string;
  /** A sentence that says what to do. */
  next?: string;
}

const MOST_OPTIONS = 20;

const beginsWithVerb = /^(is|must|may)\b/;

/** One line for a person: `path: problem. Choose one of: … Did you mean …? next` */
export function renderRefusal(refusal: Refusal): string {
  const options = closestFirst(refusal.options ?? [], refusal.given);
  const meant = didYouMean(options, refusal.given);
  const sentences = [
    `${refusal.path}${beginsWithVerb.test(refusal.problem) ? "" : ":"} ${refusal.problem}.`,
    options.length > 0 ? `${refusal.optionsAre ?? "Choose one of"}: ${listed(options)}.` : undefined,
    meant === undefined ? undefined : `Did you mean ${meant}?`,
    refusal.next,
  ];
  return sentences.filter((sentence) => sentence !== undefined).join(" ");
}

function closestFirst(options: readonly Option[], given: string | undefined): Option[] {
  if (given === undefined) return [...options];
  const near = (option: Option) => distance(option.value.toLowerCase(), given.toLowerCase());
  return [...options].sort((a, b) => near(a) - near(b));
}

/** The value that a typing slip most likely meant: two letters, or a third of them, may differ; one of a short word. */
export function didYouMean(options: readonly Option[], given: string | undefined): string | undefined {
  const [first] = closestFirst(options, given);
  if (first === undefined || given === undefined) return undefined;
  const slips = distance(first.value.toLowerCase(), given.toLowerCase());
  const { length } = first.value;
  const most = length < 4 ? 1 : Math.max(2, Math.floor(length / 3));
  // Where every letter differs, it is another word.
  return slips <= most && slips < length ? first.value : undefined;
}

function listed(options: readonly Option[]): string {
  const shown = options.slice(0, MOST_OPTIONS).map(({ value, label }) => (label ? `${value} (${label})` : value));
  const rest = options.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}
