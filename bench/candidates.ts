// The programs that are compared. They differ only in the class of their resources.

export const candidateNames = ["no-op", "like", "secret", "store"] as const;
export type CandidateName = (typeof candidateNames)[number];

export interface Candidate {
  name: CandidateName;
  type: string;
  program(count: number): string;
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

/** A no-op with a secret of the names and sizes that a store of the emulator has: what no state can be without. */
const secret: Candidate = {
  name: "secret",
  type: "pulumi-nodejs:dynamic:Resource",
  program: (count) => `
    const { dynamic } = require("@pulumi/pulumi");
    const sizes = {
      DATABASE_URL: 120, DATABASE_URL_UNPOOLED: 112, NEON_PROJECT_ID: 20, PGDATABASE: 6,
      PGHOST: 56, PGHOST_UNPOOLED: 49, PGPASSWORD: 16, PGUSER: 12,
    };
    const provider = {
      create: async () => ({
        id: "created",
        outs: { secrets: Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, "x".repeat(size)])) },
      }),
    };
    const options = { additionalSecretOutputs: ["secrets"] };
    for (let index = 0; index < ${count}; index++) {
      new dynamic.Resource(provider, "db-" + index, { secrets: undefined }, options);
    }
  `,
};

export const candidates: readonly Candidate[] = [noOp, like, secret, store];
