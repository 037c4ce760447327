import type { Outcome, TimelineEntry } from "../api/types";
import { staffNames } from "../domain/names";
import type { Messages } from "../i18n/vi";

/** What an entry of the timeline tells, in words. */
export function entryTitle(entry: TimelineEntry, t: Messages): string {
  if (entry.action === "review" && entry.to) return entry.to === "decided" ? t.approved : t.sentBack;
  return t.entries[entry.action] ?? t.common.unknown;
}

/** What is noted beside it, in words where the system noted it. */
export function entryNote({ action, note }: TimelineEntry, t: Messages): string | null {
  switch (action) {
    case "decide":
      return t.outcomes[note as Outcome] ?? note;
    case "assign":
    case "remind":
    case "breach":
      return note ? note.split(", ").map(staffNames.full).join(", ") : null;
    case "mail_failed":
    case "call_needed":
      return mailTrouble(note, t);
    case "fail":
      return note ? t.case.errorCode(note) : null;
    case "evidence":
    case "file_sealed":
      // Behind the name stands the number under which the file is kept.
      return note.replace(/ \([0-9a-f]{32}\)$/, "");
    case "evidence_withdrawn":
      return note.replace(/ \([0-9a-f]{32}\): /, ": ");
    default:
      return note || null;
  }
}

/** `outcome, k•••@example.vn: bounce Permanent General 5.1.1`: which e-mail, to whom, and what the mail service says. */
function mailTrouble(note: string, t: Messages): string {
  const [, notice = "", address, why = ""] = /^([^,:]+)(?:, (\S+))?: (.*)$/s.exec(note) ?? [];
  const kind = noticeKind(notice, t);
  if (!kind) return note;
  const said = why === "there is no address" ? t.mailTrouble.noAddress : reported(why, t);
  return `${[kind, address].filter(Boolean).join(", ")}: ${said}`;
}

/** What the mail service says, in words; its own code is for who looks after the system, and stands in the log. */
export function reported(why: string, t: Messages): string {
  const { refused, refusedForNow, unwanted, busy, other } = t.mailTrouble;
  const known = [
    [/^bounce Transient/, refusedForNow],
    [/^bounce/, refused],
    [/^complaint/, unwanted],
    [/throttl|too many|limit|timeout|timed out|unavailable/i, busy],
  ] as const;
  return known.find(([pattern]) => pattern.test(why))?.[1] ?? other;
}

/** The e-mail that a notice's id names: its kind and, where a kind goes out several times, what tells them apart. */
export const noticeKind = (noticeId: string, t: Messages): string | undefined =>
  t.case.noticeKinds[noticeId.split("-")[0] as string];

/** The e-mails that reached nobody, in words: what there is to say on the telephone. */
export const unreached = (notices: readonly string[], t: Messages): string =>
  [...new Set(notices.map((notice) => noticeKind(notice, t) ?? notice))].join(", ");

/** What an officer did for the lot; a code that is not ours says nothing to anybody, words of the customs system do. */
export const stageWords = (stage: string, t: Messages) =>
  t.stages[stage] ?? (/^[\w.-]+$/.test(stage) ? t.stages.other : stage);
