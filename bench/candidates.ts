// The programs that are compared. They differ only in the class of their resources.
import type { Emulator } from "vercel-marketplace-emulator";

export const candidateNames = ["no-op", "like", "secret", "store"] as const;
export type CandidateName = (typeof candidateNames)[number];

export interface Candidate {
  name: CandidateName;
  type: string;
  program(count: number): string;
  /** For the processes of the program and of the provider. */
  environment?(emulator: Emulator): Record<string, string>;
}

const store: Candidate = {
  name: "store",
  type: "pulumi-nodejs:dynamic/vercel:IntegrationStore",
  program: (count) => `
    const { IntegrationStore } = require("pulumi-vercel-marketplace");
    for (let index = 0; index < ${count}; index++) {
      new IntegrationStore("db-" + index, { integration: "neon", metadata: { region: "iad1" } });
    }
  `,
};

/** The smallest dynamic provider. Its cost is that of the engine and of a resource in the state. */
const noOp: Candidate = {
  name: "no-op",
  type: "pulumi-nodejs:dynamic:Resource",
  program: (count) => `
    const { dynamic } = require("@pulumi/pulumi");
    const provider = { create: async () => ({ id: "created" }) };
    for (let index = 0; index < ${count}; index++) new dynamic.Resource(provider, "db-" + index, {});
  `,
};

/** A no-op with as many properties as a store has, none of which gets a value. */
const like: Candidate = {
  name: "like",
  type: "pulumi-nodejs:dynamic:Resource",
  program: (count) => `
    const { dynamic } = require("@pulumi/pulumi");
    const provider = { create: async () => ({ id: "created" }) };
    const properties = Object.fromEntries(Array.from({ length: 26 }, (_, index) => ["property" + index, undefined]));
    for (let index = 0; index < ${count}; index++) new dynamic.Resource(provider, "db-" + index, { ...properties });
  `,
};

/**
 * A no-op with the secret of a store: what no state can be without. The provider reads it from the environment, because
 * the engine keeps the code of a provider in the state, twice, with all that the code refers to.
 */
const secret: Candidate = {
  name: "secret",
  type: "pulumi-nodejs:dynamic:Resource",
  environment: (emulator) => {
    const { id } = emulator.stores.seed({ name: "db", integration: "neon", metadata: { region: "iad1" } });
    return { BENCH_SECRETS: JSON.stringify(emulator.stores.secretValues(id)) };
  },
  program: (count) => `
    const { dynamic } = require("@pulumi/pulumi");
    const provider = { create: async () => ({ id: "created", outs: { secrets: JSON.parse(process.env.BENCH_SECRETS) } }) };
    const options = { additionalSecretOutputs: ["secrets"] };
    for (let index = 0; index < ${count}; index++) {
      new dynamic.Resource(provider, "db-" + index, { secrets: undefined }, options);
    }
  `,
};

export const candidates: readonly Candidate[] = [noOp, like, secret, store];
