// A context without an API: what the lifecycle of a connection decides by itself.
import { Teams } from "../../../provider/src/account/teams.ts";
import { defaultTimings } from "../../../provider/src/contract/timings.ts";
import type { Context } from "../../../provider/src/lifecycle/core/context.ts";
import { connectionOwnership, Ownership, storeOwnership } from "../../../provider/src/lifecycle/core/ownership.ts";
import { Preflight } from "../../../provider/src/lifecycle/core/preflight.ts";
import { Registrations } from "../../../provider/src/lifecycle/core/registrations.ts";
import { systemClock } from "../../../provider/src/vercel/clock.ts";
import { SettingsError } from "../../../provider/src/vercel/settings.ts";
import type { Transport } from "../../../provider/src/vercel/transport.ts";

/** A context whose `session` throws: there is no token. */
export function offline(session: Context["session"] = withoutToken): Context {
  const log = { info() {}, warning() {}, progress() {} };
  return {
    session,
    log,
    clock: systemClock,
    timings: defaultTimings,
    preflight: new Preflight(log, systemClock, () => defaultTimings.outageSeconds),
    registrations: new Registrations(),
    ownership: { stores: new Ownership(storeOwnership), connections: new Ownership(connectionOwnership) },
    engineIsAlive: async () => true,
  };
}

function withoutToken(): never {
  throw new SettingsError("apiToken", "No Vercel token.", { missing: true });
}

/** A context in which only the slug of a team can be read. */
export function withTeamSlug(slug: string): Context {
  const transport = { send: async () => ({ data: { id: "team_1", slug }, serverTime: undefined }) };
  const teams = new Teams(transport as unknown as Transport, systemClock);
  return offline(() => ({ teams }) as unknown as ReturnType<Context["session"]>);
}
