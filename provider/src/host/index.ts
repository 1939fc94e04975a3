// `pulumi-vercel-marketplace/provider`: what the provider text in every state loads. Its names are a permanent contract.
import { SECRET_OUTPUTS } from "../contract/integration-store";
import type { HandlerName } from "../contract/provider-text";
import { integrationStore as storeLifecycle } from "../lifecycle/integration-store";
import { adapt } from "./adapter";
import { createProcessContext } from "./process-context";
import type { DynamicHandler } from "./protocol";

const context = createProcessContext(process.argv.at(-1), process.env);

const handlers: Record<HandlerName, DynamicHandler> = {
  integrationStore: adapt({
    lifecycle: storeLifecycle,
    context,
    secretKeys: SECRET_OUTPUTS,
    isState: (properties) => properties.stateVersion !== undefined,
  }),
};

export const integrationStore = handlers.integrationStore;
