import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import type { ReactNode } from "react";
import type { Statistics } from "../api/types";
import { useTranslation } from "../i18n";
import { changeOf, subjectOf } from "./figures";
import type { StatisticsWords } from "./words";

interface Figure {
  label: string;
  value: number | null;
  before: number | null;
  /** How the figure is written, and how a change of it is. */
  form: "count" | "share";
  /** Whether more of it is better; null where it is neither, or where no interval says whether there is a change. */
  better: "more" | "less" | null;
  /** 95 % interval of the change: only one that leaves zero out is coloured. */
  change: { low: number; high: number } | null;
  note: string | null;
}

/** The figures that a leader looks at first, with the period before. */
export function Headline({ data, words }: { data: Statistics; words: StatisticsWords }) {
  const { t, format } = useTranslation();
  const { totals, previous } = data;
  const own = data.subjects[subjectOf(data.unit)];
  // The one that the tiers use, which allows for enterprises that rate often; not everybody is told it.
  const [low, high] = [own.low_clustered ?? own.low, own.high_clustered ?? own.high];
  const ownBefore = previous.subjects[subjectOf(data.unit)];
  const percent = (share: number | null) => (share === null ? null : format.percent(share));
  // Negative ratings may be of other days than all ratings are.
  const sameDays = ({ from, to, handled }: Pick<Statistics, "from" | "to" | "handled">) =>
    handled?.from === from && handled.to === to;
  const share = (part: number | null, whole: number) => (part === null || whole === 0 ? null : part / whole);
  const less = (all: number | null, some: number | null) =>
    all === null || some === null ? null : all - some;
  const noted = (text: string | null, write: (text: string) => string) =>
    text === null ? null : write(text);
  const figures: Figure[] = [
    {
      label: words.ratings,
      value: totals.ratings,
      before: previous.ratings,
      form: "count",
      better: null,
      change: null,
      note: noted(percent(totals.response_rate), words.responseRate),
    },
    {
      label: words.enterprises,
      value: totals.enterprises_rated,
      before: previous.enterprises_rated,
      form: "count",
      better: null,
      change: null,
      note: noted(percent(totals.participation), words.participation),
    },
    {
      label: words.satisfied,
      value: own.satisfied,
      before: ownBefore.satisfied,
      form: "share",
      better: "more",
      change: data.change,
      note: low === null || high === null ? null : words.interval(format.percent(low), format.percent(high)),
    },
    {
      label: words.negative,
      value: sameDays(data) ? share(totals.negative, totals.ratings) : null,
      before: sameDays(previous) ? share(previous.negative, previous.ratings) : null,
      form: "share",
      better: "less",
      change:
        totals.negative === null || previous.negative === null || !sameDays(data) || !sameDays(previous)
          ? null
          : changeOf(
              { part: previous.negative, whole: previous.ratings },
              { part: totals.negative, whole: totals.ratings },
            ),
      note: totals.negative === null ? null : words.negativeCount(format.number(totals.negative)),
    },
    {
      label: words.onTime,
      value: totals.on_time_rate,
      before: previous.on_time_rate,
      form: "share",
      better: "more",
      change:
        totals.on_time_rate === null ||
        previous.on_time_rate === null ||
        !totals.cases_decided ||
        !previous.cases_decided
          ? null
          : changeOf(
              { part: previous.on_time_rate * previous.cases_decided, whole: previous.cases_decided },
              { part: totals.on_time_rate * totals.cases_decided, whole: totals.cases_decided },
            ),
      note: totals.cases_decided === null ? null : words.onTimeOf(format.number(totals.cases_decided)),
    },
    {
      label: words.upheld,
      value: less(totals.upheld, totals.partly_upheld),
      before: less(previous.upheld, previous.partly_upheld),
      form: "count",
      better: null,
      change: null,
      note: totals.cases_decided === null ? null : words.onTimeOf(format.number(totals.cases_decided)),
    },
    {
      label: t.outcomes.partly_upheld,
      value: totals.partly_upheld,
      before: previous.partly_upheld,
      form: "count",
      better: null,
      change: null,
      note: totals.cases_decided === null ? null : words.onTimeOf(format.number(totals.cases_decided)),
    },
  ];
  return (
    <Container
      header={
        <Header variant="h2" description={words.before(format.date(previous.from), format.date(previous.to))}>
          {words.headline}
        </Header>
      }
    >
      <dl className="hl-figures">
        {figures.map((figure) => (
          <HeadlineFigure key={figure.label} figure={figure} words={words} suppressed={data.suppressed} />
        ))}
      </dl>
    </Container>
  );
}

function HeadlineFigure({
  figure,
  words,
  suppressed,
}: {
  figure: Figure;
  words: StatisticsWords;
  suppressed: boolean;
}) {
  const { format, t } = useTranslation();
  const write = figure.form === "count" ? format.number : format.percent;
  return (
    <div>
      <dt>{figure.label}</dt>
      <dd className="hl-figure">
        {figure.value === null ? (
          <span className="hl-muted" title={suppressed ? words.hiddenHint : undefined}>
            {suppressed ? words.hidden : t.common.none}
          </span>
        ) : (
          write(figure.value)
        )}
      </dd>
      <dd>
        <Change figure={figure} words={words} />
      </dd>
      {figure.note && (
        <dd>
          <Box color="text-body-secondary" fontSize="body-s">
            {figure.note}
          </Box>
        </dd>
      )}
    </div>
  );
}

function Change({ figure, words }: { figure: Figure; words: StatisticsWords }): ReactNode {
  const { format } = useTranslation();
  const { value, before, form, better, change } = figure;
  if (value === null || before === null || (form === "count" && before === 0)) {
    return <span className="hl-muted">{words.noBefore}</span>;
  }
  const difference = value - before;
  const shown =
    form === "count"
      ? format.percent(Math.abs(difference) / before)
      : words.points(format.decimal(Math.abs(difference) * 100));
  if (Math.abs(difference) < 0.0005) return <span className="hl-muted">{words.unchanged}</span>;
  const was = form === "count" ? format.number(before) : format.percent(before);
  const real = change !== null && (change.low > 0 || change.high < 0);
  const good = better === null || !real ? "" : difference > 0 === (better === "more") ? "hl-good" : "hl-bad";
  return (
    <span className={`hl-change ${good}`}>
      <span aria-hidden="true">{difference > 0 ? "▲" : "▼"}</span>{" "}
      {difference > 0 ? words.more(shown, was) : words.less(shown, was)}
      {change !== null && !real && ` · ${words.withinChance}`}
    </span>
  );
}
