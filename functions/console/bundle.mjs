// Builds the console into the folder that is named, compresses it, and fails when the first view is over its budget.
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";

const BUDGET_KB = 350;
// What a person who opens the queue waits for, by the sources that start each part of it.
const FIRST_VIEW = ["index.html", "src/queue/page.tsx", "src/i18n/vi/index.ts", "src/i18n/cloudscape.vi.ts"];

const TEXT = /\.(js|css|html|svg|json)$/;
const WORTHWHILE_BYTES = 600;

const target = resolve(process.argv[2] ?? "dist");
await build({ root: import.meta.dirname, logLevel: "warn", build: { outDir: target, emptyOutDir: true } });
checkBudget();
compress();

/** Writes .br and .gz beside each text file, so that the function only has to hand out bytes. */
function compress() {
  for (const entry of readdirSync(target, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    // The page itself is completed by the server, so it cannot be compressed ahead.
    if (!entry.isFile() || !TEXT.test(entry.name) || entry.name === "index.html") continue;
    const content = readFileSync(path);
    if (content.length < WORTHWHILE_BYTES) continue;
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
}

/** Adds up the scripts of the first view as gzip sends them, the larger of the two codings. */
function checkBudget() {
  const folder = join(target, ".vite");
  const manifest = JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8"));
  rmSync(folder, { recursive: true });
  const files = new Set();
  const visit = (key) => {
    const chunk = manifest[key];
    if (!chunk) throw new Error(`the manifest has no ${key}`);
    if (files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  for (const key of FIRST_VIEW) visit(key);
  const sizes = [...files].map(
    (file) => gzipSync(readFileSync(join(target, file)), { level: 9 }).length / 1000,
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`first view: ${total.toFixed(1)} kB of compressed script (budget ${BUDGET_KB} kB)`);
  if (total > BUDGET_KB) {
    console.error("The first view is over its budget: load something later, or drop it.");
    process.exit(1);
  }
}
