import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import type { CaseState } from "../api/types";
import { useTranslation } from "../i18n";
import type { Change } from "./changes";
import { entryTitle } from "./entries";

/** What changed under the hands of a person who was typing. */
export function StaleAlert({ changes, onSeen }: { changes: Change[]; onSeen: () => void }) {
  const { t, format } = useTranslation();
  if (changes.length === 0) return null;
  const words = (change: Change): string => {
    switch (change.kind) {
      case "state": {
        const name = (state: string | null) => t.states[state as CaseState] ?? t.common.none;
        return t.stale.state(name(change.from), name(change.to));
      }
      case "assignee":
        return t.stale.assignee(change.from ?? t.queue.nobody, change.to ?? t.queue.nobody);
      case "due":
        return t.stale.due(
          change.from ? format.dateTime(change.from) : t.common.none,
          change.to ? format.dateTime(change.to) : t.common.none,
        );
      case "entry": {
        const { entry } = change;
        const note = entry.note && entry.action === "note" ? `: ${entry.note}` : "";
        return t.stale.entry(entryTitle(entry, t) + note, entry.by, format.dateTime(entry.at));
      }
    }
  };
  return (
    <Alert type="warning" header={t.stale.title} action={<Button onClick={onSeen}>{t.stale.seen}</Button>}>
      <p>{t.stale.kept}</p>
      <ul>
        {changes.map((change) => (
          <li key={words(change)}>{words(change)}</li>
        ))}
      </ul>
    </Alert>
  );
}
