// A simulated user: changes the program as the code of an error asks for, and nothing else.
import type { Emulator, StoredStore } from "vercel-marketplace-emulator";
import type { StoreInputs } from "../../../provider/src/contract/integration-store.ts";
import { apiFailures } from "../../../provider/src/errors/api-failures.ts";
import { render } from "../../../provider/src/errors/render.ts";
import { VercelError } from "../../../provider/src/vercel/errors.ts";
import type { Failure, Program, State } from "./engine.ts";
import type { Declaration } from "./schedule.ts";

/** One of the two installations that the team has of Upstash. */
export const UPSTASH = "icfg_AcmeUpstashA4Hd9Cs6Vn1Jy";

/** The arguments of a program for a declaration. */
export function toArguments(declaration: Declaration): StoreInputs & Record<string, unknown> {
  const { name, product, region, allowReplacement, externalId } = declaration;
  const productArguments =
    product === "neon"
      ? { integration: "neon", metadata: { region } }
      : { integrationConfigurationId: UPSTASH, product: "upstash-kv", metadata: { primaryRegion: region } };
  return {
    ...productArguments,
    ...(name === undefined ? {} : { name }),
    allowReplacement,
    timeouts: { create: 60, delete: 60 },
    ...(externalId === undefined ? {} : { externalId }),
  };
}

export function productOf({ integrationConfigurationId }: StoredStore): Declaration["product"] {
  return integrationConfigurationId === UPSTASH ? "redis" : "neon";
}

export interface UserView {
  emulator: Emulator;
  program: Program;
  state: State;
  /** Whether somebody else created the store, which a user knows. */
  isForeign(id: string): boolean;
  /** `pulumi state delete` */
  release(resource: string): void;
  /** A name that no store has. */
  newName(): string;
}

/** Changes the program as the error asks for. An unknown code fails the test: a user would not know what to do either. */
export function follow(view: UserView, failure: Failure): void {
  const { code } = failure.error;
  const reaction = Object.hasOwn(reactions, code) ? reactions[code] : undefined;
  if (reaction === undefined)
    throw new Error(`The simulated user does not know the code ${code}: ${render(failure.error)}`);
  const args = view.program.get(failure.resource);
  if (args !== undefined) reaction({ ...view, ...failure, args });
}

interface Situation extends UserView, Failure {
  args: StoreInputs & Record<string, unknown>;
}

type Reaction = (situation: Situation) => void;

/** The error asks for another run, for a change at Vercel, or for patience: no change of the program. */
const runAgain: Reaction = () => {};

const removeAdopt: Reaction = ({ args }) => {
  delete args.adopt;
};

const changeName: Reaction = ({ args, newName }) => {
  delete args.adopt;
  args.name = newName();
};

/** Another user's store is not adopted, and neither is one that the program has under another logical name. */
const adoptStore: Reaction = (situation) => {
  const { args, state, program, isForeign, error } = situation;
  const { id } = error.values as { id?: string };
  if (id === undefined) throw new Error(`The error names no store to adopt: ${render(error)}`);
  const isElsewhere = [...state].some(([other, entry]) => entry.id === id && program.has(other));
  if (isForeign(id) || isElsewhere) changeName(situation);
  else args.adopt = id;
};

const removeExternalId: Reaction = ({ args }) => {
  delete args.externalId;
};

const changeExternalIdOrAdopt: Reaction = (situation) => {
  if (situation.args.externalId === undefined) adoptStore(situation);
  else removeExternalId(situation);
};

/** Makes the program match the store. A store of another product is not the one that was meant. */
const matchStore: Reaction = (situation) => {
  const { args, emulator } = situation;
  const store = emulator.stores.get(String(args.adopt));
  if (store === undefined) return;
  if (productOf(store) !== (args.integration === "neon" ? "neon" : "redis")) {
    removeAdopt(situation);
    return;
  }
  args.name = store.name;
  for (const key of Object.keys(args.metadata ?? {})) {
    const live = store.metadata[key];
    if (live !== undefined) args.metadata = { ...args.metadata, [key]: live };
  }
};

/** Another resource is to adopt this one's store. */
const removeAdoptElsewhere: Reaction = ({ resource, state, program }) => {
  const id = state.get(resource)?.id;
  for (const [other, args] of program) if (other !== resource && args.adopt === id) delete args.adopt;
};

/** The server has a store of this name already; a 409 of another request concerns the moment. */
const changeRejectedName: Reaction = (situation) => {
  const { cause } = situation.error;
  if (VercelError.isInstance(cause) && cause.method === "POST") changeName(situation);
};

/** A store that may be somebody else's: adopted if it is not, otherwise `pulumi state delete`. */
const claimOrForget: Reaction = ({ args, error, resource, release, isForeign }) => {
  const { id } = error.values as { id: string };
  delete args.externalId;
  if (isForeign(id)) release(resource);
  else args.adopt = id;
};

/** A store that another team has now. */
const releaseMoved: Reaction = ({ resource, release }) => release(resource);

const reactions: Readonly<Record<string, Reaction>> = {
  "store-exists": adoptStore,
  "store-name-taken": changeName,
  "outcome-unknown": runAgain,
  "outcome-ambiguous": runAgain,
  "outcome-unknown-unlisted": runAgain,
  "name-used-twice": changeName,
  "creation-pending": changeName,
  "name-conflict": changeName,
  "stores-not-listed": runAgain,
  "store-doubtful": claimOrForget,
  "store-moved": releaseMoved,
  "response-has-existing-store": changeExternalIdOrAdopt,
  "response-has-owned-store": removeExternalId,
  "run-ended": runAgain,
  "polling-ended": runAgain,
  "store-failed": runAgain,
  "store-not-ready": runAgain,
  "adopt-not-found": removeAdopt,
  "adopt-owned": changeName,
  "adopt-unusable": changeName,
  "adopt-differs": matchStore,
  "adopt-conflict": removeAdoptElsewhere,
  "adopt-after-creation": removeAdopt,
  "replacement-requires-consent": ({ args }) => {
    args.allowReplacement = true;
  },
  "replacement-not-verified": runAgain,
  "replacement-by-option": ({ args }) => {
    args.allowReplacement = true;
  },
  "replacement-adopts-itself": removeAdopt,
  "replacement-not-listed": runAgain,
  "store-may-have-owner": runAgain,
  "store-use-unknown": runAgain,
  "deletion-timed-out": runAgain,
  "deletion-not-confirmed": runAgain,
  // A fault of the catalogue hides every installation.
  "integration-not-installed": runAgain,
  "installation-not-found": runAgain,
  "token-rejected": runAgain,
  "team-rejected": runAgain,
  ...Object.fromEntries(Object.keys(apiFailures).map((code) => [code, runAgain])),
  "api-conflict": changeRejectedName,
};
