// The lifecycle of an IntegrationStore, in the order in which an engine calls it.
import type { StoreInputs, StoreState } from "../../contract/integration-store";
import type { Lifecycle } from "../core/context";
import { check } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { diff } from "./diff";
import { read } from "./read";
import { update } from "./update";

export const integrationStore: Lifecycle<StoreInputs, StoreState> = {
  check,
  diff,
  create,
  read,
  update,
  delete: remove,
};
