import { expect, test } from "vitest";
import { readDay, writeDay } from "./days";

test.each([
  ["15/05/2021", "2021-05-15"],
  ["1/2/2026", "2026-02-01"],
  [" 01.02.2026 ", "2026-02-01"],
  ["29-2-2024", "2024-02-29"],
  ["2026-02-01", "2026-02-01"],
  ["", ""],
  ["30/02/2026", null],
  ["29/02/2026", null],
  ["13/13/2026", null],
  ["1/2/26", null],
  ["2026/02/01", null],
  ["hôm nay", null],
])("%j is read as %j", (typed, day) => {
  expect(readDay(typed)).toBe(day);
});

test("a day is written as everywhere, and read back", () => {
  expect(writeDay("2021-05-15")).toBe("15/05/2021");
  expect(readDay(writeDay("2021-05-15"))).toBe("2021-05-15");
  expect(writeDay("")).toBe("");
});
