// What a team can create, asked for once in a process: its installations, their products, the products' plans.

import { canonicalText } from "../contract/values";
import { listConfigurations } from "../vercel/api/integrations";
import { listPlans, type PlansRequest } from "../vercel/api/list-plans";
import { type InstallationProducts, listProducts } from "../vercel/api/list-products";
import type { Configuration, Plan } from "../vercel/schemas";
import type { Transport } from "../vercel/transport";
import { Memo } from "./memo";

/** Fifty stores of one product with one metadata cost three requests. */
export class Catalogue {
  private readonly installationsMemo = new Memo<Configuration[]>();
  private readonly productsMemo = new Memo<InstallationProducts>();
  private readonly plansMemo = new Memo<Plan[]>();

  constructor(private readonly transport: Transport) {}

  installations(team: string | undefined): Promise<Configuration[]> {
    return this.installationsMemo.get(team ?? "", () => listConfigurations(this.transport, team));
  }

  products(team: string | undefined, integrationConfigurationId: string): Promise<InstallationProducts> {
    return this.productsMemo.get(`${team ?? ""} ${integrationConfigurationId}`, () =>
      listProducts(this.transport, team, integrationConfigurationId),
    );
  }

  plans(request: PlansRequest): Promise<Plan[]> {
    return this.plansMemo.get(canonicalText(request), () => listPlans(this.transport, request));
  }
}
