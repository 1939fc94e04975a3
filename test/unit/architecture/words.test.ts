// Plain technical English: words that the project has retired, in identifiers, file names and messages.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { nodesOf, parse, type Source, sources } from "./sources.ts";

interface Words {
  /** A retired word, and what to use instead. */
  identifiers: Record<string, string>;
  /** Patterns that no message may match. */
  messages: string[];
}

const words = JSON.parse(readFileSync(new URL("words.json", import.meta.url), "utf8")) as Words;

/** The words of an identifier or file name, in lower case: `readHTTPBody` has read, http and body. */
function wordsOf(name: string): string[] {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase());
}

/** Names that the code chooses itself: declarations, not the names of others' APIs. */
function declaredNames(file: ts.SourceFile): string[] {
  return nodesOf(file).flatMap((node) => {
    const isDeclaration =
      ts.isVariableDeclaration(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isClassDeclaration(node) ||
      ts.isInterfaceDeclaration(node) ||
      ts.isTypeAliasDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isPropertyDeclaration(node) ||
      ts.isPropertySignature(node);
    return isDeclaration && node.name !== undefined && ts.isIdentifier(node.name) ? [node.name.text] : [];
  });
}

/** Strings with a space: messages and parts of them. */
function messagesIn(file: ts.SourceFile): string[] {
  return nodesOf(file)
    .filter(
      (node) => ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateExpression(node),
    )
    .map((node) => node.getText(file))
    .filter((text) => text.includes(" "));
}

function retiredNames({ path, file }: Source): string[] {
  const names = [basename(path, ".ts"), ...declaredNames(file)];
  return names.filter((name) => wordsOf(name).some((word) => Object.hasOwn(words.identifiers, word)));
}

function retiredMessages({ file }: Source): string[] {
  const patterns = words.messages.map((pattern) => new RegExp(pattern, "i"));
  return messagesIn(file).filter((text) => patterns.some((pattern) => pattern.test(text)));
}

describe("the rule", () => {
  test("finds retired words in declared names and messages", () => {
    const file = parse("held-stores.ts", 'const isHeld = 1; const kept = x.gone; throw fail("It was told to a text");');
    const source = { path: "held-stores.ts", file };
    expect(retiredNames(source)).toEqual(["held-stores", "isHeld", "kept"]);
    expect(retiredMessages(source)).toEqual(['"It was told to a text"']);
  });
});

test.each(sources.map((source) => [source.path, source] as const))("%s uses no retired word", (_, source) => {
  expect([...retiredNames(source), ...retiredMessages(source)]).toEqual([]);
});
