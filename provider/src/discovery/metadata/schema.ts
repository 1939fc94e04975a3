// A product's metadata schema as the rules use it: read once from the API's answer, of which nothing is certain.

export type ValueType = "string" | "number" | "boolean" | "array";

/** Keywords that bound a number, the characters of a text, or the length of a list. */
export type BoundName =
  | "minimum"
  | "maximum"
  | "exclusiveMinimum"
  | "exclusiveMaximum"
  | "minLength"
  | "maxLength"
  | "minItems"
  | "maxItems";

export type Bounds = Partial<Record<BoundName, number>>;

/** One of the values that a property offers. */
export interface Choice {
  value: string | number;
  label?: string;
  /** A new store cannot have it. */
  disabled: boolean;
  /** The form does not show it. Those who know of it may still write it. */
  hidden: boolean;
}

/** What one value may be. What is absent is not restricted, or was not understood. */
export interface ValueSchema {
  type?: ValueType;
  bounds: Bounds;
  pattern?: string;
  choices?: readonly Choice[];
  /** What the members of a list may be. */
  members?: ValueSchema;
}

export interface MetadataProperty {
  key: string;
  /** A new store must have it, and nothing says that the server fills it in. */
  required: boolean;
  value: ValueSchema;
  paidOnly: boolean;
  /** The form for a new store does not show it. */
  hidden: boolean;
  /** What the form begins with. Whether the server puts it in is not known, so it never stands in for a value. */
  default?: unknown;
  label?: string;
  description?: string;
  placeholder?: string;
}

export interface MetadataSchema {
  /** In the order in which the form shows them. */
  properties: ReadonlyMap<string, MetadataProperty>;
  /** Keys that are not described here may be allowed all the same. */
  open: boolean;
  /** What was not understood, and is therefore not checked. */
  gaps: readonly Gap[];
}

/** A part of a schema that is not checked. */
export interface Gap {
  /** The property; absent for the schema as a whole. */
  key?: string;
  /** Such as `keyword format`. */
  part: string;
}
