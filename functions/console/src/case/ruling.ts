import type { Decision, Outcome, RootCause } from "../api/types";

/** What a decider puts down; empty where nothing is chosen yet. */
export interface RulingDraft {
  outcome: Outcome | "";
  root_cause: RootCause | "";
  action_taken: string;
  message_to_enterprise: string;
}

export const EMPTY_RULING: RulingDraft = {
  outcome: "",
  root_cause: "",
  action_taken: "",
  message_to_enterprise: "",
};

/** What was put down before, to go on from. */
export const rulingOf = (decision: Decision): RulingDraft => ({
  outcome: decision.outcome,
  root_cause: decision.root_cause,
  action_taken: decision.action_taken,
  message_to_enterprise: decision.message_to_enterprise,
});

export const TEXT_LIMIT = 4000;

export type RulingProblem = "required" | "too_long" | "unfinished";

/** What is still wrong with a ruling, by field; empty when it can be submitted. */
export function rulingProblems(ruling: RulingDraft): Partial<Record<keyof RulingDraft, RulingProblem>> {
  const problems: Partial<Record<keyof RulingDraft, RulingProblem>> = {};
  for (const field of Object.keys(EMPTY_RULING) as (keyof RulingDraft)[]) {
    const value = ruling[field].trim();
    if (!value) problems[field] = "required";
    else if ([...value].length > TEXT_LIMIT) problems[field] = "too_long";
    // The suggestions end with a colon, and an enterprise must not get one that nobody went on from.
    else if (field === "message_to_enterprise" && value.endsWith(":")) problems[field] = "unfinished";
  }
  return problems;
}

/** Whether anything has been put down. */
export const isBlank = (ruling: RulingDraft) => Object.values(ruling).every((value) => !value.trim());
