import Alert from "@cloudscape-design/components/alert";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Statistics } from "../api/types";
import { seesEveryOffice } from "../auth/person";
import { basePath } from "../base";
import { useTranslation } from "../i18n";
import { useConsole, useNow, useOfficeName } from "../ui/context";
import { ErrorView } from "../ui/errors";
import { focusHeading } from "../ui/focus";
import { useTitle } from "../ui/title";
import { todayText, useStatisticsView, viewQuery } from "./address";
import { Beside } from "./beside";
import { Controls } from "./controls";
import { Distribution } from "./distribution";
import { Export } from "./export";
import { unitAbove } from "./figures";
import { Handling } from "./handling";
import { Headline } from "./headline";
import { useUnitName } from "./names";
import { Reasons } from "./reasons";
import "./statistics.css";
import { Trend } from "./trend";
import { Units } from "./units";
import { type StatisticsWords, statisticsWords } from "./words";

/** The figures of a unit over a period. */
export default function StatisticsPage() {
  const { t, format, language } = useTranslation();
  const { api, person } = useConsole();
  const now = useNow();
  const officeName = useOfficeName();
  const words = statisticsWords[language];
  // Who works in one office wants to see that one first.
  const home = seesEveryOffice(person) ? "department" : `office:${person.office}`;
  const { view, show, problem, unasked } = useStatisticsView(now, home);
  const nameOf = useUnitName(view.to);
  const query = viewQuery(view);
  const result = useQuery({
    queryKey: ["statistics", query],
    queryFn: ({ signal }) => api.get<Statistics>("statistics", query, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
  const data = result.data;
  const unitName = (unit: string): string => {
    if (unit === "department") return words.department;
    if (unit.startsWith("office:")) return officeName(unit.slice("office:".length), view.to);
    return data?.unit === unit ? nameOf(unit, data.name) : unit;
  };
  const period = `${format.date(view.from)} – ${format.date(view.to)}`;
  useTitle(`${words.title}: ${unitName(view.unit)}, ${period}`);
  // Who has not said of when gets the last months that can be shown, rather than a year of which nothing can.
  const instead = unasked && !result.isPlaceholderData && data?.suppressed ? data.latest : null;
  useEffect(() => {
    if (instead) show({ ...instead, compare: "last_year" }, { replace: true });
  });
  // Another unit is another page: it is read from its top.
  const drill = (unit: string) => {
    show({ unit });
    scrollTo({ top: 0 });
    focusHeading();
  };
  const path = [view.unit];
  for (let above = unitAbove(view.unit); above !== null; above = unitAbove(above)) path.unshift(above);
  const today = todayText(now);
  return (
    <SpaceBetween size="l">
      <BreadcrumbGroup
        ariaLabel={t.nav.breadcrumbs}
        items={path.map((unit) => ({
          text: unitName(unit),
          href: `${basePath}/statistics?${new URLSearchParams(viewQuery({ ...view, unit }))}`,
        }))}
        onFollow={(event) => {
          event.preventDefault();
          drill(new URL(event.detail.href, location.href).searchParams.get("unit") ?? "department");
        }}
      />
      <Header variant="h1" description={period} actions={<Export view={view} today={today} words={words} />}>
        {words.title}: {unitName(view.unit)}
      </Header>
      {problem && (
        <Alert type="warning">{problem === "reversed" ? words.reversedRange : words.earlyRange}</Alert>
      )}
      <Controls view={view} today={today} latest={data?.latest ?? null} words={words} onShow={show} />
      {result.isError ? (
        <ErrorView error={result.error} onRetry={() => void result.refetch()} />
      ) : data ? (
        <div className={result.isPlaceholderData ? "hl-stale" : ""}>
          <SpaceBetween size="l">
            {data.suppressed && <Alert type="info">{words.hiddenHint}</Alert>}
            <Given data={data} words={words} />
            <Headline data={data} words={words} />
            <Beside first={7}>
              <Trend data={data} words={words} />
              <Reasons data={data} words={words} />
            </Beside>
            <Distribution data={data} words={words} />
            <Handling data={data} />
            <Units data={data} view={view} words={words} onUnit={drill} />
          </SpaceBetween>
        </div>
      ) : (
        <div className="hl-loading" role="status">
          <Spinner size="large" />
          <span className="hl-visually-hidden">{words.loading}</span>
        </div>
      )}
    </SpaceBetween>
  );
}

/** Which days the figures are of, where these are not those that were asked for. */
function Given({ data, words }: { data: Statistics; words: StatisticsWords }) {
  const { format } = useTranslation();
  const same = (one: { from: string; to: string }, other: { from: string; to: string }) =>
    one.from === other.from && one.to === other.to;
  const notes = [
    !same(data, data.asked) && words.given(format.date(data.from), format.date(data.to)),
    data.handled &&
      !same(data, data.handled) &&
      words.handled(format.date(data.handled.from), format.date(data.handled.to)),
    !data.handled && !data.suppressed && words.handledLater,
  ].filter((note) => note !== false && note !== null);
  return notes.length > 0 && <Alert type="info">{notes.join(" ")}</Alert>;
}
