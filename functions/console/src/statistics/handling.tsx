import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { RootCause, Statistics } from "../api/types";
import { useTranslation } from "../i18n";
import { Answers } from "./answers";
import { Beside } from "./beside";
import { type HandlingWords, handlingWords } from "./handling-words";
import { useUnitName } from "./names";
import { FiguresTable } from "./table";
import { bucketName } from "./trend";

interface Props {
  data: Statistics;
  words: HandlingWords;
}

/** How cases are dealt with, whether a change is real, how ratings come in, and who has fallen silent. */
export function Handling({ data }: { data: Statistics }) {
  const { language } = useTranslation();
  const words = handlingWords[language];
  return (
    <SpaceBetween size="l">
      <Cases data={data} words={words} />
      <Beside>
        <Change data={data} words={words} />
        <Answers data={data} words={words} />
      </Beside>
      {data.channels ? (
        <Beside>
          <Causes data={data} words={words} />
          <Channels channels={data.channels} words={words} />
        </Beside>
      ) : (
        <Causes data={data} words={words} />
      )}
      {data.silent && <Silent silent={data.silent} words={words} />}
    </SpaceBetween>
  );
}

function Cases({ data, words }: Props) {
  const { t, format } = useTranslation();
  const { totals, hours_to_decision: hours } = data;
  const shown = (value: number | null, write: (text: string) => string = (text) => text) =>
    value === null ? t.common.none : write(format.number(value));
  const count = (value: number | null) => (value === null ? words.hidden : format.number(value));
  return (
    <Container
      header={
        <Header variant="h2" description={words.titleHint}>
          {words.title}
        </Header>
      }
    >
      <SpaceBetween size="m">
        <dl className="hl-handling">
          <Figure label={words.median} value={shown(hours.median, words.hours)}>
            {hours.p90 !== null && words.p90(format.number(hours.p90))}
          </Figure>
          <Figure label={words.backlog} value={shown(totals.backlog)}>
            {totals.overdue !== null && words.overdue(format.number(totals.overdue))}
          </Figure>
          <Figure label={words.appeals} value={shown(totals.appeals)}>
            {totals.reversals !== null && words.reversals(format.number(totals.reversals))}
          </Figure>
        </dl>
        <ExpandableSection headerText={words.stock}>
          <FiguresTable
            items={data.series}
            trackBy="bucket"
            label={words.stock}
            columns={[
              {
                id: "bucket",
                header: words.monthColumn,
                isRowHeader: true,
                cell: (point) =>
                  bucketName(point.bucket, data.bucket, format) +
                  (point.partial ? ` (${words.partial})` : ""),
              },
              { id: "backlog", header: words.stockColumn, cell: (point) => count(point.backlog) },
              { id: "overdue", header: words.overdueColumn, cell: (point) => count(point.overdue) },
            ]}
          />
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}

function Figure({ label, value, children }: { label: string; value: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="hl-figure">{value}</dd>
      {children && (
        <dd>
          <Box color="text-body-secondary" fontSize="body-s">
            {children}
          </Box>
        </dd>
      )}
    </div>
  );
}

function Change({ data, words }: Props) {
  const { format } = useTranslation();
  const { change } = data;
  const points = (share: number) => format.decimal(share * 100);
  return (
    <Container fitHeight header={<Header variant="h2">{words.change}</Header>}>
      {change ? (
        <SpaceBetween size="xs">
          <Box fontWeight="bold" fontSize="heading-m">
            {Math.abs(change.difference) < 0.0005
              ? words.changeSame
              : (change.difference > 0 ? words.changeUp : words.changeDown)(
                  points(Math.abs(change.difference)),
                )}
          </Box>
          <span>{change.low > 0 || change.high < 0 ? words.changeReal : words.changeUnsure}</span>
          <Box color="text-body-secondary" fontSize="body-s">
            {words.changeOf(format.number(change.enterprises), points(change.low), points(change.high))}
          </Box>
        </SpaceBetween>
      ) : (
        <span className="hl-muted">{words.changeNone}</span>
      )}
    </Container>
  );
}

function Causes({ data, words }: Props) {
  const { t, format } = useTranslation();
  const unitName = useUnitName(data.to);
  const causes = Object.entries(data.root_causes ?? {}) as [RootCause, number][];
  const most = Math.max(1, ...causes.map(([, count]) => count));
  const share = data.totals.systemic_share;
  const units = data.children.filter((child) => Object.keys(child.root_causes ?? {}).length > 0);
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" description={words.causesHint}>
          {words.causes}
        </Header>
      }
    >
      {data.root_causes === null ? (
        <span className="hl-muted">{words.hidden}</span>
      ) : causes.length === 0 ? (
        <span className="hl-muted">{words.noCauses}</span>
      ) : (
        <SpaceBetween size="s">
          <dl className="hl-bars">
            {causes.map(([cause, count]) => (
              <div key={cause}>
                <dt>{t.rootCauses[cause] ?? cause}</dt>
                <dd>
                  <span className="hl-reason-bar" style={{ inlineSize: `${(count / most) * 100}%` }} />
                  {format.number(count)}
                </dd>
              </div>
            ))}
          </dl>
          {share !== null && <span>{words.systemic(format.percent(share))}</span>}
          {units.length > 0 && (
            <ExpandableSection headerText={words.causesByUnit}>
              <ul>
                {units.map((child) => (
                  <li key={child.unit}>
                    <strong>{unitName(child.unit, child.name)}</strong>:{" "}
                    {(Object.entries(child.root_causes ?? {}) as [RootCause, number][])
                      .map(([cause, count]) => `${t.rootCauses[cause] ?? cause} ${format.number(count)}`)
                      .join(" · ")}
                  </li>
                ))}
              </ul>
            </ExpandableSection>
          )}
        </SpaceBetween>
      )}
    </Container>
  );
}

function Channels({
  channels,
  words,
}: {
  channels: NonNullable<Statistics["channels"]>;
  words: Props["words"];
}) {
  const { format } = useTranslation();
  const { clients, ...ways } = channels;
  const whole = (way: "software" | "link" | "qr") => ({
    id: way as string,
    name: words.ways[way],
    client: "",
    ratings: ways[way].ratings,
    enterprises: ways[way].enterprises as number | null,
  });
  // What one client has sent is part of what came by software, and stands below it.
  const rows = [
    whole("software"),
    ...Object.entries(clients).map(([client, ratings]) => ({
      id: `client ${client}`,
      name: "",
      client,
      ratings,
      enterprises: null,
    })),
    whole("link"),
    whole("qr"),
  ];
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" description={words.channelsHint}>
          {words.channels}
        </Header>
      }
    >
      <FiguresTable
        items={rows}
        trackBy="id"
        label={words.channels}
        columns={[
          {
            id: "way",
            header: words.channelColumn,
            isRowHeader: true,
            cell: (row) =>
              row.client === "" ? (
                row.name
              ) : (
                <div className="hl-part">
                  {words.ofThem} <span className="hl-anywhere">{row.client}</span>
                </div>
              ),
          },
          { id: "ratings", header: words.ratingsColumn, cell: (row) => format.number(row.ratings) },
          {
            id: "enterprises",
            header: words.enterprisesColumn,
            cell: (row) => (row.enterprises === null ? "–" : format.number(row.enterprises)),
          },
        ]}
      />
    </Container>
  );
}

function Silent({ silent, words }: { silent: NonNullable<Statistics["silent"]>; words: HandlingWords }) {
  const { format } = useTranslation();
  const count = (value: number | null) => (value === null ? words.hidden : format.number(value));
  return (
    <Container
      header={
        <Header variant="h2" description={words.silentHint}>
          {words.silent}
        </Header>
      }
    >
      <SpaceBetween size="s">
        <Box fontWeight="bold" fontSize="heading-m">
          {silent.enterprises === null ? words.hidden : words.silentCount(format.number(silent.enterprises))}
        </Box>
        {silent.after_negative !== null && (
          <span>{words.afterNegative(format.number(silent.after_negative))}</span>
        )}
        {silent.names && silent.names.length > 0 && (
          <ExpandableSection headerText={words.silentNames}>
            <ul>
              {silent.names.map((one) => (
                <li key={one.name}>
                  {one.name}
                  {one.after_negative && <> – {words.afterNegativeColumn.toLowerCase()}</>}
                </li>
              ))}
            </ul>
          </ExpandableSection>
        )}
        <ExpandableSection headerText={words.silentTrend}>
          <FiguresTable
            items={silent.trend}
            trackBy="month"
            label={words.silent}
            columns={[
              {
                id: "month",
                header: words.monthColumn,
                isRowHeader: true,
                cell: (one) => bucketName(one.month, "month", format),
              },
              { id: "silent", header: words.silentColumn, cell: (one) => count(one.enterprises) },
              {
                id: "negative",
                header: words.afterNegativeColumn,
                cell: (one) => count(one.after_negative),
              },
            ]}
          />
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}
