// What all resources of one provider process share: the account, its session, and the way to the engine.
import { Session } from "../account/session";
import type { Context } from "../lifecycle/core/context";
import { connectionOwnership, Ownership, storeOwnership } from "../lifecycle/core/ownership";
import { Preflight } from "../lifecycle/core/preflight";
import { Registrations } from "../lifecycle/core/registrations";
import { systemClock } from "../vercel/clock";
import { readAccount, readTimingSettings } from "../vercel/settings";
import { connectEngine } from "./engine";
import type { ConfigureRequest } from "./properties";

export interface ProcessContext extends Context {
  /** Stores the settings of the process. The host does not wait for it before the first call. */
  configure(request: ConfigureRequest): void;
}

export function createProcessContext(
  engineAddress: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): ProcessContext {
  const engine = connectEngine(engineAddress);
  let config: (key: string) => string | undefined = () => undefined;
  let session: Session | undefined;
  const timings = () => readTimingSettings(environment);
  return {
    configure: ({ config: given }) => {
      config = (key) => toText(given.get(key));
    },
    session: () => {
      session ??= new Session({
        account: readAccount({ config, environment }),
        timings: timings(),
        clock: systemClock,
        onPause: engine.log.info,
        mayWrite: engine.isAlive,
      });
      return session;
    },
    get timings() {
      return timings();
    },
    log: engine.log,
    clock: systemClock,
    preflight: new Preflight(engine.log, systemClock, () => timings().outageSeconds),
    registrations: new Registrations(),
    ownership: { stores: new Ownership(storeOwnership), connections: new Ownership(connectionOwnership) },
    engineIsAlive: engine.isAlive,
  };
}

/** Settings are strings; a number or boolean in the config counts as its string. */
function toText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
