/** Rows as CSV that spreadsheets read as UTF-8, and in which no cell is a formula, whatever it holds. */
export function csv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cell(text: string): string {
  // A sign in front makes a spreadsheet take what follows for a formula, behind spaces as well.
  const safe = /^[\s\u00a0]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
