import type { Due } from "../domain/workdays";
import type { Formatter } from "../i18n/format";
import type { Messages } from "../i18n/vi";

/** How a due date stands, in words; `at` is the due date itself. */
export function dueWords(due: Due, at: string, words: Messages["due"], format: Formatter): string {
  switch (due.kind) {
    case "left":
      return words.left(format.number(due.days));
    case "today":
      return words.today(format.time(at));
    case "overdue-today":
      return words.overdueToday;
    case "overdue":
      return words.overdue(format.number(due.days));
  }
}
