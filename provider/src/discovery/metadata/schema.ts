// A product's metadata schema after parsing.
import type { Bounds } from "./limits";

export type ValueType = "string" | "number" | "boolean" | "array";

/** One of the values that a property accepts. */
export interface Choice {
  value: string | number;
  label?: string;
  /** A new store cannot have it. */
  disabled: boolean;
  /** Vercel's form does not show it, and the API accepts it. */
  hidden: boolean;
}

/** What a value must be. An absent member is no restriction. */
export interface ValueSchema {
  type?: ValueType;
  bounds: Bounds;
  pattern?: string;
  choices?: readonly Choice[];
  /** What each member of a list must be. */
  members?: ValueSchema;
}

export interface MetadataProperty {
  key: string;
  /** Whether a new store must have it. */
  required: boolean;
  value: ValueSchema;
  /** Only paid plans include it. */
  paidOnly: boolean;
  /** Vercel's form for a new store does not show it. */
  hidden: boolean;
  /** What Vercel's form preselects. Whether the server applies it is unknown, so it never replaces a missing value. */
  default?: unknown;
  label?: string;
  description?: string;
  placeholder?: string;
}

export interface MetadataSchema {
  /** In the order of Vercel's form. */
  properties: ReadonlyMap<string, MetadataProperty>;
  /** Whether other keys are allowed. */
  open: boolean;
  gaps: readonly Gap[];
}

/** A part of a schema that this version does not understand, and therefore does not validate. */
export interface Gap {
  /** The property; absent for the schema as a whole. */
  key?: string;
  /** For example `keyword format`. */
  part: string;
}

/** Records a gap of the property that is being parsed or validated. */
export type ReportGap = (part: string) => void;
