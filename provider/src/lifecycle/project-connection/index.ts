// The lifecycle of a ProjectConnection, in the order in which an engine calls it.
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import type { Lifecycle } from "../core/context";
import { runOperation } from "../core/operation";
import { check } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { diff } from "./diff";
import { read } from "./read";
import { formatRecorded } from "./state";
import { update } from "./update";

export const projectConnection: Lifecycle<ConnectionInputs, ConnectionState> = {
  check,
  // A rejected diff names its connection.
  diff: (context, id, olds, news) =>
    runOperation(context, { name: "compare", resource: formatRecorded({ id, state: olds }) }, () =>
      diff(context, id, olds, news),
    ),
  create,
  read,
  update,
  delete: remove,
};
