// The errors and warnings of this package in an output of the engine: each ends with its code in brackets.
import { expect } from "vitest";

export interface Message {
  code: string;
  /** What the line says before the code. */
  text: string;
}

/** Every message of an output. The engine prints an error where it occurs, and again among the diagnostics. */
export function messagesIn(output: string): Message[] {
  return output.split("\n").flatMap((line) =>
    [...line.matchAll(/(.*?)\[([a-z]+(?:-[a-z]+)+)\]/g)].map(({ 1: text = "", 2: code = "" }) => ({
      code,
      text: text.trim(),
    })),
  );
}

/** Fails unless the output has a message with the code whose text contains every value. */
export function expectMessage(output: string, code: string, ...values: string[]): void {
  const messages = messagesIn(output);
  const found = messages.some(
    (message) => message.code === code && values.every((value) => message.text.includes(value)),
  );
  if (!found) expect(messages, output).toContainEqual({ code, text: values });
}

/** How often the diagnostics, which list each message once, have a code. */
export function countDiagnostics(output: string, code: string): number {
  const diagnostics = output.slice(output.indexOf("Diagnostics:"));
  return messagesIn(diagnostics).filter((message) => message.code === code).length;
}

/** The ids of the stores that a failed creation found by their names. Throws if the output has any other message. */
export function existingStores(output: string): string[] {
  // With consent to a replacement, check only warns of the store that the creation then finds.
  const messages = messagesIn(output).filter(({ code }) => code !== "store-may-exist");
  const ids = messages.map(({ code, text }) => {
    const id = /\bir_\w+/.exec(text)?.[0];
    if (code !== "store-exists" || id === undefined) throw new Error(`No way to recover from [${code}]:\n${output}`);
    return id;
  });
  return [...new Set(ids)];
}
