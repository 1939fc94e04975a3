// The tables of the README, generated from the interfaces and tables that the code itself uses.
import { readFileSync } from "node:fs";
import type { ArgumentSpec } from "../../provider/src/contract/argument-spec.ts";
import { code, table } from "../markdown.ts";
import { type Compatibility, compatibilityTable } from "./compatibility.ts";
import { accountSettings, CONNECTION_SECRET_OUTPUTS, connectionSpecs, SECRET_OUTPUTS, storeSpecs } from "./contract.ts";
import { membersOf } from "./interfaces.ts";

const storeContract = new URL("../../provider/src/contract/integration-store.ts", import.meta.url);
const connectionContract = new URL("../../provider/src/contract/project-connection.ts", import.meta.url);

const compatibility = new URL("../../docs/compatibility.json", import.meta.url);

/** Every generated table, by the name of its place in the README. */
export function tables(): Record<string, string> {
  return {
    "store-arguments": argumentTable(storeContract, "StoreArguments", storeSpecs),
    "store-outputs": outputTable(storeContract, "StoreOutputs", storeSpecs, SECRET_OUTPUTS),
    "connection-arguments": argumentTable(connectionContract, "ConnectionArguments", connectionSpecs),
    "connection-outputs": outputTable(
      connectionContract,
      "ConnectionOutputs",
      connectionSpecs,
      CONNECTION_SECRET_OUTPUTS,
    ),
    "account-settings": table(
      ["`Provider`", "stack config", "environment, first one found", "meaning"],
      Object.entries(accountSettings).map(([name, { configKey, environment, doc }]) => [
        code(name),
        code(configKey),
        environment.map(code).join(", "),
        doc,
      ]),
    ),
    compatibility: compatibilityTable(JSON.parse(readFileSync(compatibility, "utf8")) as Compatibility),
  };
}

/** A text with every generated table in its place: between `<!-- table NAME -->` and `<!-- end -->`. */
export function withTables(text: string, generated: Record<string, string>): string {
  return text.replace(/<!-- table (\S+) -->\n[\s\S]*?<!-- end -->/g, (place, name: string) => {
    const content = generated[name];
    if (content === undefined) throw new Error(`There is no table ${name} for: ${place.split("\n")[0]}`);
    return `<!-- table ${name} -->\n${content}<!-- end -->`;
  });
}

type Specs = Record<string, ArgumentSpec<string>>;

function argumentTable(file: URL, interfaceName: string, specs: Specs): string {
  return table(
    ["argument", "type", "meaning", "default", "a change"],
    membersOf(file, interfaceName).map(({ name, type, summary, default: defaultValue }) => [
      code(name),
      code(documentedType(type)),
      summary,
      defaultValue,
      specs[name]?.change === "replace" ? "replaces" : (specs[name]?.change ?? ""),
    ]),
  );
}

function outputTable(file: URL, interfaceName: string, specs: Specs, secret: readonly string[]): string {
  return table(
    ["output", "type", "meaning"],
    membersOf(file, interfaceName)
      .filter(({ name }) => !Object.hasOwn(specs, name))
      .map(({ name, type, summary }) => [
        code(name),
        code(documentedType(type)),
        `${secret.includes(name) ? "**Secret.** " : ""}${summary}`,
      ]),
  );
}

/** Types that a reader of the README cannot look up, written out. */
function documentedType(type: string): string {
  const written: Record<string, string> = {
    Metadata: "Record<string, string | number | boolean | string[] | number[]>",
    BillingPlan: "{ id, name, type, cost, scope? }",
    StoreTimeouts: "{ create?: number | string; delete?: number | string }",
  };
  return written[type] ?? type.replaceAll("Duration", "number | string");
}
