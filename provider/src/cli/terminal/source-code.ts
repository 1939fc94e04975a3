// Source code of programs: literals that contain nothing but their value, and declarations of resources.

const MAX_LINE_LENGTH = 110;

/** `const db = new IntegrationStore("db", { … });`, on one line if it fits. A field is a name and an expression. */
export function formatDeclaration(
  start: string,
  { type, name, fields }: { type: string; name: string; fields: readonly (readonly [string, string])[] },
): string {
  const members = fields.map(([key, expression]) => `${formatKey(key)}: ${expression}`);
  const call = `${start} = new ${type}(${formatLiteral(name)}, {`;
  const oneLine = `${call} ${members.join(", ")} });`;
  if (oneLine.length <= MAX_LINE_LENGTH) return oneLine;
  return `${call}\n${members.map((member) => `  ${member},\n`).join("")}});`;
}

/** A JSON value as source code. Keys are quoted only if they must be. */
export function formatLiteral(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatLiteral).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${formatKey(key)}: ${formatLiteral(member)}`);
  return `{ ${members.join(", ")} }`;
}

function formatKey(key: string): string {
  // As a plain or quoted key it would set the prototype.
  if (key === "__proto__") return `["${key}"]`;
  return /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(key) ? key : JSON.stringify(key);
}
