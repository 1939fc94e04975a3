// Takes over a connection that exists, if it is the one that the program describes: a run that was cut off left it.
import { listCustomEnvironments } from "../../vercel/api/list-custom-environments";
import type { Context } from "../core/context";
import { differences, type Found, type Link, sameEnvironments } from "./link";
import { connectedOtherwise, type Wanted } from "./messages";

/** The connection itself. Throws a sentence with the differences where it is another one than the program describes. */
export async function takeOver(context: Context, found: Found, wanted: Wanted): Promise<Found> {
  const different = await differs(context, found.link, wanted);
  if (different.length === 0) return found;
  throw connectedOtherwise(found.store, found.link, different);
}

async function differs(context: Context, link: Link, { inputs, team }: Wanted): Promise<string[]> {
  const { environments: told = [] } = inputs;
  const live = link.environments ?? [];
  const asTold = { ...link, environments: told };
  // Only where nothing but the environments stands in the way is it worth to ask what slugs and ids mean.
  if (sameEnvironments(live, told) || live.length !== told.length || differences(asTold, inputs).length > 0) {
    return differences(link, inputs);
  }
  const custom = await listCustomEnvironments(context.session().transport, team, inputs.projectId);
  const ids = new Map(custom.map(({ id, slug }) => [slug, id]));
  const asIds = (names: readonly string[]) => names.map((name) => ids.get(name) ?? name);
  return sameEnvironments(asIds(live), asIds(told)) ? [] : differences(link, inputs);
}
