// `npm run docs`: writes the generated files.
import { writeFileSync } from "node:fs";
import { apiReference } from "./api-reference.ts";
import { generatedFiles, root } from "./generated.ts";

const files = { ...generatedFiles(), "docs/api.md": await apiReference() };
for (const [path, text] of Object.entries(files)) writeFileSync(new URL(path, root), text);
