// What `import --json` prints.

/** What was imported, and what was not. */
export interface ImportResult {
  /** As it was given; absent for the token's default team. */
  team?: string;
  /** The files that were written; absent if there was nothing to import. */
  files?: {
    /** For `pulumi import --file`. */
    importFile: string;
    /** The resources in TypeScript. */
    program: string;
  };
  /** What the files contain. */
  imported: ImportedResource[];
  /** What they do not, with the reason. */
  leftOut: LeftOut[];
}

/** Without an option that chooses stores: `import` then writes nothing, and exits with 2. */
export interface ImportCandidates {
  /** As it was given; absent for the token's default team. */
  team?: string;
  /** The stores that could be imported. */
  candidates: {
    /** For `--id`. */
    id: string;
    /** For `--name`. */
    name: string;
    /** The slug, for `--integration`. */
    integration?: string;
  }[];
  /** What could not, with the reason. */
  leftOut: LeftOut[];
}

/** A resource that the import file contains and the program declares. */
export interface ImportedResource {
  /** Its kind. */
  resource: "store" | "connection";
  /** Pulumi's type token. */
  type: string;
  /** `ir_…`, `store_…` or `spc_…`. */
  id: string;
  /** The name in the program and in the stack. */
  logicalName: string;
  /** The constant that the program exports. */
  variable: string;
}

/** A store or connection that is not imported. */
export interface LeftOut {
  /** Its kind. */
  resource: "store" | "connection";
  /** Absent for connections that the API does not describe. */
  id?: string;
  /** The store's name; for a connection followed by the name of the project. */
  name: string;
  /** For scripts. */
  reason: LeftOutReason;
  /** The reason as a person reads it. It may change. */
  explanation: string;
  /** How many, if it is not one: connections that the API counts without describing them. */
  count?: number;
}

/** Stable; more may be added. */
export type LeftOutReason =
  | "other-type"
  | "not-available"
  | "in-stack"
  | "not-found"
  | "installation-not-visible"
  | "product-not-visible"
  | "project-not-visible"
  | "project-not-chosen"
  | "not-declarable";
