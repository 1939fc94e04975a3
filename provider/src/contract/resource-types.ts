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

/**
 * The exports of `pulumi-vercel-marketplace/provider` that provider texts name. They can never be renamed: states contain
 * them. The texts of 0.1.0 name `integrationStore` and `projectConnection`.
 */
export type HandlerName = "store" | "connection";

/**
 * The code that the host evaluates to load this package. A constant, so that the state holds no serialized code, no
 * absolute path and no secret, and is the same on every machine. `require` resolves from the folder of the program.
 *
 * If this package is not there, the error is one line without a stack that says what to install: a commit may remove the
 * last resource and the package together. A missing dependency of this package keeps its own error.
 *
 * @param folder A folder relative to the program's that is searched too, for a package that is not in the program's.
 */
export function providerText(handler: HandlerName, folder?: string): string {
  const [name, subpath] = PROVIDER_MODULE.split("/");
  // Not a quote before the slash: that would look like an absolute path.
  const path = `\`\${p}/${subpath}\``;
  const module = folder === undefined ? path : `require.resolve(${path},{paths:[".",${JSON.stringify(folder)}]})`;
  const sentence = `e.stack=e.message="npm install "+p`;
  return `exports.handler=(p="${name}")=>{try{return require(${module}).${handler}}catch(e){throw/'pul/.test(e)&&(${sentence}),e}}`;
}

/** Whether a state with the old text has to get the new one, because only the new one searches a folder. */
export function searchesNewFolder(oldText: unknown, newText: unknown): boolean {
  return newText !== oldText && typeof newText === "string" && newText.includes("{paths:");
}
