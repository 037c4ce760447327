import { render, screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Language, NewsItem } from "../api/types";
import { loadLanguage, TranslationProvider } from "../i18n";
import { type Console, ConsoleProvider } from "../ui/context";
import { byDay } from "./days";
import { NewsList } from "./list";

const news = (at: string, number: string): NewsItem => ({
  kind: "assigned",
  at,
  case_id: `HL-${number}`,
  office: "20CF",
  enterprise: "Công ty TNHH Ví dụ",
  due_at: "2026-11-30T17:00:00+07:00",
  unread: false,
});
// Half past midnight in Vietnam, and half past five in the afternoon of the day before in London.
const NOW = new Date("2026-11-26T00:30:00+07:00");
const ITEMS = [
  news("2026-11-26T00:10:00+07:00", "10302752870"),
  news("2026-11-25T23:50:00+07:00", "10302752871"),
  news("2026-11-25T08:00:00+07:00", "10302752872"),
  news("2026-11-24T17:00:00+00:00", "10302752873"),
  news("2026-11-02T08:00:00+07:00", "10302752874"),
];

async function shown(language: Language) {
  render(
    <TranslationProvider initial={await loadLanguage(language)}>
      <ConsoleProvider value={{ config: { names: [] } } as unknown as Console}>
        <NewsList items={ITEMS} isUnread={(item) => item === ITEMS[0]} now={NOW} />
      </ConsoleProvider>
    </TranslationProvider>,
  );
  return screen.getAllByRole("heading", { level: 2 }).map((one) => one.textContent);
}

test("news belong to the day in Vietnam", () => {
  expect(byDay(ITEMS, NOW).map(({ ago, items }) => [ago, items.length])).toEqual([
    [0, 1],
    [1, 3],
    [24, 1],
  ]);
  expect(byDay([], NOW)).toEqual([]);
});

test("each day is a heading and a list that it names", async () => {
  expect(await shown("vi")).toEqual(["Hôm nay", "Hôm qua", "02/11/2026"]);
  const yesterday = within(screen.getByRole("list", { name: "Hôm qua" })).getAllByRole("listitem");
  expect(yesterday.map((row) => row.querySelector("time")?.textContent)).toEqual(["23:50", "08:00", "00:00"]);
  expect(within(screen.getByRole("list", { name: "Hôm nay" })).getByText("Chưa đọc")).toBeTruthy();
});

test("in English, too", async () => {
  expect(await shown("en")).toEqual(["Today", "Yesterday", "02/11/2026"]);
});
