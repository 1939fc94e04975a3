// Type tokens and provider texts: they connect a resource in a program, and in every state, to this package.

/** The module that the provider text loads. A permanent contract: states of every released version name it. */
export const PROVIDER_MODULE = "pulumi-vercel-marketplace/provider";

/** The type token of `IntegrationStore`. Its package part makes the engine use its Node dynamic-provider host. */
export const INTEGRATION_STORE_TYPE = "pulumi-nodejs:dynamic/vercel:IntegrationStore";

/** The type token of `ProjectConnection`. */
export const PROJECT_CONNECTION_TYPE = "pulumi-nodejs:dynamic/vercel:ProjectConnection";

/** The package whose plugin the engine starts for our resources, and for an explicit `Provider`. */
export const HOST_PACKAGE = "pulumi-nodejs";

/** The property that carries the provider text, in inputs and in outputs. */
export const PROVIDER_KEY = "__provider";

/** The exports of `pulumi-vercel-marketplace/provider`. They can never be renamed: states contain them. */
export type HandlerName = "integrationStore" | "projectConnection";

/**
 * The code that the host evaluates to load this package. A constant, so that the state holds no serialized code, no
 * path and no secret, and is the same on every machine. It resolves the package from the folder of the program.
 */
export function providerText(handler: HandlerName): string {
  return `exports.handler=()=>require("module").createRequire(process.cwd()+"/_")("${PROVIDER_MODULE}").${handler}`;
}
