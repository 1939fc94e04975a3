// The lifecycle of a ProjectConnection, in the order in which an engine calls it.
import type { ConnectionInputs, ConnectionState } from "../../contract/project-connection";
import type { Lifecycle } from "../core/context";
import { check } from "./check";
import { create } from "./create";
import { remove } from "./delete";
import { diff } from "./diff";
import { read } from "./read";
import { update } from "./update";

export const projectConnection: Lifecycle<ConnectionInputs, ConnectionState> = {
  check,
  diff,
  create,
  read,
  update,
  delete: remove,
};
