import { expect, test } from "vitest";
import { csv } from "./csv";

test("rows become lines, and what has a meaning in CSV has none in a cell", () => {
  expect(
    csv([
      ["a", 'b "c"'],
      ["d,\ne", ""],
    ]),
  ).toBe('\uFEFF"a","b ""c"""\r\n"d,\ne",""\r\n');
});

test.each(["=1+1", "+84", "-1", "@SUM(A1)", " =1+1", "\t=1", "\u00a0=1", '=HYPERLINK("x")'])(
  "%s is no formula",
  (text) => {
    expect(csv([[text]])).toBe(`\uFEFF"'${text.replaceAll('"', '""')}"\r\n`);
  },
);

test("what only looks like one is left as it is", () => {
  expect(csv([["Công ty A = B", "5700100256"]])).toBe('\uFEFF"Công ty A = B","5700100256"\r\n');
});
