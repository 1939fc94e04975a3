// States that were too large for the message that brought them: what is missing from them, by name.

/** The output that names the outputs that were left out. The next finished state is whole again. */
export const LEFT_OUT = "leftOut";

export type Abridged<State> = State & { readonly [LEFT_OUT]?: readonly string[] };
