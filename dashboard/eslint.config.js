import js from "@eslint/js";
import tseslint from "typescript-eslint";

const sinks = ["innerHTML", "outerHTML", "insertAdjacentHTML", "srcdoc"];

export default tseslint.config(
  { ignores: ["dist", "build", "artifacts"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ["scripts/*.mjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly", Buffer: "readonly" } },
  },
  {
    files: ["**/*.ts"],
    rules: {
      "no-restricted-properties": ["error", ...sinks.map((property) => ({ property, message: "Text of posts is hostile: text nodes only." }))],
      "no-eval": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
    },
  },
);
