import type { Action, CaseFile, CaseState } from "../api/types";
import type { Messages } from "../i18n/vi";

/** What this person may do now; what the API does not speak of may not be done. */
export const verdict = ({ actions }: Pick<CaseFile, "actions">, action: Action) =>
  actions[action] ?? { allowed: false, why: undefined };

/** Why an action cannot be done now, in words; `why` is the code that the API gives. */
export function explainWhy(why: string | null | undefined, state: CaseState, t: Messages): string {
  if (!why || why === "state") return t.why.states[state] ?? t.why.reasons.state ?? "";
  return t.why.reasons[why] ?? t.common.unknown;
}
