// Messages that stores and connections share.
import { message } from "../../errors/messages";

export const coreMessages = {
  "not-verified": message<{ reason: string }>({
    text: ({ reason }) =>
      "Not checked against Vercel: integrations, metadata, plans, prices, projects and environments of new resources " +
      `are not validated in this preview. ${reason}`,
    example: { reason: "No Vercel token. Set VERCEL_API_TOKEN." },
  }),
  "deletion-not-confirmed": message<{ store: string; team: string; why: string; token: string }>({
    text: ({ store, team, why, token }) =>
      `${store} was not found in ${team}, ${why}, so it does not count as deleted and stays in the state. ${token} ` +
      "If it was deleted, remove it from the state with `pulumi state delete`.",
    example: {
      store: "shop-prod-db (ir_…)",
      team: "team acme",
      why: "and the token cannot list that team's stores (403)",
      token: "Token: from environment variable VERCEL_API_TOKEN.",
    },
  }),
};
