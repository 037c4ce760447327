import { expect, test } from "vitest";
import { Workdays } from "./workdays";

const workdays = new Workdays({ days_off: ["2026-09-02"], extra_working_days: ["2026-08-29"] });
const at = (moment: string) => new Date(`${moment}+07:00`);

test.each([
  // Monday to Wednesday
  ["2026-11-16T09:00:00", "2026-11-18T17:00:00", { kind: "left", days: 2 }],
  // Over a weekend
  ["2026-11-13T09:00:00", "2026-11-16T17:00:00", { kind: "left", days: 1 }],
  // Over a holiday in the middle of the week
  ["2026-09-01T09:00:00", "2026-09-03T17:00:00", { kind: "left", days: 1 }],
  // Over a Saturday that is worked
  ["2026-08-28T09:00:00", "2026-08-31T17:00:00", { kind: "left", days: 2 }],
  ["2026-11-18T16:59:00", "2026-11-18T17:00:00", { kind: "today" }],
  ["2026-11-18T17:00:01", "2026-11-18T17:00:00", { kind: "overdue-today" }],
  ["2026-11-23T08:00:00", "2026-11-19T17:00:00", { kind: "overdue", days: 2 }],
  // On the Sunday after a Friday nothing more has been missed
  ["2026-11-15T10:00:00", "2026-11-13T17:00:00", { kind: "overdue-today" }],
])("at %s, due %s", (now, due, expected) => {
  expect(workdays.due(at(due), at(now))).toEqual(expected);
});

test("the day is the Vietnamese one, wherever the reader is", () => {
  // 18:00 UTC on the 17th is the 18th in Vietnam.
  expect(workdays.due(at("2026-11-18T17:00:00"), new Date("2026-11-17T18:00:00Z"))).toEqual({
    kind: "today",
  });
});
