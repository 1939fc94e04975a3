// The commands, one a row. Each is loaded only when it is asked for.
import type { SubCommandsDef } from "citty";

export const commands: SubCommandsDef = {
  discover: () => import("./discover.js").then(({ discover }) => discover),
};
