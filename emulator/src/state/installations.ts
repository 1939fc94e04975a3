// Adding and removing an installation. The API and the tests use the same functions.
import type { Installation } from "../seed/accounts.js";
import type { Partner } from "../seed/types.js";
import { alphanumeric } from "./ids.js";
import type { World } from "./world.js";

export function addInstallation(
  world: World,
  partner: Partner,
  given: Pick<Installation, "teamId" | "userId" | "createdAt"> & Partial<Installation>,
): Installation {
  const installation: Installation = {
    id: `icfg_${alphanumeric(24)}`,
    integrationId: partner.id,
    type: partner.isMarketplace ? "marketplace" : "external",
    status: "ready",
    ...given,
  };
  world.installations.push(installation);
  return installation;
}

export function removeInstallation(world: World, id: string): void {
  world.installations = world.installations.filter((installation) => installation.id !== id);
}
