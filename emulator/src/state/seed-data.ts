// What an emulator has beside its catalogue from the start: stores, projects, variables and connections, as in a file.
import { z } from "zod";
import { provisioningSchema, storeStatus } from "./behaviour.js";
import type { ConnectionSeed, OwnVariable, ProjectSeed, Projects } from "./projects.js";
import type { Seed, Stores } from "./stores.js";

/** Added in this order. A connection names a store by its id, so a store that is connected has one in the seed. */
export interface SeedData {
  projects?: ProjectSeed[];
  stores?: Omit<Seed, "projectsMetadata">[];
  variables?: OwnVariable[];
  connections?: ConnectionSeed[];
}

type Fields<Of> = Record<keyof Of, z.ZodType>;
const text = z.string();
const optional = text.optional();
const list = z.array(text).optional();
const number = z.number().optional();

const fields = {
  projects: {
    name: text,
    team: optional,
    framework: text.nullable().optional(),
    customEnvironments: list,
    id: optional,
  } satisfies Fields<ProjectSeed>,
  stores: {
    name: text,
    integration: text,
    product: optional,
    team: optional,
    integrationConfigurationId: optional,
    ownership: z.enum(["owned", "linked", "sandbox"]).optional(),
    metadata: z.record(text, z.unknown()).optional(),
    billingPlanId: optional,
    prepaymentAmountCents: number,
    status: storeStatus.optional(),
    provisioning: provisioningSchema.optional(),
    createdAt: number,
    externalId: optional,
    id: optional,
  } satisfies Fields<Omit<Seed, "projectsMetadata">>,
  variables: {
    project: text,
    key: text,
    value: text,
    environments: list,
    type: z.enum(["encrypted", "sensitive", "plain"]).optional(),
  } satisfies Fields<OwnVariable>,
  connections: {
    store: text,
    project: text,
    environments: list,
    prefix: optional,
    sensitive: z.boolean().optional(),
  } satisfies Fields<ConnectionSeed>,
};

export const seedDataSchema = z.strictObject({
  projects: z.array(z.strictObject(fields.projects)).optional(),
  stores: z.array(z.strictObject(fields.stores)).optional(),
  variables: z.array(z.strictObject(fields.variables)).optional(),
  connections: z.array(z.strictObject(fields.connections)).optional(),
});

/** Adds valid data. @throws an error that says what the emulator does not have, such as an integration */
export function addSeedData({ stores, projects }: { stores: Stores; projects: Projects }, data: SeedData): void {
  for (const project of data.projects ?? []) projects.seed(project);
  for (const store of data.stores ?? []) stores.seed(store);
  for (const variable of data.variables ?? []) projects.addVariable(variable);
  for (const connection of data.connections ?? []) projects.connect(connection);
}
