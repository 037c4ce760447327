const WRITTEN = /^(\d{1,2})[\s/.-](\d{1,2})[\s/.-](\d{4})$/;
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;

/** A day as people write it (`15/5/2021`) as the API reads it (`2021-05-15`); "" for nothing, null for no day. */
export function readDay(text: string): string | null {
  const typed = text.trim();
  if (!typed) return "";
  const [, day, month, year] = WRITTEN.exec(typed) ?? [];
  const iso = year && month && day ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : typed;
  const moment = new Date(`${iso}T00:00:00Z`);
  return ISO.test(iso) && !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(iso)
    ? iso
    : null;
}

/** The other way round: `2021-05-15` as `15/05/2021`, in both languages. */
export const writeDay = (iso: string): string => iso.replace(ISO, "$3/$2/$1");
