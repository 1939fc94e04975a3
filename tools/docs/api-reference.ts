// docs/api.md: the reference of the package's public names, from their JSDoc. A name without documentation is an error.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Application } from "typedoc";
import type { PluginOptions } from "typedoc-plugin-markdown";

const provider = fileURLToPath(new URL("../../provider", import.meta.url));

/** How the page looks: one page, with tables. */
const layout: Partial<PluginOptions> = {
  hidePageHeader: true,
  hideBreadcrumbs: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  classPropertiesFormat: "table",
  typeDeclarationFormat: "table",
};

/** @throws an error with what is not documented */
export async function apiReference(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "api-"));
  try {
    const application = await Application.bootstrapWithPlugins({
      plugin: ["typedoc-plugin-markdown"],
      entryPoints: [join(provider, "src/index.ts")],
      tsconfig: join(provider, "tsconfig.json"),
      outputs: [{ name: "markdown", path: folder }],
      router: "module",
      readme: "none",
      excludeExternals: true,
      disableSources: true,
      validation: { notDocumented: true, notExported: true, invalidLink: true },
      logLevel: "Warn",
      ...layout,
    });
    const problems: string[] = [];
    application.logger.validationWarning = (message: string) => void problems.push(message);
    const project = await application.convert();
    if (project === undefined) throw new Error("The types of the package could not be read.");
    application.validate(project);
    if (problems.length > 0) throw new Error(`The reference of the API is incomplete:\n${problems.join("\n")}`);
    await application.generateOutputs(project);
    return await readFile(join(folder, "README.md"), "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
