// The one warning of a run about variables whose values are not handed out, and how to read them.
import type { Context } from "../core/context";
import type { Reading } from "./variables";

const warned = new WeakSet<Context>();

export function tellUnreadable(context: Context, label: string, { unreadable, refused }: Reading): void {
  if (unreadable.length === 0 || warned.has(context)) return;
  warned.add(context);
  const names = unreadable.join(", ");
  context.log.warning(
    refused
      ? `${label}: this token may not read the project's variables, so ${names} are in \`unreadable\`, not in \`values\`. ` +
          "Use a token of a member who may read them."
      : `${label}: Vercel hands out sensitive variables to deployments only, so ${names} are in \`unreadable\`, not in ` +
          "`values`. To read them in the program, connect the project without `sensitive` and with `development`, whose " +
          "variables are never sensitive.",
  );
}
