import { expect, test } from "vitest";
import { unitOn } from "./units";

const named = (code: string, vi: string, valid_from: string, valid_to: string | null) => ({
  code,
  vi,
  en: vi,
  short: vi,
  valid_from,
  valid_to,
});
const NAMES = [
  named("20CF", "Chi cục Hòn Gai", "2021-05-15", "2025-02-28"),
  named("20CF", "Hải quan Hòn Gai", "2025-03-01", "2026-12-31"),
  named("20CF-01", "Đội Thủ tục", "2026-01-01", null),
];

test.each([
  ["20CF", "2010-01-01", "Chi cục Hòn Gai"],
  ["20CF", "2025-02-28", "Chi cục Hòn Gai"],
  ["20CF", "2025-03-01T00:10:00+07:00", "Hải quan Hòn Gai"],
  ["20CF", "2030-01-01", "Hải quan Hòn Gai"],
  ["20CF-01", "2026-06-20", "Đội Thủ tục"],
  ["20CF-02", "2026-06-20", undefined],
])("%s was called on %s what it was called then", (code, day, called) => {
  expect(unitOn(NAMES, code, day)?.vi).toBe(called);
});
