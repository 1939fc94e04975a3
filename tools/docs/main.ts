// `npm run docs`: writes the generated files.
import { writeFileSync } from "node:fs";
import { generatedFiles, root } from "./generated.ts";

for (const [path, text] of Object.entries(generatedFiles())) writeFileSync(new URL(path, root), text);
