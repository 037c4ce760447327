import type { Office } from "../config";
import { dayText, vietnameseDay } from "./workdays";

/**
 * An office, or a team of one, as it was called on a day: before its first name by that, after its last by that.
 * `day` is a day or a moment in Vietnamese time, today unless given; `names` are in the order of time.
 */
export function unitOn(
  names: readonly Office[],
  code: string,
  day = dayText(vietnameseDay(new Date())),
): Office | undefined {
  const own = names.filter((one) => one.code === code);
  return own.findLast((one) => one.valid_from <= day.slice(0, 10)) ?? own[0];
}
