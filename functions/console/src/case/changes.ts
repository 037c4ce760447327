import type { CaseFile, TimelineEntry } from "../api/types";

/** One difference between a case as somebody saw it and as it is now. */
export type Change =
  | { kind: "state" | "assignee" | "due"; from: string | null; to: string | null }
  | { kind: "entry"; entry: TimelineEntry };

/** What changed between two readings of a case file, most telling first. */
export function changesBetween(before: CaseFile, now: CaseFile): Change[] {
  const changes: Change[] = [];
  const compare = (kind: "state" | "assignee" | "due", from: string | null, to: string | null) => {
    if (from !== to) changes.push({ kind, from, to });
  };
  compare("state", before.case.state, now.case.state);
  compare("assignee", before.case.assignee, now.case.assignee);
  compare("due", before.case.due_at, now.case.due_at);
  // A file has the latest page of the timeline: the entry that was the last tells where the new ones begin.
  const seen = before.timeline.at(-1)?.hash;
  const begin = now.timeline.findIndex((entry) => entry.hash === seen) + 1;
  for (const entry of now.timeline.slice(begin)) changes.push({ kind: "entry", entry });
  return changes;
}
