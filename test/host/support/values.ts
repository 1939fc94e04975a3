// The two values of the wire that are not plain JSON: a secret, and one that is not known yet.

// https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/runtime/rpc.ts: specialSigKey, specialSecretSig, unknownValue
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export function secret(value: unknown): Record<string, unknown> {
  return { [signatureKey]: secretSignature, value };
}

export function isSecret(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && Reflect.get(value, signatureKey) === secretSignature;
}

/** The same value with every envelope, at any depth, replaced by what is in it. */
export function reveal(value: unknown): unknown {
  if (isSecret(value)) return reveal(value.value);
  if (Array.isArray(value)) return value.map(reveal);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, reveal(item)]));
}
