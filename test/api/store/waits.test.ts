// Every wait says what it is for, how long it has lasted and how long it may last.
import type { BehaviourChange, Emulator } from "vercel-marketplace-emulator";
import { expect, test } from "vitest";
import { integrationStore } from "../../../provider/src/lifecycle/integration-store/index.ts";
import { projectConnection } from "../../../provider/src/lifecycle/project-connection/index.ts";
import { CONNECT, change, connect, DISCONNECT, seedStore, toWeb } from "../../support/connection.ts";
import {
  CREATE,
  createStore,
  DELETE,
  emulate,
  neon,
  type ProcessContext,
  processOf,
} from "../../support/process-context.ts";

interface Wait {
  what: string;
  behaviour?: BehaviourChange;
  /** Prepares the wait, and returns what waits in the process that is listened to. */
  prepare(emulator: Emulator): Promise<(context: ProcessContext) => Promise<unknown>>;
  says: RegExp;
}

/** A response to a request that the API does not carry out. */
const ignored = { at: "before-commit", kind: "other-shape", body: {} } as const;
const lost = { at: "before-commit", kind: "reset" } as const;

async function connected(emulator: Emulator) {
  const args = toWeb(emulator, seedStore(emulator), { environments: ["production"] });
  return { args, ...(await connect(processOf(emulator), args)) };
}

const waits: Wait[] = [
  {
    what: "the response to a creation",
    prepare: async (emulator) => {
      emulator.faults.add({ route: CREATE, at: "before-commit", kind: "slow", ms: 400 });
      return createStore;
    },
    says: /^shop-db: waiting for the response to its creation \(0 s of \d+ (s|min)\)$/,
  },
  {
    what: "a lost response to a creation",
    prepare: async (emulator) => {
      emulator.faults.add({ route: CREATE, ...lost });
      return createStore;
    },
    says: /^shop-db: the response to its creation was lost, searching for the store \(0 s of 1 s\)$/,
  },
  {
    what: "the deletion of a store",
    prepare: async (emulator) => {
      const { id, state } = await createStore(processOf(emulator), { ...neon, timeouts: { delete: 0.6 } });
      emulator.faults.add({ route: DELETE, ...ignored });
      return (context) => integrationStore.delete(context, id, state);
    },
    says: /^shop-db \(ir_\w+\): waiting until it is deleted \(0 s of 1 s\)$/,
  },
  {
    what: "a store that is not found",
    prepare: async (emulator) => {
      const { id, state } = await createStore(processOf(emulator));
      emulator.stores.remove(id);
      return (context) => integrationStore.read(context, id, state);
    },
    says: /^shop-db \(ir_\w+\): not found, waiting to read it again \(0 s of \d s\)$/,
  },
  {
    what: "the variables of a new connection",
    behaviour: { variablesAfter: { ms: 400 } },
    prepare: async (emulator) => {
      const args = toWeb(emulator, seedStore(emulator));
      return (context) => connect(context, args);
    },
    says: /^shop-db in web \(spc_\w+\): waiting for its variables \(0 s of 20 s\)$/,
  },
  {
    what: "a lost response to a connection",
    prepare: async (emulator) => {
      emulator.faults.add({ route: CONNECT, ...lost });
      const args = toWeb(emulator, seedStore(emulator));
      return (context) => connect(context, args);
    },
    says: /^shop-db \(ir_\w+\) in prj_\w+: the response was lost, searching for the connection \(0 s of 1 s\)$/,
  },
  {
    what: "the removal of a connection",
    prepare: async (emulator) => {
      const { id, state } = await connected(emulator);
      emulator.faults.add({ route: DISCONNECT, ...ignored });
      return (context) => projectConnection.delete(context, id, state);
    },
    says: /^shop-db in web \(spc_\w+\): waiting until it is disconnected \(0 s of 1 s\)$/,
  },
  {
    what: "connections that leave",
    behaviour: { variablesLinger: 300 },
    prepare: async (emulator) => {
      const { args, id, state } = await connected(emulator);
      return async (context) => {
        await projectConnection.delete(context, id, state);
        await connect(context, args);
      };
    },
    says: /^ir_\w+ in prj_\w+: waiting until connections that this run removes or changes have left \(0 s of 1 s\)$/,
  },
  {
    what: "a change of a connection",
    behaviour: { connectionChangesAfter: { ms: 300 } },
    prepare: async (emulator) => {
      const { args, ...made } = await connected(emulator);
      return (context) => change(context, made, { ...args, environments: ["preview"] });
    },
    says: /^shop-db in web \(spc_\w+\): waiting for its change \(0 s of 1 s\)$/,
  },
];

test.concurrent.each(waits)("P12 $what is said to be waited for", async ({ behaviour, prepare, says }) => {
  await using emulator = await emulate(behaviour);
  const wait = await prepare(emulator);
  const context = processOf(emulator, { timings: { progressSeconds: 0.05, settleSeconds: 0.7 } });

  await wait(context).catch(() => {});

  expect(context.said.progress).toContainEqual(expect.stringMatching(says));
});

test("P12 a wait of less than five seconds says nothing", async () => {
  await using emulator = await emulate({ provisioning: { status: "initializing", reads: 3 } });
  const context = processOf(emulator);

  await createStore(context);

  expect(context.said.progress).toEqual([]);
});
