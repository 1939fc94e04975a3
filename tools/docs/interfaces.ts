// Reads the documentation of interface members from their JSDoc, by the TypeScript compiler.
import { fileURLToPath } from "node:url";
import ts from "typescript";

export interface MemberDoc {
  name: string;
  type: string;
  /** The first paragraph: one cell of a table. */
  summary: string;
  /** The `@default` tag. */
  default: string;
}

/** The members that an interface declares itself, in their order. */
export function membersOf(file: URL, interfaceName: string): MemberDoc[] {
  const path = fileURLToPath(file);
  const source = ts.createSourceFile(path, ts.sys.readFile(path) ?? "", ts.ScriptTarget.Latest, true);
  const declaration = source.statements
    .filter(ts.isInterfaceDeclaration)
    .find(({ name }) => name.text === interfaceName);
  if (declaration === undefined) throw new Error(`${path} has no interface ${interfaceName}.`);
  return declaration.members.filter(ts.isPropertySignature).map((member) => {
    const [doc] = ts.getJSDocCommentsAndTags(member).filter(ts.isJSDoc);
    const text = ts.getTextOfJSDocComment(doc?.comment) ?? "";
    const defaultTag = doc?.tags?.find(({ tagName }) => tagName.text === "default");
    return {
      name: member.name.getText(),
      type: member.type?.getText() ?? "",
      summary: oneLine(text.split(/\n\s*\n/)[0] ?? ""),
      default: oneLine(ts.getTextOfJSDocComment(defaultTag?.comment) ?? ""),
    };
  });
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
