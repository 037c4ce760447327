import type { CaseState } from "../api/types";
import type { Messages } from "../i18n/vi";

/** Why an action cannot be done now, in words; `why` is the code that the API gives. */
export function explainWhy(why: string | null | undefined, state: CaseState, t: Messages): string {
  if (!why || why === "state") return t.why.states[state] ?? t.why.reasons.state ?? "";
  return t.why.reasons[why] ?? why;
}
