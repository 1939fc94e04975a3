// The lifecycle of an IntegrationStore, in the order in which an engine calls it.
import type { StoreInputs, StoreState } from "../../contract/integration-store";
import type { Lifecycle } from "../core/context";
import { runOperation } from "../core/operation";
import { check } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { diff } from "./diff";
import { read } from "./read";
import { formatLabel } from "./state";
import { update } from "./update";

export const integrationStore: Lifecycle<StoreInputs, StoreState> = {
  check,
  // A rejected diff names its store.
  diff: (context, id, olds, news) =>
    runOperation(context, { name: "compare", resource: formatLabel(olds, id) }, () => diff(context, id, olds, news)),
  create,
  read,
  update,
  delete: remove,
};
