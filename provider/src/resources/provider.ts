// Provider: an explicit account, for programs that use several accounts or get the token from elsewhere.
import * as pulumi from "@pulumi/pulumi";
import { accountSettings, EXPLICIT_KEY } from "../contract/account-settings";
import { HOST_PACKAGE } from "../contract/resource-types";

/** The account that a {@link Provider} stands for. */
export interface ProviderArgs {
  /**
   * API token with admin access to the installation. Encrypted in the state, and used by destroy too. Always a secret.
   * See https://vercel.com/docs/rest-api#authentication.
   */
  apiToken: pulumi.Input<string>;
  /** Default team: `team_…` or its slug. Without it: the token's default team. */
  team?: pulumi.Input<string | undefined>;
  /**
   * URL of the API. Default: `https://api.vercel.com`. `http://` to a host other than loopback requires the environment
   * variable `VERCEL_ALLOW_HTTP=1`, the only one that counts for a `Provider`.
   */
  apiUrl?: pulumi.Input<string | undefined>;
  /**
   * Create stores even if the token cannot list those that exist. Each creation normally fails without that list: a
   * store of the same name would not be found, and neither would one whose creation got no response. Default: `false`.
   */
  createWithoutList?: pulumi.Input<boolean | undefined>;
}

/**
 * An account for the resources that use it as `provider`. It takes nothing from stack config or environment, and its
 * resources run in a process of their own. Ownership checks do not span providers.
 *
 * @example
 * const staging = new Provider("staging", { apiToken: config.requireSecret("stagingToken"), team: "acme-staging" });
 * const db = new IntegrationStore("db", { integration: "neon" }, { provider: staging });
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const settings: pulumi.Inputs = {
      [EXPLICIT_KEY]: "true",
      [accountSettings.apiToken.configKey]: pulumi.secret(args.apiToken),
      [accountSettings.team.configKey]: args.team,
      [accountSettings.apiUrl.configKey]: args.apiUrl,
      [accountSettings.createWithoutList.configKey]: args.createWithoutList,
    };
    super(HOST_PACKAGE, name, settings, opts);
  }
}
