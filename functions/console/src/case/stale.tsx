import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { useEffect, useRef, useState } from "react";
import type { CaseState } from "../api/types";
import { staffNames } from "../domain/names";
import { useTranslation } from "../i18n";
import { rescueFocus, scrollTo } from "../ui/focus";
import type { Change } from "./changes";
import { entryTitle } from "./entries";

/** What changed under the hands of a person who was typing; stands beside the button that sends it. */
export function StaleAlert({
  changes,
  refusals,
  onSeen,
}: {
  changes: Change[];
  /** Grows with each try to send in spite of them; the alert then comes to the person. */
  refusals: number;
  onSeen: () => void;
}) {
  const { t, format } = useTranslation();
  const alert = useRef<HTMLDivElement>(null);
  const [answered, setAnswered] = useState(refusals);
  const shown = changes.length > 0 || refusals > answered;
  const told = useRef(refusals);
  useEffect(() => {
    if (!shown || told.current === refusals) return;
    told.current = refusals;
    alert.current?.focus({ preventScroll: true });
    scrollTo(alert.current, "center");
  }, [shown, refusals]);
  const nameOf = (code: string | null) => (code ? staffNames.full(code) : t.queue.nobody);
  const words = (change: Change): string => {
    switch (change.kind) {
      case "state": {
        const name = (state: string | null) => t.states[state as CaseState] ?? t.common.none;
        return t.stale.state(name(change.from), name(change.to));
      }
      case "assignee":
        return t.stale.assignee(nameOf(change.from), nameOf(change.to));
      case "due":
        return t.stale.due(
          change.from ? format.dateTime(change.from) : t.common.none,
          change.to ? format.dateTime(change.to) : t.common.none,
        );
      case "entry": {
        const { entry } = change;
        const note = entry.note && entry.action === "note" ? `: ${entry.note}` : "";
        return t.stale.entry(
          entryTitle(entry, t) + note,
          staffNames.full(entry.by),
          format.dateTime(entry.at),
        );
      }
    }
  };
  // It stands there from the start: what comes to a place that is already watched is read out.
  return (
    <div ref={alert} role="alert" tabIndex={-1} className="hl-stale-alert">
      {shown && (
        <Alert
          type="warning"
          header={t.stale.title}
          action={
            <Button
              formAction="none"
              onClick={() => {
                setAnswered(refusals);
                onSeen();
                rescueFocus();
              }}
            >
              {t.stale.seen}
            </Button>
          }
        >
          <p>{t.stale.kept}</p>
          <ul>
            {changes.map((change) => (
              <li key={words(change)}>{words(change)}</li>
            ))}
          </ul>
        </Alert>
      )}
    </div>
  );
}
