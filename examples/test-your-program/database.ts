// What the tests test: a component with a free Neon database, and its connection string as a secret.
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";
import { IntegrationStore, type IntegrationStoreArgs } from "pulumi-vercel-marketplace";

export interface DatabaseArgs {
  region?: string;
  timeouts?: IntegrationStoreArgs["timeouts"];
}

export class Database extends ComponentResource {
  readonly store: IntegrationStore;
  readonly url: Output<string | undefined>;

  constructor(name: string, { region = "iad1", timeouts }: DatabaseArgs = {}, options?: ComponentResourceOptions) {
    super("example:index:Database", name, {}, options);
    const args = { integration: "neon", metadata: { region }, timeouts };
    this.store = new IntegrationStore(name, args, { parent: this });
    this.url = this.store.secrets.apply((secrets) => secrets.DATABASE_URL);
    this.registerOutputs({ url: this.url });
  }
}
