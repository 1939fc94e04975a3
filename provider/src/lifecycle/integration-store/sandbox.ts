// Sandboxes: stores that belong to no account at the partner until a person claims them.
import type { StoreState } from "../../contract/integration-store";
import { renderCause } from "../../errors/render";
import { requestClaimUrl } from "../../vercel/api/stores";
import { responseOrError, VercelError } from "../../vercel/errors";
import type { Context } from "../core/context";
import { say } from "./messages";

/** Where a sandbox can be claimed, and why it is not the partner's own link. */
interface Claim {
  url: string | undefined;
  reason?: string | undefined;
}

/** Warns of a sandbox, without a request. */
export function warnOfSandbox(context: Context, id: string, state: StoreState, claim?: Claim): void {
  const { name = id, ownership, dashboardUrl } = state;
  if (ownership !== "sandbox") return;
  const { url, reason } = claim ?? { url: dashboardUrl };
  context.preflight.warnOnce(`sandbox ${id} ${url}`, say("store-sandbox", { name, id, url, reason }));
}

/**
 * Warns of a sandbox, with the partner's link to claim it. Requesting the link is a write, so only operations that change
 * a store do it. A failure of the request is no failure of the operation.
 */
export async function offerClaim(context: Context, id: string, state: StoreState): Promise<void> {
  const { ownership, teamId, integrationConfigurationId: installation, dashboardUrl } = state;
  if (ownership !== "sandbox" || installation === undefined) return;
  const url = await responseOrError(requestClaimUrl(context.session().api(teamId), installation, id));
  const claim = VercelError.isInstance(url) ? { url: dashboardUrl, reason: renderCause(url) } : { url };
  warnOfSandbox(context, id, state, claim);
}
