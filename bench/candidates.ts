// The two programs that are compared: they differ in nothing but the class of their resources.

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

// The least that Pulumi asks of a dynamic provider. Its cost is the engine's, and that of a resource in the state.
const noOp: Candidate = {
  name: "no-op",
  type: "pulumi-nodejs:dynamic:Resource",
  program: (count) => `
    const { dynamic } = require("@pulumi/pulumi");
    const provider = { create: async () => ({ id: "made" }) };
    for (let index = 0; index < ${count}; index++) new dynamic.Resource(provider, "db-" + index, {});
  `,
};

export const candidates: readonly Candidate[] = [noOp, store];
