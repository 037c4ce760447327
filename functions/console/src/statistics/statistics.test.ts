import { expect, test } from "vitest";
import { presetRange, quarterParts, quartersUpTo, rangeProblem, readView, viewQuery } from "./address";
import { type Counts, changeOf, diverging, meanScore, parts, subjectOf, unitAbove, wilson } from "./figures";

test("Wilson's interval, against published values", () => {
  // Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
  const rounded = (successes: number, n: number) => {
    const interval = wilson(successes, n);
    return interval && [interval.low.toFixed(4), interval.high.toFixed(4)];
  };
  expect(rounded(81, 263)).toEqual(["0.2553", "0.3662"]);
  expect(rounded(15, 148)).toEqual(["0.0624", "0.1605"]);
  expect(rounded(0, 20)).toEqual(["0.0000", "0.1611"]);
  expect(rounded(1, 29)).toEqual(["0.0061", "0.1718"]);
  expect(wilson(0, 0)).toBeNull();
});

const counts: Counts = [1, 2, 2, 3, 2];

test("the score goes from −2 to +2", () => {
  expect(meanScore([5, 0, 0, 0, 0])).toBe(-2);
  expect(meanScore([0, 0, 0, 0, 5])).toBe(2);
  expect(meanScore(counts)).toBeCloseTo(0.3);
  expect(meanScore([0, 0, 0, 0, 0])).toBeNull();
});

test("the bar diverges from the middle of neutral and is as long as everybody", () => {
  const segments = diverging(counts);
  expect(segments[0]?.start).toBeCloseTo(-0.4);
  expect(segments[2]?.start).toBeCloseTo(-0.1);
  expect(segments[3]?.start).toBeCloseTo(0.1);
  expect(segments.reduce((sum, segment) => sum + segment.share, 0)).toBeCloseTo(1);
  expect(diverging([0, 0, 0, 0, 0])).toEqual([]);
});

test("parts add up to all, none is hidden, and none is all beside others", () => {
  const sum = (shares: number[]) => Math.round(shares.reduce((all, share) => all + share, 0) * 1000);
  expect(parts([1, 1, 1, 0, 0])).toEqual([0.334, 0.333, 0.333, 0, 0]);
  expect(parts([1, 0, 0, 0, 2499])).toEqual([0.001, 0, 0, 0, 0.999]);
  expect(parts([0, 0, 0, 0, 9])).toEqual([0, 0, 0, 0, 1]);
  expect(parts([0, 0, 0, 0, 0])).toEqual([0, 0, 0, 0, 0]);
  for (const counted of [counts, [1, 1, 1, 1, 99_999], [7, 7, 7, 7, 11], [3, 0, 0, 0, 4]]) {
    expect(sum(parts(counted))).toBe(1000);
  }
});

test("units know their subject and what is above them", () => {
  expect(["department", "office:20CF", "team:20CF-01", "officer:20CF-0012"].map(subjectOf)).toEqual([
    "office",
    "office",
    "team",
    "officer",
  ]);
  expect(unitAbove("officer:20CF-0012")).toBe("office:20CF");
  expect(unitAbove("office:20CF")).toBe("department");
  expect(unitAbove("department")).toBeNull();
});

test("a view survives its way through the address, and nonsense does not", () => {
  const today = "2026-11-24";
  const address =
    "unit=office%3A20CF&from=2022-01-01&to=2022-06-20&bucket=quarter&compare_from=2021-05-15&compare_to=2021-10-31";
  const view = readView(new URLSearchParams(address), today);
  expect(new URLSearchParams(viewQuery(view)).toString()).toBe(address);
  // This year, beside the same days of last year.
  const usual = {
    unit: "department",
    from: "2026-01-01",
    to: today,
    bucket: "month",
    compare: "last_year",
  };
  for (const nonsense of [
    "",
    "unit=<b>",
    "from=2026-13-01&to=2026-01-01",
    "from=2026-02-01&to=2026-01-01",
    "bucket=week",
  ]) {
    expect(viewQuery(readView(new URLSearchParams(nonsense), today))).toEqual(usual);
  }
});

test("who works in an office begins with it", () => {
  expect(readView(new URLSearchParams(), "2026-11-24", "office:20CF").unit).toBe("office:20CF");
  expect(readView(new URLSearchParams("unit=department"), "2026-11-24", "office:20CF").unit).toBe(
    "department",
  );
});

test("days that make no sense are spoken of", () => {
  const problem = (address: string) => rangeProblem(new URLSearchParams(address));
  expect(problem("from=2026-02-01&to=2026-01-01")).toBe("reversed");
  expect(problem("from=2019-01-01&to=2019-12-31")).toBe("early");
  expect(problem("from=2021-01-01&to=2021-12-31")).toBeNull();
  expect(problem("")).toBeNull();
});

test("Newcombe's interval of a difference, against published values", () => {
  // Newcombe (1998), table II, method 10: 56 of 70 and 48 of 80.
  const change = changeOf({ part: 48, whole: 80 }, { part: 56, whole: 70 });
  expect(change && [change.low.toFixed(4), change.high.toFixed(4)]).toEqual(["0.0524", "0.3339"]);
  expect(changeOf({ part: 0, whole: 0 }, { part: 1, whole: 2 })).toBeNull();
});

test("periods by name", () => {
  expect(presetRange("thisQuarter", "2026-11-24")).toEqual({ from: "2026-10-01", to: "2026-11-24" });
  expect(presetRange("lastYear", "2026-11-24")).toEqual({ from: "2025-01-01", to: "2025-12-31" });
  expect(presetRange("lastQuarter", "2026-02-24")).toEqual({ from: "2025-10-01", to: "2025-12-31" });
  expect(presetRange("lastMonth", "2024-03-31")).toEqual({ from: "2024-02-01", to: "2024-02-29" });
  const quarters = quartersUpTo("2026-02-01");
  expect(quarters.slice(0, 3)).toEqual(["2026-Q1", "2025-Q4", "2025-Q3"]);
  expect(quarters.at(-1)).toBe("2021-Q2");
  expect(quarterParts("2026-Q4")).toEqual(["IV", "2026"]);
});
