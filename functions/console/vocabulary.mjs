// Writes the official words and codes for the console from hailong/vocabulary/vocabulary.toml, so that they stand once.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "smol-toml";

const SOURCE = "../../layers/common/hailong/vocabulary/vocabulary.toml";
const NOTE = "// Made from vocabulary.toml by vocabulary.mjs; do not edit.\n";
// What the console calls each vocabulary. Codes that others may add to are looked up by any text.
const NAMES = {
  roles: { open: true },
  subjects: {},
  levels: {},
  reasons: { open: true },
  states: { open: true },
  outcomes: {},
  root_causes: { name: "rootCauses" },
  channels: { open: true },
  stages: { open: true },
  languages: {},
};

/** Writes `src/i18n/{vi,en}/vocabulary.ts`, `src/case/helped-words.ts` (words) and `src/api/codes.ts` (lists of codes). */
export function writeVocabulary(root = import.meta.dirname) {
  const official = parse(readFileSync(join(root, SOURCE), "utf8"));
  for (const language of ["vi", "en"]) {
    write(join(root, `src/i18n/${language}/vocabulary.ts`), words(official, language));
  }
  write(join(root, "src/api/codes.ts"), codes(official));
  write(join(root, "src/case/helped-words.ts"), helpedWords(official));
}

/** What enterprises say of answers. Apart from the other words: the first view has no use for it. */
function helpedWords(official) {
  const of = (language) => JSON.stringify(pick(official.helped, (entry) => (entry.short ?? entry)[language]));
  return `${NOTE}export const helpedWords = { vi: ${of("vi")}, en: ${of("en")} };\n`;
}

function words(official, language) {
  const lines = Object.entries(NAMES).map(([vocabulary, { name = vocabulary, open }]) => {
    const labels = pick(official[vocabulary], (entry) => (entry.short ?? entry)[language]);
    // Levels are numbers.
    const text = JSON.stringify(labels).replaceAll(/"(\d)":/g, "$1:");
    return `  ${name}: ${text}${open ? " as Record<string, string>" : ""},`;
  });
  const hints = pick(official.outcomes, (entry) => entry.hint[language]);
  lines.push(`  outcomeHints: ${JSON.stringify(hints)},`);
  return `${NOTE}const vocabulary = {\n${lines.join("\n")}\n};\n\nexport default vocabulary;\n`;
}

function codes(official) {
  const list = (vocabulary, fits = () => true) =>
    JSON.stringify(Object.keys(official[vocabulary]).filter((code) => fits(official[vocabulary][code])));
  return `${NOTE}export const STATES = ${list("states")} as const;
export const STAFF_ROLES = ${list("roles", (role) => role.staff)} as const;
export const REASONS = ${list("reasons")} as const;
/** The reasons for which only inspectors deal with a case. */
export const GRAVE_REASONS = ${list("reasons", (reason) => reason.grave)} as const;
export const OUTCOMES = ${list("outcomes")} as const;
export const ROOT_CAUSES = ${list("root_causes")} as const;
/** The states in which a case can be given to somebody. */
export const ASSIGNABLE = ${list("states", (state) => state.assignable)} as const;
/** The states of cases that somebody still has to do something about. */
export const UNFINISHED = ${list("states", (state) => state.unfinished)} as const;
`;
}

function pick(entries, what) {
  return Object.fromEntries(Object.entries(entries).map(([code, entry]) => [code, what(entry)]));
}

function write(path, text) {
  try {
    if (readFileSync(path, "utf8") === text) return;
  } catch {
    // Not there yet.
  }
  writeFileSync(path, text);
}

if (process.argv[1] === import.meta.filename) writeVocabulary();
