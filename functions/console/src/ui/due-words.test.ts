import { expect, test } from "vitest";
import type { Due } from "../domain/workdays";
import en from "../i18n/en";
import { Formatter } from "../i18n/format";
import vi from "../i18n/vi";
import { dueWords } from "./due-words";

const said = (due: Due) => [
  dueWords(due, "2026-11-18T17:00:00+07:00", vi.due, new Formatter("vi")),
  dueWords(due, "2026-11-18T17:00:00+07:00", en.due, new Formatter("en")),
];

test("what is years late is told in numbers as the language writes them", () => {
  expect(said({ kind: "overdue", days: 1141 })).toEqual([
    "Quá hạn 1.141 ngày làm việc",
    "1,141 working days overdue",
  ]);
  expect(said({ kind: "left", days: 1 })).toEqual(["Còn 1 ngày làm việc", "1 working day left"]);
  expect(said({ kind: "today" })).toEqual(["Hạn hôm nay, 17:00", "Due today, 17:00"]);
});
