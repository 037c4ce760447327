export type Subject = "officer" | "team" | "office";
export type Level = 1 | 2 | 3 | 4 | 5;
export type Reason =
  | "obstruction"
  | "harassment"
  | "misconduct"
  | "delay"
  | "error"
  | "attitude"
  | "unclear_guidance"
  | "system"
  | "policy"
  | "other_agency"
  | "other";
export type CaseState = "open" | "assigned" | "in_review" | "decided" | "appealed" | "closed" | "failed";
export type Outcome = "upheld" | "partly_upheld" | "not_upheld" | "cannot_verify" | "outside_remit";
export type RootCause =
  | "conduct"
  | "skill"
  | "process"
  | "workload"
  | "system"
  | "policy"
  | "other_agency"
  | "enterprise"
  | "none_found";
export type Language = "vi" | "en";
export type Action = "claim" | "assign" | "release" | "note" | "decide" | "review" | "resume" | "called";

export interface Enterprise {
  name: string;
  tax_code: string;
}

/** One row of the queue. */
export interface CaseItem {
  case_id: string;
  state: CaseState;
  level: 1 | 2;
  office: string;
  enterprise: Enterprise;
  subjects: Partial<Record<Subject, Level>>;
  negative_subjects: Subject[];
  reasons: Reason[];
  assignee: string | null;
  opened_at: string;
  due_at: string;
  first_due_at: string;
  overdue: boolean;
  breached: boolean;
  restricted: boolean;
  /** Notices that reached the enterprise at no address: somebody must call it. */
  calls_due: string[];
  version: number;
}

export interface Decision {
  outcome: Outcome;
  root_cause: RootCause;
  action_taken: string;
  message_to_enterprise: string;
  by: string;
  at: string;
  reviewed_by: string | null;
  reviewed_at: string | null;
}

export interface CaseDetail extends CaseItem {
  decision: Decision | null;
  earlier_decisions: Decision[];
  appeal: { reason: string; at: string } | null;
  appeal_until: string | null;
  closed_at: string | null;
  failure: { error: string; at: string; state: CaseState } | null;
}

export interface Rating {
  declaration_no: string;
  tax_code: string;
  levels: Partial<Record<Subject, Level>>;
  reasons: Reason[];
  comment: string | null;
  language: Language;
  contact: { name?: string | null; email?: string | null; phone?: string | null } | null;
  received_at: string;
}

export interface Clearance {
  declaration_no: string;
  lot_key: string;
  declaration_type: string;
  channel: "green" | "yellow" | "red";
  office: string;
  team: string | null;
  officers: { code: string; name: string; stage: string }[];
  cleared_at: string;
}

export interface TimelineEntry {
  at: string;
  by: string;
  role: string;
  action: string;
  from: CaseState | "" | null;
  to: CaseState | "" | null;
  note: string | null;
  hash: string;
}

export interface Notice {
  notice_id: string;
  kind: string;
  state: string;
  created_at: string;
  /** A staff code for a notice to staff, null for the enterprise. */
  recipient: string | null;
  sent_at: string | null;
  sent_to: string | null;
  attempts: number;
  last_error: string | null;
}

export interface Evidence {
  evidence_id: string;
  name: string;
  content_type: string;
  size: number;
  by: string;
  at: string;
  /** False while the file that was announced has not arrived. */
  uploaded: boolean;
}

export interface Refusal {
  at: string;
  by: string;
  action: string;
  why?: string;
}

/** `exception`: the barrier that is lifted because nobody else is left who may act. */
export type Actions = Record<Action, { allowed: boolean; why?: string | null; exception?: string | null }>;

/** Somebody to whom a case may be given. */
export interface Assignee {
  staff_code: string;
  name: string;
  office: string;
  role: string;
}

export interface CaseFile {
  case: CaseDetail;
  rating: Rating;
  clearance: Clearance;
  timeline: TimelineEntry[];
  notices: Notice[];
  evidence: Evidence[];
  actions: Actions;
  /** Only for those who may assign. */
  assignees?: Assignee[];
  refusals?: Refusal[];
}

export interface Page<T> {
  items: T[];
  cursor: string | null;
}

/** Shares of one subject; all null where too few enterprises stand behind them. */
export interface Assessment {
  counts: [number, number, number, number, number] | null;
  satisfied: number | null;
  low: number | null;
  high: number | null;
  low_clustered: number | null;
  high_clustered: number | null;
  effective_n: number | null;
  single_enterprise: boolean | null;
}

export interface Totals {
  clearances: number;
  ratings: number;
  response_rate: number | null;
  enterprises_active: number | null;
  enterprises_rated: number | null;
  participation: number | null;
  negative: number | null;
  cases_opened: number | null;
  cases_decided: number | null;
  cases_closed: number | null;
  on_time_rate: number | null;
  upheld: number | null;
}

export interface SeriesPoint {
  bucket: string;
  ratings: number;
  counts: [number, number, number, number, number] | null;
  satisfied: number | null;
  suppressed: boolean;
}

export interface UnitFigures extends Omit<Assessment, "counts"> {
  unit: string;
  name: string;
  ratings: number;
  tier: "above" | "expected" | "below" | null;
  suppressed: boolean;
}

export interface Statistics {
  unit: string;
  name: string;
  from: string;
  to: string;
  bucket: Bucket;
  totals: Totals;
  subjects: Record<Subject, Assessment>;
  reasons: Partial<Record<Reason, number>> | null;
  series: SeriesPoint[];
  children: UnitFigures[];
  suppressed: boolean;
  previous: Totals & { from: string; to: string; subjects: Record<Subject, Assessment>; suppressed: boolean };
}

export type Bucket = "day" | "month" | "quarter" | "year";
