// `npm run picture`: writes docs/images/terminal.svg.
import { writeFileSync } from "node:fs";
import { engineFolder } from "../engine/engine-folder.ts";
import { drawPicture, pictureFile } from "./picture.ts";

const say = (line: string) => void process.stderr.write(`engine: ${line}\n`);
const engine = await engineFolder({ say, signal: new AbortController().signal });
writeFileSync(pictureFile, await drawPicture(engine));
