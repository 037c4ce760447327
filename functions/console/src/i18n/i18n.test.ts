import library from "@cloudscape-design/components/i18n/messages/all.en.json";
import { expect, test } from "vitest";
import { statisticsWords } from "../statistics/words";
import cloudscape from "./cloudscape.vi";
import en from "./en";
import { Formatter } from "./format";
import vi from "./vi";

const shape = (value: unknown): unknown =>
  value && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
    : typeof value;

test("both languages say the same things", () => {
  expect(shape(en)).toEqual(shape(vi));
});

test("what is said of the component library is something that it asks for", () => {
  const asked = library["cloudscape-design-components"].en as Record<string, Record<string, unknown>>;
  const said = cloudscape["cloudscape-design-components"].vi as Record<string, Record<string, string>>;
  const unknown = Object.entries(said).flatMap(([component, words]) =>
    Object.keys(words)
      .filter((key) => !(key in (asked[component] ?? {})))
      .map((key) => `${component}.${key}`),
  );
  expect(unknown).toEqual([]);
});

test("dates and numbers in Vietnamese form, in Vietnamese time", () => {
  const format = new Formatter("vi");
  expect(format.dateTime("2026-11-17T18:30:00Z")).toBe("18/11/2026 01:30");
  expect(format.number(20738)).toBe("20.738");
  expect(format.percent(0.8801)).toBe("88,0%");
  expect([2499 / 2500, 1, 1 / 2500, 0].map(format.percent)).toEqual(["99,9%", "100,0%", "0,1%", "0,0%"]);
  expect(format.signed(-1.5)).toBe("−1,50");
  expect(format.size(2_400_000)).toBe("2,4 MB");
});

test("and in English form", () => {
  const format = new Formatter("en");
  expect(format.dateTime("2026-11-17T18:30:00Z")).toBe("18/11/2026 01:30");
  expect(format.number(20738)).toBe("20,738");
  expect(format.signed(1.62)).toBe("+1.62");
});

test("the actions are called what officials call them", () => {
  const { release, resume } = vi.actions;
  expect([vi.decide.submit, release, vi.review.sendBack, resume, vi.decide.outcome]).toEqual([
    "Trình lãnh đạo duyệt",
    "Trả về hàng chờ",
    "Yêu cầu làm rõ",
    "Tiếp tục xử lý",
    "Kết quả xử lý",
  ]);
  expect([statisticsWords.vi.copyLink, vi.product, en.product]).toEqual([
    "Sao chép liên kết",
    "Hài Lòng",
    "Hài Lòng",
  ]);
});

test("what only closes is not called as if it undid something", () => {
  expect(JSON.stringify([vi, cloudscape, statisticsWords.vi])).not.toMatch(/"(Hủy|Huỷ)( bỏ)?"/i);
});
