// What a ProjectConnection is made of, as plain values: the arguments of a program, and the state of a connection.

/** The environments that every project has. All others are custom environments of one project. */
export const BUILT_IN_ENVIRONMENTS = ["production", "preview", "development"] as const;

/** The environments of a connection whose program names none: Vercel keeps no sensitive variables in development. */
export function defaultEnvironments(sensitive: boolean | undefined): string[] {
  return sensitive === true ? ["production", "preview"] : [...BUILT_IN_ENVIRONMENTS];
}

/** The arguments that a program gives, once every output in them is resolved. */
export interface ConnectionArguments {
  storeId: string;
  projectId: string;
  environments?: string[];
  envVarPrefix?: string;
  sensitive?: boolean;
  teamId?: string;
}

/** What check returns: the arguments, with the environments wherever they can be known. */
export type ConnectionInputs = ConnectionArguments;

/** What later runs need to find the connection again and to speak of it. Not for programs. */
export interface ConnectionPlace {
  storeName?: string;
  projectName?: string;
  /** The team in which the store was found: `team_…`. Later runs ask in that team, whatever the settings say. */
  teamId?: string;
  /** The store's installation: a store that is not found is gone only where its installation is seen. */
  integrationConfigurationId?: string;
  /** The environments in the server's own spelling, which may be another one than the program's. */
  environments?: string[];
}

/** What the server says of a connection. */
export interface ConnectionFacts {
  /** Names of the variables that the project got, sorted. */
  variableNames?: string[];
  /** Values by name. Absent until they were read once: that is how an unfinished connection is known. */
  values?: Record<string, string>;
  /** Names of the variables whose values Vercel does not hand out, sorted. */
  unreadable?: string[];
  place?: ConnectionPlace;
}

/** The outputs of a connection in the state: its checked inputs under the same keys, and what the server says. */
export type ConnectionState = ConnectionInputs & ConnectionFacts & { stateVersion?: number };

/** The shape of the outputs that this version writes. Every later version must read every earlier shape. */
export const CONNECTION_STATE_VERSION = 1;

/** Outputs that hold values, not names: encrypted in the state and never printed. */
export const CONNECTION_SECRET_OUTPUTS = ["values"] as const;
