import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { GRAVE_REASONS } from "../api/codes";
import type { CaseItem, CaseState, Reason } from "../api/types";
import { staffNames } from "../domain/names";
import type { Due } from "../domain/workdays";
import { useTranslation } from "../i18n";
import { useConsole, useNow } from "./context";
import { dueWords } from "./due-words";

const STATE_TYPES: Record<CaseState, StatusIndicatorProps.Type> = {
  open: "pending",
  assigned: "in-progress",
  in_review: "info",
  decided: "success",
  appealed: "pending",
  closed: "stopped",
  failed: "error",
};

export function StateLabel({ state }: { state: CaseState }) {
  const { t } = useTranslation();
  return (
    <span className="hl-words">
      <StatusIndicator type={STATE_TYPES[state]}>{t.states[state] ?? state}</StatusIndicator>
    </span>
  );
}

/** Whether the clock of a case still runs. */
export const clockRuns = (state: CaseState) => state !== "decided" && state !== "closed";

const DUE_TYPES: Record<Due["kind"], StatusIndicatorProps.Type> = {
  left: "success",
  today: "warning",
  "overdue-today": "error",
  overdue: "error",
};

/** The due date in words, with colour and a sign. */
export function DueLabel({ item }: { item: Pick<CaseItem, "state" | "due_at"> }) {
  const { t, format } = useTranslation();
  const { workdays } = useConsole();
  const now = useNow();
  if (!clockRuns(item.state)) return <StatusIndicator type="stopped">{t.due.met}</StatusIndicator>;
  const due = workdays.due(item.due_at, now);
  const type = due.kind === "left" && due.days === 1 ? "warning" : DUE_TYPES[due.kind];
  return (
    <span className="hl-words" title={t.due.at(format.dateTime(item.due_at))}>
      <StatusIndicator type={type}>{dueWords(due, item.due_at, t.due, format)}</StatusIndicator>
    </span>
  );
}

/** A level as its place on the scale of five, in colour and in words. */
export function LevelScale({ level }: { level: number | undefined }) {
  const { t } = useTranslation();
  if (!level) return <span className="hl-muted">{t.case.notRated}</span>;
  return (
    <span className={`hl-level hl-level-${level}`}>
      <span className="hl-level-dots" aria-hidden="true">
        {[1, 2, 3, 4, 5].map((step) => (
          <span key={step} className={step <= level ? "on" : ""} />
        ))}
      </span>
      <span className="hl-level-text">
        {t.levels[level as keyof typeof t.levels]} <span className="hl-muted">({level}/5)</span>
      </span>
    </span>
  );
}

/** Reasons as quiet chips; the grave ones stand out. */
export function ReasonChips({ reasons, limit = reasons.length }: { reasons: Reason[]; limit?: number }) {
  const { t, format } = useTranslation();
  const hidden = reasons.slice(limit);
  return (
    <span className="hl-chips">
      {reasons.slice(0, limit).map((reason) => (
        <span key={reason} className={GRAVE.has(reason) ? "hl-chip hl-chip-grave" : "hl-chip"}>
          {t.reasons[reason] ?? reason}
        </span>
      ))}
      {hidden.length > 0 && (
        <span className="hl-chip" title={hidden.map((reason) => t.reasons[reason] ?? reason).join(", ")}>
          {t.queue.more(format.number(hidden.length))}
        </span>
      )}
    </span>
  );
}

const GRAVE: ReadonlySet<Reason> = new Set(GRAVE_REASONS);

/** A member of staff by name, with the code behind it; marked where it is the reader. */
export function StaffCode({ code }: { code: string | null }) {
  const { t } = useTranslation();
  const { person } = useConsole();
  if (!code) return <span className="hl-muted">{t.queue.nobody}</span>;
  const name = staffNames.of(code);
  return (
    <>
      <span>{name ?? code}</span>
      {code === person.staffCode && <strong className="hl-you"> ({t.queue.you})</strong>}
      {/* Where there is no room for both, the name stays whole and the code goes below it. */}
      {name && (
        <>
          {" "}
          <span className="hl-muted hl-nowrap">{code}</span>
        </>
      )}
    </>
  );
}
