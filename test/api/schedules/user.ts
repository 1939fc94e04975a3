// The person at the keyboard: does what a message asks for, and nothing else.
import type { Emulator, StoredStore } from "vercel-marketplace-emulator";
import type { StoreInputs } from "../../../provider/src/contract/integration-store.ts";
import type { Failure, Program, State } from "./engine.ts";
import type { Declared } from "./schedule.ts";

/** One of the two installations that the team has of it. */
export const UPSTASH = "icfg_AcmeUpstashA4Hd9Cs6Vn1Jy";

/** The arguments of a program for what a person has in mind. */
export function argsOf(declared: Declared): StoreInputs & Record<string, unknown> {
  const { name, product, region, allowReplacement, externalId } = declared;
  const which =
    product === "neon"
      ? { integration: "neon", metadata: { region } }
      : { integrationConfigurationId: UPSTASH, product: "upstash-kv", metadata: { primaryRegion: region } };
  return {
    ...which,
    name,
    allowReplacement,
    timeouts: { create: 60, delete: 60 },
    ...(externalId === undefined ? {} : { externalId }),
  };
}

export function productOf({ integrationConfigurationId }: StoredStore): Declared["product"] {
  return integrationConfigurationId === UPSTASH ? "redis" : "neon";
}

export interface Desk {
  emulator: Emulator;
  program: Program;
  state: State;
  /** Whether somebody else made the store, as a person can tell. */
  isForeign(id: string): boolean;
}

/** Changes the program as the message says. */
export function follow(desk: Desk, { resource, message }: Failure): void {
  const args = desk.program.get(resource);
  if (args === undefined) return;
  for (const [pattern, act] of advice) {
    const match = pattern.exec(message);
    if (match === null) continue;
    act(desk, resource, args, match[1] ?? "");
    return;
  }
}

type Args = StoreInputs & Record<string, unknown>;
type Doing = (desk: Desk, resource: string, args: Args, id: string) => void;

/** What messages ask for, the more special first. */
const advice: readonly (readonly [RegExp, Doing])[] = [
  [/give this one another/, (_, __, args) => delete args.externalId],
  [/cannot be taken over: there is no such store/, (_, __, args) => delete args.adopt],
  [/cannot be taken over: another resource of the program/, renamed],
  [/cannot be taken over: its state is/, renamed],
  [/adopt: (\w+) cannot be taken over: it is another store/, agree],
  [/set adopt: "(\w+)"/, adopt],
  [/another name/, renamed],
  [/set allowReplacement: true/, (_, __, args) => Object.assign(args, { allowReplacement: true })],
  [/409 from Vercel on POST/, renamed],
];

let names = 0;

function renamed(_: Desk, __: string, args: Args): void {
  names += 1;
  delete args.adopt;
  args.name = `other-${names}`;
}

/** Somebody else's store is left alone, and so is one that the program has under another of its names. */
function adopt(desk: Desk, resource: string, args: Args, id: string): void {
  const elsewhere = [...desk.state].some(([other, kept]) => kept.id === id && desk.program.has(other));
  if (desk.isForeign(id) || elsewhere) renamed(desk, resource, args);
  else args.adopt = id;
}

/** Makes the program say what the store is. One of another product is not the one that was meant. */
function agree({ emulator }: Desk, _: string, args: Args, id: string): void {
  const store = emulator.stores.get(id);
  if (store === undefined) return;
  if (productOf(store) !== (args.integration === "neon" ? "neon" : "redis")) {
    delete args.adopt;
    return;
  }
  args.name = store.name;
  for (const key of Object.keys(args.metadata ?? {})) {
    const live = store.metadata[key];
    if (live !== undefined) args.metadata = { ...args.metadata, [key]: live };
  }
}
