import { expect, test } from "vitest";
import { type QueueName, taskQuery } from "../api/queries";
import { personFromClaims } from "../auth/person";
import { readView, writeView } from "./address";

const handler = personFromClaims({
  "cognito:groups": ["handler"],
  "custom:office": "20CF",
  "custom:staff_code": "20CF-0021",
});

test("a view survives its way through the address", () => {
  const view = readView(
    "all",
    new URLSearchParams(
      "q=bình+minh&state=open&office=20BB&team=01&level=2&reason=delay&outcome=upheld&from=2026-11-01&until=2026-11-30&size=50&page=3&at=abc",
    ),
  );
  expect(view).toEqual({
    filters: {
      queue: "all",
      q: "bình minh",
      state: "open",
      office: "20BB",
      assignee: "",
      team: "01",
      level: "2",
      reason: "delay",
      outcome: "upheld",
      from: "2026-11-01",
      until: "2026-11-30",
      limit: 50,
    },
    page: 3,
    at: "abc",
  });
  expect(readView("all", writeView(view))).toEqual(view);
});

test("the usual view has a short address", () => {
  expect(writeView(readView("mine", new URLSearchParams())).toString()).toBe("");
});

test.each(["state=nonsense", "page=-1", "page=x", "size=7", "level=3", "reason=bribe", "from=1.1.26"])(
  "%s is not believed",
  (search) => {
    expect(writeView(readView("mine", new URLSearchParams(search))).toString()).toBe("");
  },
);

test("each queue asks for what it shows, without what is finished", () => {
  const usual = "open,assigned,in_review,appealed,failed";
  const query = (queue: QueueName, search = "") =>
    taskQuery(readView(queue, new URLSearchParams(search)).filters, handler);
  expect(query("mine")).toEqual({ limit: 25, assignee: "20CF-0021", state: usual });
  expect(query("office")).toEqual({ limit: 25, office: "20CF", state: usual });
  expect(query("overdue")).toEqual({ limit: 25, overdue: "true", state: usual });
  expect(query("all", "office=20BB&state=closed&q=HL-1")).toEqual({
    limit: 25,
    office: "20BB",
    state: "closed",
    q: "HL-1",
  });
  expect(query("review", "team=01")).toEqual({ limit: 25, reviewable: "true", team: "01" });
  expect(query("all", "state=every").state).toContain("closed");
  // Calls are due in closed cases, too, which the API leaves out only where states are named.
  expect(query("calls")).toEqual({ limit: 25, calls_due: "true" });
  expect(query("calls", "state=decided&q=abc")).toEqual({
    limit: 25,
    calls_due: "true",
    state: "decided",
    q: "abc",
  });
  // Of one's own office nothing leads to another.
  expect(query("office", "office=20BB").office).toBe("20CF");
});
