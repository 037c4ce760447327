import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import type { Reason, Statistics } from "../api/types";
import { useTranslation } from "../i18n";
import type { StatisticsWords } from "./words";

/** What enterprises were dissatisfied about, most frequent first. */
export function Reasons({ data, words }: { data: Statistics; words: StatisticsWords }) {
  const { t, format } = useTranslation();
  const reasons = Object.entries(data.reasons ?? {}) as [Reason, number][];
  reasons.sort(([, a], [, b]) => b - a);
  const most = Math.max(1, ...reasons.map(([, count]) => count));
  return (
    <Container fitHeight header={<Header variant="h2">{words.reasons}</Header>}>
      {data.reasons === null ? (
        <span className="hl-muted">{words.hiddenHint}</span>
      ) : reasons.length === 0 ? (
        <span className="hl-muted">{words.noReasons}</span>
      ) : (
        <dl className="hl-bars">
          {reasons.map(([reason, count]) => (
            <div key={reason}>
              <dt>{t.reasons[reason] ?? reason}</dt>
              <dd>
                <span className="hl-reason-bar" style={{ inlineSize: `${(count / most) * 100}%` }} />
                {format.number(count)}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Container>
  );
}
