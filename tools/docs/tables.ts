// The tables of the README, made from the tables that the code itself works by.
import { createRequire } from "node:module";
import type { AccountSettingRow } from "../../provider/src/contract/account-settings.ts";
import type { ArgumentRow } from "../../provider/src/contract/store-arguments.ts";
import type { OutputRow } from "../../provider/src/contract/store-outputs.ts";

// The contract is compiled to CommonJS, and only that form runs as it is.
const contract = createRequire(new URL("../../provider/dist/contract/", import.meta.url));
const { storeArguments } = contract("./store-arguments.js") as { storeArguments: Record<string, ArgumentRow> };
const { storeOutputs } = contract("./store-outputs.js") as { storeOutputs: Record<string, OutputRow> };
const { connectionArguments } = contract("./project-connection-arguments.js") as {
  connectionArguments: Record<string, ArgumentRow>;
};
const { connectionOutputs } = contract("./project-connection-outputs.js") as {
  connectionOutputs: Record<string, OutputRow>;
};
const { accountSettings } = contract("./account-settings.js") as { accountSettings: Record<string, AccountSettingRow> };
const { defaultTimings } = contract("./timings.js") as { defaultTimings: Record<string, number> };

/** Every generated table by the name of its place in the README. */
export function tables(): Record<string, string> {
  return {
    "store-arguments": argumentTable(storeArguments, "needs a new store"),
    "store-outputs": outputTable(storeOutputs),
    "connection-arguments": argumentTable(connectionArguments, "connects anew"),
    "connection-outputs": outputTable(connectionOutputs),
    "account-settings": table(
      ["`Provider`", "stack config", "environment, first one found", "meaning"],
      Object.entries(accountSettings).map(([name, row]) => [
        `\`${name}\``,
        `\`${row.configKey}\``,
        row.environment.map((variable) => `\`${variable}\``).join(", "),
        row.doc,
      ]),
    ),
    timings: `\`\`\`sh\nexport VERCEL_MARKETPLACE_TIMINGS='${JSON.stringify(defaultTimings)}'\n\`\`\`\n`,
  };
}

/** A text with every generated table put in its place: between `<!-- table NAME -->` and `<!-- end -->`. */
export function withTables(text: string): string {
  const made = tables();
  return text.replace(/<!-- table (\S+) -->\n[\s\S]*?<!-- end -->/g, (place, name: string) => {
    const content = made[name];
    if (content === undefined) throw new Error(`There is no table ${name} for: ${place.split("\n")[0]}`);
    return `<!-- table ${name} -->\n${content}<!-- end -->`;
  });
}

function argumentTable(rows: Record<string, ArgumentRow>, replaced: string): string {
  return table(
    ["argument", "type", "meaning", "default", "a change"],
    Object.entries(rows).map(([name, row]) => [
      `\`${name}\``,
      `\`${row.type}\``,
      row.doc,
      row.default ?? "",
      row.change === "replace" ? replaced : "in place, no request",
    ]),
  );
}

function outputTable(rows: Record<string, OutputRow>): string {
  return table(
    ["output", "type", "meaning"],
    Object.entries(rows).map(([name, row]) => [
      `\`${name}\``,
      `\`${row.type}\``,
      `${row.secret ? "**Secret.** " : ""}${row.doc}`,
    ]),
  );
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |\n`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("");
}
