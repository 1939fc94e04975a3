// The two programs that are compared. They differ only in the class of their resources.

export interface Candidate {
  name: "store" | "no-op";
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

// The smallest dynamic provider. Its cost is that of the engine and of a resource in the state.
const noOp: Candidate = {
  name: "no-op",
  type: "pulumi-nodejs:dynamic:Resource",
  program: (count) => `
    const { dynamic } = require("@pulumi/pulumi");
    const provider = { create: async () => ({ id: "created" }) };
    for (let index = 0; index < ${count}; index++) new dynamic.Resource(provider, "db-" + index, {});
  `,
};

export const candidates: readonly Candidate[] = [noOp, store];
