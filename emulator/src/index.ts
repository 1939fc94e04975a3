// The public surface of the emulator.
export type { Behaviour, BehaviourChange, Provisioning, StoreStatus } from "./behaviour.js";
export type { Installation, Team, TokenName } from "./catalogue/accounts.js";
export type { CustomEnvironment, Project } from "./catalogue/projects.js";
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
} from "./catalogue/shapes.js";
export type { Emulator, EmulatorOptions } from "./emulator.js";
export type { BarrierGiven, BarrierHandle } from "./faults/barriers.js";
export type { FaultHandle } from "./faults/faults.js";
export type { RandomSpec } from "./faults/random.js";
export type { FaultGiven, FaultKind, FaultPoint } from "./faults/spec.js";
export type { Journal, JournalEntry } from "./journal.js";
export { startEmulator } from "./start.js";
export type { Catalogue } from "./state/catalogue.js";
export type { ConnectionSeed, OwnVariable, ProjectSeed, Projects, VariableWithValue } from "./state/projects.js";
export type { Seed, StoreEvent, StorePatch, Stores } from "./state/stores.js";
export type { ConnectedProject, StoredStore, StoredVariable, World } from "./state/world.js";
