import { resolve } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { writeVocabulary } from "./vocabulary.mjs";

writeVocabulary();

export default defineConfig({
  // Relative, so that the same build works below any path.
  base: "./",
  plugins: [react()],
  resolve: {
    // Lists that can be put in another order bring a library for dragging along; none of ours can.
    alias: [
      {
        find: /^.*\/internal\/components\/sortable-area$/,
        replacement: resolve(import.meta.dirname, "src/ui/unsortable.tsx"),
      },
    ],
  },
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/test/setup.ts"],
    // Cloudscape ships ES modules that import their own style sheets.
    server: { deps: { inline: [/@cloudscape-design/] } },
    css: false,
  },
});
