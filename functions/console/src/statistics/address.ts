import { useSearchParams } from "wouter";
import type { Bucket } from "../api/types";
import { dayText, vietnameseDay } from "../domain/workdays";

export interface StatisticsView {
  unit: string;
  from: string;
  to: string;
  bucket: Bucket;
  /** The period beside it: right before, the same of last year, or days of one's own. */
  compare: "before" | "last_year" | { from: string; to: string };
}

const BUCKETS: readonly string[] = ["day", "month", "quarter", "year"];
const UNIT = /^(department|(office|team|officer):[\w-]+)$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const isDay = (text: string | null): text is string =>
  text !== null && DAY.test(text) && !Number.isNaN(Date.parse(text));

/** Today in Vietnam, as `2026-11-24`. */
export const todayText = (now: Date) => dayText(vietnameseDay(now));

/** The day from which there are figures. */
export const FIRST_DAY = "2021-05-15";

/** What is wrong with the days of an address. */
export function rangeProblem(search: URLSearchParams): "reversed" | "early" | null {
  const from = search.get("from");
  const to = search.get("to");
  if (!isDay(from) || !isDay(to)) return null;
  if (from > to) return "reversed";
  return to < FIRST_DAY ? "early" : null;
}

/** What to show, as the address has it; the year up to today, beside the same days of last year, where it says nothing. */
export function readView(search: URLSearchParams, today: string, home = "department"): StatisticsView {
  const unit = search.get("unit") ?? "";
  const from = search.get("from");
  const to = search.get("to");
  const bucket = search.get("bucket") ?? "";
  const compareFrom = search.get("compare_from");
  const compareTo = search.get("compare_to");
  const given = namesDays(search) && isDay(from) && isDay(to) ? { from, to } : null;
  const compares = isDay(compareFrom) && isDay(compareTo) && compareFrom <= compareTo;
  return {
    unit: UNIT.test(unit) ? unit : home,
    ...(given ?? presetRange("thisYear", today)),
    bucket: BUCKETS.includes(bucket) ? (bucket as Bucket) : "month",
    compare: compares
      ? { from: compareFrom, to: compareTo }
      : search.get("compare") === "last_year" || !given
        ? "last_year"
        : "before",
  };
}

/** Whether an address says of which days it wants figures. */
export function namesDays(search: URLSearchParams): boolean {
  const from = search.get("from");
  const to = search.get("to");
  return isDay(from) && isDay(to) && from <= to;
}

/** The parameters of a view, for the page's address and the API's alike. */
export function viewQuery(view: StatisticsView): Record<string, string> {
  return {
    unit: view.unit,
    from: view.from,
    to: view.to,
    bucket: view.bucket,
    ...(typeof view.compare === "object"
      ? { compare_from: view.compare.from, compare_to: view.compare.to }
      : view.compare === "last_year" && { compare: view.compare }),
  };
}

export type Preset = "thisMonth" | "lastMonth" | "thisQuarter" | "lastQuarter" | "thisYear" | "lastYear";

/** The days of a period that people ask for by name. */
export function presetRange(preset: Preset, today: string): { from: string; to: string } {
  const year = Number(today.slice(0, 4));
  const month = Number(today.slice(5, 7));
  const first = (of: number) => `${year}-${String(of).padStart(2, "0")}-01`;
  // Whole months, so that what they are compared with is whole months, too.
  const months = (from: number, count: number) => ({
    from: new Date(Date.UTC(year, from - 1, 1)).toISOString().slice(0, 10),
    to: new Date(Date.UTC(year, from - 1 + count, 0)).toISOString().slice(0, 10),
  });
  switch (preset) {
    case "thisMonth":
      return { from: first(month), to: today };
    case "lastMonth":
      return months(month - 1, 1);
    case "lastQuarter":
      return months(month - ((month - 1) % 3) - 3, 3);
    case "thisQuarter":
      return { from: first(month - ((month - 1) % 3)), to: today };
    case "thisYear":
      return { from: first(1), to: today };
    case "lastYear":
      return { from: `${year - 1}-01-01`, to: `${year - 1}-12-31` };
  }
}

/** Every quarter with figures up to today's, latest first: `2026-Q4`, … */
export function quartersUpTo(today: string): string[] {
  const index = (day: string) => Number(day.slice(0, 4)) * 4 + Math.ceil(Number(day.slice(5, 7)) / 3) - 1;
  const last = index(today);
  return Array.from({ length: last - index(FIRST_DAY) + 1 }, (_, back) => {
    const quarter = last - back;
    return `${Math.floor(quarter / 4)}-Q${(quarter % 4) + 1}`;
  });
}

const ROMAN = ["I", "II", "III", "IV"];

/** `IV`, `2026`: a quarter the way Vietnamese papers write it. */
export function quarterParts(quarter: string): [string, string] {
  const [year = "", number = ""] = quarter.split("-Q");
  return [ROMAN[Number(number) - 1] ?? number, year];
}

/** The view, kept in the address so that it can be sent to somebody. */
export function useStatisticsView(now: Date, home: string) {
  const [search, setSearch] = useSearchParams();
  const view = readView(search, todayText(now), home);
  return {
    problem: rangeProblem(search),
    /** Nobody has chosen the days: they are the page's own choice. */
    unasked: !namesDays(search) && rangeProblem(search) === null,
    view,
    show: (change: Partial<StatisticsView>, options?: { replace: boolean }) =>
      setSearch(new URLSearchParams(viewQuery({ ...view, ...change })), options),
  };
}
