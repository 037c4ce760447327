import { Blob } from "node:buffer";
import { expect, test } from "vitest";
import type { CaseFile, TimelineEntry } from "../api/types";
import { staffNames } from "../domain/names";
import vi from "../i18n/vi";
import { barrierOf } from "./barriers";
import { changesBetween } from "./changes";
import { entryNote, entryTitle, stageWords, unreached } from "./entries";
import { mailNodes } from "./mail-dom";
import { EMPTY_RULING, isBlank, rulingProblems, TEXT_LIMIT } from "./ruling";
import { suggestion } from "./suggestions";
import { contentType, fingerprint } from "./upload";
import { explainWhy, offered } from "./why";

const entry = (action: string): TimelineEntry => ({
  at: "2026-11-18T09:00:00+07:00",
  by: "20CF-0002",
  role: "supervisor",
  action,
  from: "assigned",
  to: "assigned",
  note: "",
  exception: null,
  decision: null,
  hash: action,
});
const file = (change: Partial<CaseFile["case"]>, timeline: TimelineEntry[]) =>
  ({
    case: { state: "assigned", assignee: "20CF-0021", due_at: "2026-11-20T17:00:00+07:00", ...change },
    timeline,
  }) as CaseFile;

test("changes are told by what they are, entries by what they add", () => {
  const before = file({}, [entry("claim")]);
  expect(changesBetween(before, before)).toEqual([]);
  const now = file({ state: "open", assignee: null }, [entry("claim"), entry("release")]);
  expect(changesBetween(before, now)).toEqual([
    { kind: "state", from: "assigned", to: "open" },
    { kind: "assignee", from: "20CF-0021", to: null },
    { kind: "entry", entry: entry("release") },
  ]);
});

test("new entries are told where the latest page of a long timeline has moved on", () => {
  const before = file({}, [entry("claim"), entry("note-1")]);
  const now = file({}, [entry("note-1"), entry("note-2")]);
  expect(changesBetween(before, now)).toEqual([{ kind: "entry", entry: entry("note-2") }]);
});

test("all four parts of a decision are needed, and none may be too long", () => {
  expect(Object.keys(rulingProblems(EMPTY_RULING))).toHaveLength(4);
  const ruling = {
    outcome: "upheld",
    root_cause: "process",
    action_taken: "Đã nhắc nhở.",
    message_to_enterprise: "Xin lỗi.",
  } as const;
  expect(rulingProblems(ruling)).toEqual({});
  expect(rulingProblems({ ...ruling, action_taken: "  \n " })).toEqual({ action_taken: "required" });
  const begun = suggestion("upheld", "vi");
  expect(rulingProblems({ ...ruling, message_to_enterprise: begun })).toEqual({
    message_to_enterprise: "unfinished",
  });
  expect(rulingProblems({ ...ruling, message_to_enterprise: `${begun}bố trí thêm người.` })).toEqual({});
  // Counted in characters, as the API does, and not in UTF-16 halves.
  const long = "😀".repeat(TEXT_LIMIT);
  expect(rulingProblems({ ...ruling, action_taken: long })).toEqual({});
  expect(rulingProblems({ ...ruling, action_taken: `${long}!` })).toEqual({ action_taken: "too_long" });
});

test("a ruling without a word is no draft", () => {
  expect(isBlank(EMPTY_RULING)).toBe(true);
  expect(isBlank({ ...EMPTY_RULING, outcome: "upheld" })).toBe(false);
});

test("why something cannot be done is said in words; what only waits for its step names that step", () => {
  expect(explainWhy("own_decision", "in_review", vi)).toBe(vi.why.reasons.own_decision);
  expect(explainWhy("state", "open", vi)).toBe(vi.why.states.open);
  expect(explainWhy("something_new", "open", vi)).toBe(vi.common.unknown);
});

test("why others were refused speaks of them and not to the reader, and of every barrier", () => {
  for (const why of Object.keys(vi.why.reasons)) {
    expect(barrierOf(why, "vi")).not.toMatch(/\bbạn\b/i);
    expect(barrierOf(why, "en")).not.toMatch(/\byou(r)?\b/i);
    expect(barrierOf(why, "vi")).toBeTruthy();
    expect(barrierOf(why, "en")).toBeTruthy();
  }
});

test("a mail is rebuilt from harmless parts, with its styles and without its links", () => {
  const host = document.createElement("div");
  host.append(
    mailNodes(
      `<body><p style="color: red">Kính gửi <strong>A &lt;b&gt;</strong></p>
       <a href="https://example.vn" style="color: blue">Xem</a>
       <script>alert(1)</script><img src=x onerror="alert(1)"><p onclick="alert(1)">style="x"</p></body>`,
    ),
  );
  expect(host.querySelector("p")?.style.color).toBe("red");
  expect(host.querySelector("strong")?.textContent).toBe("A <b>");
  expect(host.querySelector("a")?.hasAttribute("href")).toBe(false);
  expect(host.querySelectorAll("script, img, [onclick]")).toHaveLength(0);
});

test.each([
  ["outcome: there is no address", "Thư trả lời kết quả: không còn địa chỉ nào để gửi"],
  [
    "interim-1, k•••@example.vn: bounce Permanent General 5.1.1",
    "Thư báo gia hạn, k•••@example.vn: địa chỉ không nhận thư",
  ],
  [
    "final, k•••@example.vn: bounce Transient MailboxFull 5.2.2",
    "Thư trả lời lần cuối, k•••@example.vn: hộp thư tạm thời không nhận được",
  ],
  ["final: ThrottlingException", "Thư trả lời lần cuối: hệ thống thư đang bận"],
  ["something else", "something else"],
])("what the system notes of mail is told in words: %s", (note, told) => {
  expect(entryNote({ ...entry("call_needed"), note }, vi)).toBe(told);
});

test("what people note is left as it is", () => {
  expect(entryNote({ ...entry("note"), note: "outcome: x" }, vi)).toBe("outcome: x");
  expect(entryNote({ ...entry("claim"), note: "" }, vi)).toBeNull();
  // A code of the machinery is called one.
  expect(entryNote({ ...entry("fail"), note: "States.Timeout" }, vi)).toBe("Mã lỗi: States.Timeout");
  const file = { ...entry("evidence"), note: `biên bản (1).pdf (${"0a".repeat(16)})` };
  expect(entryNote(file, vi)).toBe("biên bản (1).pdf");
});

test("who was reminded is told by name, where the name is known", () => {
  staffNames.learn({ "20CF-0021": "Đỗ Thu Hà" });
  const note = "20CF-0021, 20CF-0002";
  expect(entryNote({ ...entry("remind"), note }, vi)).toBe("Đỗ Thu Hà (20CF-0021), 20CF-0002");
  expect(entryNote({ ...entry("breach"), note: "" }, vi)).toBeNull();
});

test("a file is announced by its type and its SHA-256", async () => {
  const named = (name: string, type = "") => contentType(new File(["x"], name, { type }));
  expect(named("ghi âm.m4a", "audio/x-m4a")).toBe("audio/x-m4a");
  expect(named("Ghi âm.M4A")).toBe("audio/mp4");
  expect(named("chạy.exe")).toBe("application/octet-stream");
  expect(await fingerprint(new Blob(["abc"]) as unknown as File)).toEqual({
    sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  });
});

test("a kind of mail that reached nobody is named once", () => {
  expect(unreached(["interim-1", "interim-2", "outcome"], vi)).toBe("Thư báo gia hạn, Thư trả lời kết quả");
});

test("no code stands where words should", () => {
  for (const action of ["view", "release", "verify", "of_a_later_version"])
    expect(entryTitle(entry(action), vi)).toMatch(/^\p{Lu}\p{L}+ /u);
  // The customs system may name steps of its own: in words, which stay, or in codes, which say nothing.
  expect(["inspection", "release", "Thu phí hạ tầng"].map((stage) => stageWords(stage, vi))).toEqual([
    "Kiểm tra thực tế hàng hóa",
    "Khâu khác",
    "Thu phí hạ tầng",
  ]);
});

test("where nothing could be verified, the answer promises no further look", () => {
  expect(suggestion("cannot_verify", "vi")).not.toMatch(/chưa|bổ sung|cung cấp|xem xét (thêm|tiếp|lại)/i);
  expect(suggestion("cannot_verify", "en")).not.toMatch(/yet|so far|further|more|again/i);
});

test("what a role never does is not shown, what must wait is", () => {
  type Why = NonNullable<CaseFile["actions"][string]["why"]>;
  const barred = (why: Why) => ({ allowed: false, why });
  const shown = (change: Partial<CaseFile["case"]>, actions: Partial<CaseFile["actions"]>) =>
    offered({ case: { state: "open", calls_due: [], ...change }, actions } as unknown as CaseFile);
  const every = (why: Why) =>
    Object.fromEntries(
      ["claim", "assign", "release", "note", "decide", "review", "resume", "called"].map((one) => [
        one,
        barred(why),
      ]),
    ) as CaseFile["actions"];
  // A leader reads.
  expect(shown({}, every("role"))).toEqual([]);
  expect(shown({ state: "failed", calls_due: ["a"] as never[] }, every("role"))).toEqual([]);
  const handler = {
    ...every("state"),
    assign: barred("role"),
    review: barred("role"),
    resume: barred("role"),
  };
  expect(shown({}, handler)).toEqual(["claim", "decide", "release", "note"]);
  expect(shown({ state: "failed" }, handler)).toEqual(["claim", "decide", "release", "note"]);
  // Who has a conflict, or comes later, is told so.
  expect(shown({}, { ...handler, claim: barred("took_part_before"), note: barred("appeal") })).toContain(
    "claim",
  );
  const inspector = { ...every("state"), review: barred("own_decision") };
  expect(shown({ state: "failed", calls_due: ["a"] as never[] }, inspector)).toEqual([
    "claim",
    "decide",
    "review",
    "assign",
    "release",
    "note",
    "called",
    "resume",
  ]);
});
