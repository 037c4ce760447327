import { expect, test } from "vitest";
import { Drafts } from "./drafts";

test("a draft belongs to one person, one case and one form", () => {
  const mine = new Drafts("20CF-0021");
  mine.write("HL-1", "decide", { message: "Kính gửi" });
  expect(mine.read("HL-1", "decide")).toEqual({ message: "Kính gửi" });
  expect(mine.read("HL-2", "decide")).toBeNull();
  expect(mine.read("HL-1", "note")).toBeNull();
  expect(new Drafts("20CF-0022").read("HL-1", "decide")).toBeNull();
  mine.clear("HL-1", "decide");
  expect(mine.read("HL-1", "decide")).toBeNull();
});

test("what cannot be read is no draft", () => {
  const drafts = new Drafts("20CF-0021");
  drafts.write("HL-1", "decide", "x");
  for (const key of Object.keys(localStorage)) localStorage.setItem(key, "{broken");
  expect(drafts.read("HL-1", "decide")).toBeNull();
});
