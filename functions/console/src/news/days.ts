import type { NewsItem } from "../api/types";
import { vietnameseDay } from "../domain/workdays";

/** `ago`: how many days before today, by the calendar in Vietnam. */
export interface NewsDay {
  ago: number;
  items: [NewsItem, ...NewsItem[]];
}

/** The news by the day in Vietnam on which they came; in the order in which they are given, the latest first. */
export function byDay(news: readonly NewsItem[], now: Date): NewsDay[] {
  const today = vietnameseDay(now);
  const days: NewsDay[] = [];
  for (const item of news) {
    const ago = today - vietnameseDay(new Date(item.at));
    const last = days.at(-1);
    if (last?.ago === ago) last.items.push(item);
    else days.push({ ago, items: [item] });
  }
  return days;
}
