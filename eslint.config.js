// What Biome cannot find without types: promises that nobody waits for, and promises returned out of a `try`.
import tseslint from "typescript-eslint";

export default tseslint.config({
  files: ["provider/src/**/*.ts", "emulator/src/**/*.ts"],
  languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true } },
  plugins: { "@typescript-eslint": tseslint.plugin },
  rules: {
    "@typescript-eslint/no-floating-promises": "error",
    "@typescript-eslint/no-misused-promises": "error",
    "@typescript-eslint/return-await": ["error", "error-handling-correctness-only"],
  },
});
