import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { scaleLinear, scalePoint } from "d3-scale";
import { area, line } from "d3-shape";
import { useEffect, useRef, useState } from "react";
import type { Bucket, SeriesPoint, Statistics } from "../api/types";
import { useTranslation } from "../i18n";
import type { Formatter } from "../i18n/format";
import { useNarrow } from "../ui/context";
import { satisfiedOf, total, wilson } from "./figures";
import { handlingWords } from "./handling-words";
import { FiguresTable } from "./table";
import type { StatisticsWords } from "./words";

const HEIGHT = 260;
const BARS = 56;
const MARGIN = { top: 12, right: 16, bottom: 28, left: 52 };

interface Point {
  label: string;
  ratings: number;
  share: number | null;
  low: number | null;
  high: number | null;
  suppressed: boolean;
  partial: boolean;
}

/** The name of a bucket, as short as an axis needs it. */
export function bucketName(bucket: string, kind: Bucket, format: Formatter): string {
  if (kind === "day") return format.date(bucket);
  if (kind === "month") return `${bucket.slice(5, 7)}/${bucket.slice(0, 4)}`;
  if (kind === "quarter") return `${bucket.slice(5)}/${bucket.slice(0, 4)}`;
  return bucket;
}

function pointsOf(series: SeriesPoint[], kind: Bucket, format: Formatter): Point[] {
  return series.map((one) => {
    const n = one.counts ? total(one.counts) : 0;
    const interval = one.counts ? wilson(satisfiedOf(one.counts), n) : null;
    return {
      label: bucketName(one.bucket, kind, format),
      ratings: one.ratings,
      share: one.satisfied,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      suppressed: one.suppressed,
      partial: one.partial,
    };
  });
}

/** The share of the satisfied over time, with how sure it is and how many stand behind it. */
export function Trend({ data, words }: { data: Statistics; words: StatisticsWords }) {
  const { t, format, language } = useTranslation();
  const narrow = useNarrow();
  const points = pointsOf(data.series, data.bucket, format);
  const interval = (point: Point) =>
    point.low === null || point.high === null
      ? t.common.none
      : `${format.percent(point.low)} – ${format.percent(point.high)}`;
  const partial = handlingWords[language].partial;
  const notes = [
    words.trendHint,
    points.some((point) => point.partial) && `*: ${partial}.`,
    points.some((point) => point.suppressed) && words.trendHidden,
  ];
  const named = (point: Point) => (point.partial ? `${point.label} (${partial})` : point.label);
  const share = (point: Point) =>
    point.suppressed ? words.hidden : point.share === null ? t.common.none : format.percent(point.share);
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" description={notes.filter(Boolean).join(" ")}>
          {words.trend}
        </Header>
      }
    >
      <SpaceBetween size="s">
        <Chart
          points={points}
          describe={(point) => `${named(point)}: ${share(point)} (${interval(point)})`}
          words={words}
        />
        <ExpandableSection headerText={words.showTable}>
          <FiguresTable
            items={points}
            trackBy="label"
            label={words.trend}
            columns={[
              { id: "bucket", header: words.bucketColumn, cell: named, isRowHeader: true },
              { id: "ratings", header: words.ratings, cell: (point) => format.number(point.ratings) },
              {
                id: "share",
                header: words.shareColumn,
                cell: (point) =>
                  narrow && point.low !== null ? `${share(point)} (${interval(point)})` : share(point),
              },
              ...(narrow ? [] : [{ id: "interval", header: words.intervalColumn, cell: interval }]),
            ]}
          />
        </ExpandableSection>
      </SpaceBetween>
    </Container>
  );
}

function Chart({
  points,
  describe,
  words,
}: {
  points: Point[];
  describe: (point: Point) => string;
  words: StatisticsWords;
}) {
  const { format } = useTranslation();
  const [host, width] = useWidth();
  const [hovered, setHovered] = useState<Point | null>(null);
  const known = points.filter((point) => point.share !== null);
  const lowest = Math.min(0.95, ...known.map((point) => point.low ?? 1));
  const x = scalePoint(
    points.map((point) => point.label),
    [MARGIN.left, width - MARGIN.right],
  ).padding(0.5);
  const y = scaleLinear(
    [Math.max(0, Math.floor(lowest * 20) / 20), 1],
    [HEIGHT - MARGIN.bottom - BARS, MARGIN.top],
  );
  const bars = scaleLinear([0, Math.max(1, ...points.map((point) => point.ratings))], [0, BARS - 10]);
  const at = (point: Point) => x(point.label) ?? 0;
  const band = area<Point>()
    .defined((point) => point.low !== null)
    .x(at)
    .y0((point) => y(point.low ?? 0))
    .y1((point) => y(point.high ?? 0));
  const course = line<Point>()
    .defined((point) => point.share !== null)
    .x(at)
    .y((point) => y(point.share ?? 0));
  const ground = HEIGHT - MARGIN.bottom;
  const barWidth = Math.max(2, Math.min(28, (x.step() || 40) * 0.5));
  const every = Math.max(1, Math.ceil(points.length / Math.max(1, Math.floor((width - 80) / 76))));
  return (
    <div ref={host} className="hl-chart">
      {width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={`${words.trend}. ${points.map(describe).join("; ")}`}
        >
          {y.ticks(4).map((tick) => (
            <g key={tick}>
              <line
                className="hl-grid"
                x1={MARGIN.left}
                x2={width - MARGIN.right}
                y1={y(tick)}
                y2={y(tick)}
              />
              <text className="hl-axis" x={MARGIN.left - 8} y={y(tick) + 4} textAnchor="end">
                {format.percent(tick)}
              </text>
            </g>
          ))}
          {points.map((point, index) => (
            <g key={point.label}>
              <rect
                className={point.partial ? "hl-bar hl-bar-partial" : "hl-bar"}
                x={at(point) - barWidth / 2}
                width={barWidth}
                y={ground - bars(point.ratings)}
                height={bars(point.ratings)}
              />
              {index % every === 0 && (
                <text className="hl-axis" x={at(point)} y={HEIGHT - 8} textAnchor="middle">
                  {point.partial ? `${point.label}*` : point.label}
                </text>
              )}
            </g>
          ))}
          <path className="hl-band" d={band(points) ?? ""} />
          <path className="hl-line" d={course(points) ?? ""} />
          {known.map((point) => (
            <circle
              key={point.label}
              className="hl-point"
              cx={at(point)}
              cy={y(point.share ?? 0)}
              r={points.length > 60 ? 2 : 4}
            />
          ))}
          {points.map((point) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: only shows what the label of the chart and the table say, too
            <rect
              key={point.label}
              className="hl-hover"
              x={at(point) - (x.step() || width) / 2}
              width={x.step() || width}
              y={0}
              height={HEIGHT}
              onMouseEnter={() => setHovered(point)}
              onMouseLeave={() => setHovered(null)}
            />
          ))}
        </svg>
      )}
      <div className="hl-chart-note" aria-hidden="true">
        {hovered
          ? `${describe(hovered)} · ${format.number(hovered.ratings)} ${words.ratings.toLowerCase()}`
          : "\u00a0"}
      </div>
    </div>
  );
}

/** The width of an element, as it changes. */
function useWidth(): [React.RefObject<HTMLDivElement | null>, number] {
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!host.current) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    observer.observe(host.current);
    return () => observer.disconnect();
  }, []);
  return [host, width];
}
