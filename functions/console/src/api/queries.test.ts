import { expect, test } from "vitest";
import type { ApiClient } from "./client";
import { fetchPage } from "./queries";

/** An API that finds a little at a time, as it does where much has to be looked through. */
function searching(...found: number[][]) {
  const asked: Record<string, unknown>[] = [];
  const get = async (_path: string, query: Record<string, unknown>) => {
    asked.push(query);
    const part = found[asked.length - 1] ?? [];
    const cursor = asked.length < found.length ? `after ${part.at(-1)}` : null;
    return { items: part.map((n) => ({ case_id: `HL-${n}` })), names: {}, cursor };
  };
  return { api: { get } as unknown as ApiClient, asked };
}

test("a page that ends short goes on by itself, and says so", async () => {
  const { api, asked } = searching([1, 2], [3], [4]);
  const told: boolean[] = [];
  const signal = new AbortController().signal;
  const page = await fetchPage(api, { limit: 4, q: "a" }, 1, signal, (goingOn) => told.push(goingOn));
  expect(page.items.map((item) => item.case_id)).toEqual(["HL-1", "HL-2", "HL-3", "HL-4"]);
  expect(page.cursor).toBeNull();
  expect(asked.map(({ limit, cursor }) => [limit, cursor])).toEqual([
    [4, undefined],
    [2, "after 2"],
    [1, "after 3"],
  ]);
  expect(told).toEqual([true, true, false]);
});

test("it is never said that nothing was found before all was looked through", async () => {
  const { api, asked } = searching(...Array.from({ length: 60 }, () => []), [7]);
  const page = await fetchPage(api, { limit: 2, q: "none yet" }, 1, new AbortController().signal);
  expect(page.items.map((item) => item.case_id)).toEqual(["HL-7"]);
  expect(asked.length).toBe(61);
});

test("the next page begins where the filled one ended", async () => {
  const { api, asked } = searching([1], [2], [3]);
  const signal = new AbortController().signal;
  const query = { limit: 2, q: "b" };
  const first = await fetchPage(api, query, 1, signal);
  expect(first.cursor).toBe("after 2");
  const second = await fetchPage(api, query, 2, signal);
  expect(second.items.map((item) => item.case_id)).toEqual(["HL-3"]);
  expect(asked.at(-1)?.cursor).toBe("after 2");
});
