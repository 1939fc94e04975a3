// The public API of the package.
export type { BarrierGiven, BarrierHandle } from "./faults/barriers.js";
export type { FaultHandle } from "./faults/fault-injector.js";
export type { RandomSpec } from "./faults/random.js";
export type { FaultGiven, FaultKind, FaultPoint } from "./faults/spec.js";
export type { Journal, JournalEntry } from "./net/journal.js";
export type { Installation, Team, TokenName } from "./seed/accounts.js";
export type { CustomEnvironment, Project } from "./seed/projects.js";
export type {
  BillingPlan,
  CataloguePlan,
  Metadata,
  MetadataProperty,
  MetadataSchema,
  MetadataValue,
  Option,
  Partner,
  Product,
  SecretTemplate,
} from "./seed/types.js";
export {
  type PublicEmulator as Emulator,
  type StartOptions as EmulatorOptions,
  startEmulator,
} from "./server/start.js";
export type { Behaviour, BehaviourChange, Provisioning, StoreStatus } from "./state/behaviour.js";
export type { Catalogue } from "./state/catalogue.js";
export type { ConnectionSeed, OwnVariable, ProjectSeed, Projects, VariableWithValue } from "./state/projects.js";
export type { SeedData } from "./state/seed-data.js";
export type { Seed, StorePatch, Stores } from "./state/stores.js";
export type { ConnectedProject, StoredStore, StoredVariable, StoreEvent, World } from "./state/world.js";
