import type { CaseFile, Decision, TimelineEntry } from "../api/types";

/** A decision that the reviewer sent back, and what they asked to be made clear. */
export interface Returned {
  decision: Decision;
  by: string;
  at: string;
  note: string;
}

const isSentBack = ({ action, to }: TimelineEntry) => action === "review" && to === "assigned";

/** Every decision of the case that was sent back, latest first, as the timeline keeps them. */
export function returnedDecisions({ timeline }: Pick<CaseFile, "timeline">): Returned[] {
  const found: Returned[] = [];
  let proposed: Decision | null = null;
  for (const entry of timeline) {
    if (entry.action === "decide") proposed = entry.decision;
    else if (proposed && isSentBack(entry)) {
      found.unshift({ decision: proposed, by: entry.by, at: entry.at, note: entry.note });
      proposed = null;
    }
  }
  return found;
}

/** The decision that was sent back and is now to be mended; null where none is. */
export function toMend(file: Pick<CaseFile, "timeline">): Returned | null {
  const last = file.timeline.findLast(
    ({ action, to }) => action === "decide" || action === "appeal" || (action === "review" && to !== ""),
  );
  return last && isSentBack(last) ? (returnedDecisions(file)[0] ?? null) : null;
}
