import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiClient, ApiProblem } from "./client";

const fetched = vi.fn<(address: URL, init: RequestInit) => Promise<Response>>();
const session = {
  token: vi.fn(async (renew?: boolean): Promise<string | null> => (renew ? "fresh" : "old")),
};
const api = new ApiClient(session);

beforeEach(() => vi.stubGlobal("fetch", fetched));
afterEach(() => {
  fetched.mockReset();
  vi.unstubAllGlobals();
});

const sent = (call: number) => new Headers(fetched.mock.calls[call]?.[1].headers).get("Authorization");

test("asks with the person's token and only for what was chosen", async () => {
  fetched.mockResolvedValue(Response.json({ items: [] }));
  await api.get("tasks", { q: "bình minh", state: "", cursor: null, limit: 25 });
  expect(fetched.mock.calls[0]?.[0].search).toBe("?q=b%C3%ACnh+minh&limit=25");
  expect(sent(0)).toBe("Bearer old");
});

test("a token that was taken back is renewed once", async () => {
  fetched
    .mockResolvedValueOnce(new Response(null, { status: 401 }))
    .mockResolvedValueOnce(Response.json({ ok: 1 }));
  expect(await api.get("tasks")).toEqual({ ok: 1 });
  expect(sent(1)).toBe("Bearer fresh");
});

test("without a token nothing is sent", async () => {
  session.token.mockResolvedValueOnce(null);
  await expect(api.get("tasks")).rejects.toMatchObject({ status: 401, code: "signed_out" });
  expect(fetched).not.toHaveBeenCalled();
});

test("a problem keeps its code, its fields and the current state", async () => {
  const document = {
    code: "stale",
    detail: "The case is in_review by now.",
    errors: [{ field: "note", message: "too long" }],
    current: { state: "in_review" },
  };
  fetched.mockResolvedValue(Response.json(document, { status: 409 }));
  const problem = await api.post("tasks/HL-1/claim", {}).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(ApiProblem);
  expect(problem).toMatchObject({ status: 409, code: "stale", errors: document.errors, body: document });
});

test("an answer of the gateway itself, and none at all, are problems, too", async () => {
  fetched.mockResolvedValueOnce(new Response("<html>", { status: 504 }));
  await expect(api.get("tasks")).rejects.toMatchObject({ status: 504, code: "http_504" });
  fetched.mockRejectedValueOnce(new TypeError("failed to fetch"));
  await expect(api.get("tasks")).rejects.toMatchObject({ status: 0, code: "network" });
});
