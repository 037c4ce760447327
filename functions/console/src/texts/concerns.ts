import type { Language } from "../api/types";

/** Something to consider before a message is sent. */
export type Concern = { kind: "names"; names: string[] } | { kind: "language" };

// Letters that Vietnamese has and English has not.
const VIETNAMESE = /[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]/giu;
const LETTER = /\p{L}/gu;
/** Vietnamese prose has such a letter in every fourth place or so, English hardly one, even where it quotes a name. */
const VIETNAMESE_FROM = 0.08;
/** Fewer letters tell nothing. */
const LETTERS_AT_LEAST = 25;

/** What the message may say unawares: the name of an officer, or its words in another language than the enterprise's. */
export function concerns(message: string, language: Language, officers: readonly string[]): Concern[] {
  const text = folded(message);
  const named = officers.filter((name) => says(text, folded(name)));
  const found: Concern[] = named.length > 0 ? [{ kind: "names", names: [...new Set(named)] }] : [];
  const letters = message.match(LETTER)?.length ?? 0;
  const share = (message.normalize("NFC").match(VIETNAMESE)?.length ?? 0) / letters;
  if (letters >= LETTERS_AT_LEAST && share >= VIETNAMESE_FROM !== (language === "vi"))
    found.push({ kind: "language" });
  return found;
}

const folded = (text: string) =>
  text.normalize("NFC").toLocaleLowerCase("vi").replaceAll(/\s+/gu, " ").trim();

/** Whether the words stand in the text as whole words. */
function says(text: string, words: string): boolean {
  if (!words) return false;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const around = (text[at - 1] ?? " ") + (text[at + words.length] ?? " ");
    if (!LETTER_OR_DIGIT.test(around)) return true;
  }
  return false;
}

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
