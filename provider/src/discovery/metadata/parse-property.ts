// Reads one property of a metadata schema: its value, and how Vercel's form for a new store shows it.
import { findControl } from "./controls";
import { type OnCreate, onCreate } from "./form-marks";
import { isRecord, textOrNothing } from "./json";
import { type NoteGap, narrow, parseValue } from "./parse-value";
import type { MetadataProperty, ValueSchema } from "./schema";

/** Keywords that are read here, or that only say how a form looks. */
const formKeywords = [
  "ui:control",
  "ui:options",
  "ui:steps",
  "ui:paid-only",
  "ui:hidden",
  "ui:read-only",
  "ui:readonly",
  "ui:disabled",
  "ui:label",
  "ui:placeholder",
  "ui:description",
  "ui:formatted-value",
  "git:providers",
];

export function parseProperty(key: string, raw: unknown, isRequired: boolean, gap: NoteGap): MetadataProperty {
  if (!isRecord(raw)) {
    gap("its description");
    return { key, required: isRequired, value: { bounds: {} }, paidOnly: false, hidden: false };
  }
  const hidden = hiddenOnCreate(raw, gap);
  const texts = {
    label: textOrNothing(raw["ui:label"]),
    description: textOrNothing(raw.description) ?? textOrNothing(raw["ui:description"]),
    placeholder: textOrNothing(raw["ui:placeholder"]),
  };
  return {
    key,
    // What the form does not show, nobody can fill in there, so the server must do without it, with a default or not:
    // it is not asked for. An expression may hide it, and never blocks. What is only read-only or disabled is shown,
    // and the form sends what it shows; only this endpoint would go without, so it is asked for.
    required: isRequired && hidden === "no",
    value: parseFormValue(raw, gap),
    paidOnly: raw["ui:paid-only"] === true,
    hidden: hidden === "yes",
    ...(raw.default === undefined ? {} : { default: raw.default }),
    ...Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined)),
  };
}

/** A mark that is not understood may hide the property, as an expression may. */
function hiddenOnCreate(raw: Record<string, unknown>, gap: NoteGap): OnCreate {
  const hidden = onCreate(raw["ui:hidden"]);
  if (hidden === undefined) gap("keyword ui:hidden");
  return hidden ?? "maybe";
}

/** A control that is not known, or not for this type, leaves what is plain JSON Schema in force, and only that. */
function parseFormValue(raw: Record<string, unknown>, gap: NoteGap): ValueSchema {
  const value = parseValue(raw, formKeywords, gap);
  if (value.type === undefined) {
    if (raw.type === undefined) gap("no type");
    return { bounds: {} };
  }
  const control = findControl(raw["ui:control"], value.type);
  if (control === undefined) gap(controlGap(raw["ui:control"]));
  if (raw["ui:paid-only"] !== undefined && typeof raw["ui:paid-only"] !== "boolean") gap("keyword ui:paid-only");
  for (const [keyword, restricts] of [
    ["ui:options", control?.options],
    ["ui:steps", control?.steps],
  ] as const) {
    if (raw[keyword] === undefined) continue;
    if (restricts) narrow(restricted(value), raw[keyword], keyword, gap);
    else if (control !== undefined) gap(`keyword ${keyword}`);
  }
  return value;
}

/** What options restrict: the value, or the members of a list. */
function restricted(value: ValueSchema): ValueSchema {
  if (value.type !== "array") return value;
  value.members ??= { bounds: {} };
  return value.members;
}

function controlGap(control: unknown): string {
  return typeof control === "string" ? `control ${control}` : "no control";
}
