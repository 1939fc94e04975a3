// The provider in its own process beside a Vercel of its own: what the tests of this tier start from.
import { type BehaviourChange, type Emulator, startEmulator } from "vercel-marketplace-emulator";
import { providerText } from "../../provider/src/contract/resource-types.ts";
import { TIMINGS_VARIABLE, type Timings } from "../../provider/src/contract/timings.ts";
import { CallError } from "./support/call.ts";
import { type Host, type HostOptions, startHost } from "./support/host.ts";
import type { Properties } from "./support/protocol.ts";

export const CREATE = "/v1/storage/stores/integration/direct";
export const ALWAYS = Number.POSITIVE_INFINITY;

/** The text that every store in every state carries. */
export const storeText = providerText("store");

/** The arguments of a Neon store that needs nothing more. */
export const neon = { integration: "neon", name: "shop-db", metadata: { region: "iad1" } };

/** Waits short enough for a test; long enough that a busy machine keeps them. */
const quickTimings: Partial<Timings> = {
  pollSeconds: 0.05,
  settleSeconds: 0.5,
  notFoundGraceSeconds: 0.5,
  requestSeconds: 5,
};

export interface MarketOptions extends Omit<HostOptions, "providerText"> {
  behaviour?: BehaviourChange;
  timings?: Partial<Timings>;
}

export interface Market extends AsyncDisposable {
  emulator: Emulator;
  host: Host;
}

export async function openMarket(options: MarketOptions = {}): Promise<Market> {
  const { behaviour = {}, timings, environment, ...rest } = options;
  const emulator = await startEmulator({ behaviour });
  try {
    const host = await startHost({
      providerText: storeText,
      ...rest,
      environment: {
        ...emulator.environment(),
        [TIMINGS_VARIABLE]: JSON.stringify({ ...quickTimings, ...timings }),
        ...environment,
      },
    });
    const dispose = async () => {
      await host.dispose();
      await emulator.close();
    };
    return { emulator, host, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

/** Check and create, as the engine does in an `up`. */
export async function createStore(host: Host, args: Properties = neon) {
  const { inputs, failures } = await host.check(args);
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => reason).join("\n"));
  return { inputs, ...(await host.create(inputs)) };
}

/** What a call answered instead of a result; another error means that it gave no answer. */
export async function refusalOf(call: Promise<unknown>): Promise<CallError> {
  const outcome = await call.then(
    (answer) => new Error(`It answered ${JSON.stringify(answer)}.`),
    (thrown: unknown) => thrown,
  );
  if (outcome instanceof CallError) return outcome;
  throw outcome;
}
