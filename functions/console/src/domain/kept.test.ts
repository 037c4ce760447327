import { expect, test, vi } from "vitest";
import { Drafts } from "./drafts";
import { KeptStore } from "./kept";

const full = {
  getItem: (key: string) => localStorage.getItem(key),
  setItem: () => {
    throw new DOMException("full", "QuotaExceededError");
  },
  removeItem: (key: string) => localStorage.removeItem(key),
} as unknown as Storage;

const blocked = () => {
  throw new DOMException("blocked", "SecurityError");
};

test("a draft outlasts a full or a blocked store, and somebody is told", () => {
  localStorage.setItem("hailong.draft|20CF-0021|HL-1|note", JSON.stringify("cũ"));
  for (const store of [new KeptStore(() => full), new KeptStore(blocked)]) {
    const drafts = new Drafts("20CF-0021", store);
    drafts.onUnkept = vi.fn();
    expect(drafts.write("HL-1", "note", "mới")).toBe(false);
    expect(drafts.onUnkept).toHaveBeenCalledOnce();
    expect(drafts.read("HL-1", "note")).toBe("mới");
    drafts.clear("HL-1", "note");
    expect(drafts.read("HL-1", "note")).toBeNull();
  }
  expect(localStorage.getItem("hailong.draft|20CF-0021|HL-1|note")).toBeNull();
});

test("what the store takes again is kept by it", () => {
  let room = false;
  const store = new KeptStore(() => (room ? localStorage : full));
  expect(store.setItem("a", "1")).toBe(false);
  room = true;
  expect(store.setItem("a", "2")).toBe(true);
  expect(localStorage.getItem("a")).toBe("2");
  expect(store.getItem("a")).toBe("2");
});
