import type { WorkCalendar } from "../config";

const DAY = 86_400_000;
const VIETNAM_OFFSET = 7 * 3_600_000;

/** How a due date stands, in working days. */
export type Due =
  | { kind: "left"; days: number }
  | { kind: "today" }
  | { kind: "overdue-today" }
  | { kind: "overdue"; days: number };

/** The days on which the offices work, from Monday to Friday with the exceptions that the server names. */
export class Workdays {
  private readonly off: ReadonlySet<string>;
  private readonly extra: ReadonlySet<string>;

  constructor(calendar: WorkCalendar) {
    this.off = new Set(calendar.days_off);
    this.extra = new Set(calendar.extra_working_days);
  }

  isWorkingDay(day: number): boolean {
    const date = new Date(day * DAY);
    const name = date.toISOString().slice(0, 10);
    if (this.extra.has(name)) return true;
    const weekday = date.getUTCDay();
    return weekday !== 0 && weekday !== 6 && !this.off.has(name);
  }

  /** Working days after `start`, up to and including `end` (days since 1970). */
  between(start: number, end: number): number {
    let count = 0;
    for (let day = start + 1; day <= end; day++) if (this.isWorkingDay(day)) count++;
    return count;
  }

  /** Where `now` stands before or after the moment that something is due. */
  due(dueAt: string | Date, now: Date): Due {
    const due = new Date(dueAt);
    const dueDay = vietnameseDay(due);
    const today = vietnameseDay(now);
    if (now > due) {
      const days = this.between(dueDay, today);
      return days === 0 ? { kind: "overdue-today" } : { kind: "overdue", days };
    }
    const days = this.between(today, dueDay);
    return days === 0 ? { kind: "today" } : { kind: "left", days };
  }
}

/** The day in Vietnam, counted from 1 January 1970. */
/** A day, counted like this, as `2026-11-24`. */
export const dayText = (day: number) => new Date(day * DAY).toISOString().slice(0, 10);

export const vietnameseDay = (moment: Date) => Math.floor((moment.getTime() + VIETNAM_OFFSET) / DAY);
