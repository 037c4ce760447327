// What the system a browser runs on has no type for, by the ending of its name; the rest is for the API to say.
const BY_ENDING: Record<string, string> = {
  m4a: "audio/mp4",
  mp3: "audio/mpeg",
  doc: "application/msword",
  xls: "application/vnd.ms-excel",
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

/** The file's type as the browser names it, else by the ending of its name. */
export function contentType(file: File): string {
  const ending = file.name.slice(file.name.lastIndexOf(".") + 1).toLowerCase();
  return file.type || BY_ENDING[ending] || "application/octet-stream";
}

/** The file's SHA-256, by which the upload takes no other one. Browsers have it on encrypted pages only. */
export async function fingerprint(file: File): Promise<{ sha256?: string }> {
  if (!globalThis.crypto?.subtle) return {};
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  const bytes = [...new Uint8Array(digest)];
  return { sha256: bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("") };
}
