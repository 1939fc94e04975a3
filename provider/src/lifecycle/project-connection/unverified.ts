// A new connection whose project cannot be asked for: it passes, for its creation is judged by Vercel itself.
import type { ConnectionInputs } from "../../contract/project-connection";
import type { Refusal } from "../../discovery/issue";
import { VercelError } from "../../vercel/errors";
import { SettingsError } from "../../vercel/settings";
import type { Context } from "../core/context";
import { mayAsk } from "../integration-store/unverified";
import { checkProject } from "./validate-project";

interface Outage {
  until: number;
}

const outages = new WeakMap<Context, Outage>();

/** What the project has against a new connection, as far as it can be asked: one warning in a process where it cannot. */
export async function checkNew(context: Context, inputs: ConnectionInputs): Promise<Refusal[]> {
  const outage = outages.get(context);
  // What a store could not ask, and said so, is not asked again while that is likely to last.
  if (!mayAsk(context) || (outage !== undefined && context.clock.now() < outage.until)) return [];
  try {
    return await checkProject(context, inputs);
  } catch (error) {
    if (!(error instanceof SettingsError) && !VercelError.isInstance(error)) throw error;
    outages.set(context, { until: context.clock.now() + secondsOf(context, error) * 1000 });
    if (outage === undefined) {
      const why = error instanceof SettingsError ? error.message : `${error.message} ${error.nextStep}`;
      context.log.warning(
        `Not verified against Vercel: projects and environments of new connections are unchecked here. ${why}`,
      );
    }
    return [];
  }
}

/** Whether this token may see one project says nothing of the next one. */
function secondsOf({ timings }: Context, error: SettingsError | VercelError): number {
  return VercelError.isInstance(error) && error.outcome === "refused" && !error.retryable ? 0 : timings.outageSeconds;
}
