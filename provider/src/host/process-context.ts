// What all resources of one provider process share: the account, its session, time, and the way to the person.

import { Session } from "../account/session";
import { readTimings, TIMINGS_VARIABLE } from "../contract/timings";
import type { Context } from "../lifecycle/core/context";
import { systemClock } from "../vercel/clock";
import { readAccount, SettingsError } from "../vercel/settings";
import { connectEngine } from "./engine";
import type { ConfigureRequest } from "./protocol";

export interface ProcessContext extends Context {
  /** Takes the settings of the process. Only stores them: the host does not wait for this before the first call. */
  configure(request: ConfigureRequest): void;
}

export function createProcessContext(
  engineAddress: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): ProcessContext {
  const engine = connectEngine(engineAddress);
  let config: (key: string) => string | undefined = () => undefined;
  let session: Session | undefined;
  const timings = () => readTimings(environment[TIMINGS_VARIABLE]);
  return {
    configure: ({ config: given }) => {
      config = (key) => asText(given.get(key));
    },
    session: () => {
      session ??= new Session({
        account: readAccount({ config, environment }),
        timings: orSettingsError(timings),
        clock: systemClock,
      });
      return session;
    },
    get timings() {
      return orSettingsError(timings);
    },
    log: engine.log,
    clock: systemClock,
    engineIsAlive: engine.isAlive,
  };
}

function orSettingsError<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new SettingsError(error instanceof Error ? error.message : String(error));
  }
}

/** Settings are texts; a number or boolean in the config is taken for its text. */
function asText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
