import type { Action, CaseFile, CaseState } from "../api/types";
import type { Messages } from "../i18n/vi";

/** What this person may do now; what the API does not speak of may not be done. */
export const verdict = ({ actions }: Pick<CaseFile, "actions">, action: Action) =>
  actions[action] ?? { allowed: false, why: undefined };

const ORDER: Action[] = ["claim", "decide", "review", "assign", "release", "note", "called", "resume"];

/**
 * The actions that are shown: what may be done now, and what may be once its time has come. What a person's role never
 * does would only be in the way, and so would, elsewhere, what is for cases that failed or need a call.
 */
export const offered = (file: Pick<CaseFile, "actions" | "case">): Action[] =>
  ORDER.filter(
    (action) =>
      verdict(file, action).why !== "role" &&
      (action !== "resume" || file.case.state === "failed") &&
      (action !== "called" || file.case.calls_due.length > 0),
  );

/** Why an action cannot be done now, in words; `why` is the code that the API gives. */
export function explainWhy(why: string | null | undefined, state: CaseState, t: Messages): string {
  if (!why || why === "state") return t.why.states[state] ?? t.why.reasons.state ?? "";
  return t.why.reasons[why] ?? t.common.unknown;
}
