// Messages that stores and connections share.

export const coreMessages = {
  "not-verified": ({ reason }: { reason: string }) =>
    "Not checked against Vercel: integrations, metadata, plans, prices, projects and environments of new resources " +
    `are not validated in this preview. ${reason}`,
  "deletion-not-confirmed": ({
    store,
    team,
    why,
    token,
  }: {
    store: string;
    team: string;
    why: string;
    token: string;
  }) =>
    `${store} was not found in ${team}, ${why}, so it does not count as deleted and stays in the state. ${token} ` +
    "If it was deleted, remove it from the state with `pulumi state delete`.",
};
