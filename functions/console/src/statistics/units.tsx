import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { scaleLinear } from "d3-scale";
import type { Statistics, UnitFigures } from "../api/types";
import { basePath } from "../base";
import { useTranslation } from "../i18n";
import { useNarrow } from "../ui/context";
import { type StatisticsView, viewQuery } from "./address";
import { handlingWords } from "./handling-words";
import { useUnitName } from "./names";
import type { StatisticsWords } from "./words";

const TIERS = [
  "above_stands_out",
  "above_look",
  "expected",
  "below_look",
  "below_stands_out",
  "none",
] as const;

function tierOf({ tier, strength }: UnitFigures) {
  if (!tier) return "none";
  return tier === "expected" ? tier : (`${tier}_${strength ?? "look"}` as const);
}
const WIDTH = 180;

type Below = "office" | "team" | "officer" | "unit";

/** What the units below a unit are: offices, teams or officers; of several kinds, units. */
function kindBelow({ children }: Statistics): Below {
  const kinds = new Set(children.map((child) => child.unit.split(":")[0]));
  const [only] = kinds;
  return kinds.size === 1 && (only === "office" || only === "team" || only === "officer") ? only : "unit";
}

interface Props {
  data: Statistics;
  view: StatisticsView;
  words: StatisticsWords;
  onUnit: (unit: string) => void;
}

/** The units below, in tiers by their intervals; each leads to its own figures. */
export function Units({ data, view, words, onUnit }: Props) {
  const { format, language } = useTranslation();
  const lows = data.children.map((child) => child.low_clustered ?? child.low ?? 1);
  const scale = scaleLinear([Math.max(0, Math.min(0.9, ...lows) - 0.02), 1], [4, WIDTH - 4]).clamp(true);
  return (
    <Container
      header={
        <Header variant="h2" description={words.tiersHint}>
          {words.below[kindBelow(data)]}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {data.children_left_out > 0 && (
          <span className="hl-muted">
            {handlingWords[language].leftOut(format.number(data.children_left_out))}
          </span>
        )}
        {data.children.length === 0 && <span className="hl-muted">{words.noChildren}</span>}
        {TIERS.map((tier) => {
          const units = data.children.filter((child) => tierOf(child) === tier);
          if (units.length === 0) return null;
          return (
            <Tier
              key={tier}
              {...{ tier, units, view, words, onUnit, scale }}
              kind={kindBelow(data)}
              day={data.to}
            />
          );
        })}
      </SpaceBetween>
    </Container>
  );
}

function Tier({
  tier,
  units,
  view,
  words,
  onUnit,
  scale,
  kind,
  day,
}: Omit<Props, "data"> & {
  day: string;
  kind: Below;
  tier: (typeof TIERS)[number];
  units: UnitFigures[];
  scale: (share: number) => number;
}) {
  const { format } = useTranslation();
  const narrow = useNarrow();
  const unitName = useUnitName(day);
  const title = words.tiers[tier];
  const columns = (
    [
      {
        id: "unit",
        header: words.below[kind],
        isRowHeader: true,
        minWidth: narrow ? 120 : 180,
        cell: (child) => (
          <>
            <Link
              href={`${basePath}/statistics?${new URLSearchParams(viewQuery({ ...view, unit: child.unit }))}`}
              onFollow={(event) => {
                if (event.detail.external) return;
                event.preventDefault();
                onUnit(child.unit);
              }}
            >
              {unitName(child.unit, child.name)}
            </Link>
            {narrow && (
              <Box color="text-body-secondary" fontSize="body-s">
                {words.ratings}: {format.number(child.ratings)}
              </Box>
            )}
            {child.single_enterprise && (
              <div>
                <Badge color="severity-medium">{words.single}</Badge>
              </div>
            )}
          </>
        ),
      },
      !narrow && {
        id: "ratings",
        header: words.ratings,
        width: 130,
        cell: (child) => format.number(child.ratings),
      },
      {
        id: "share",
        header: words.shareColumn,
        width: narrow ? 150 : WIDTH + 60,
        cell: (child) =>
          child.ratings === 0 ? (
            <span className="hl-muted">{words.noRatings}</span>
          ) : child.suppressed ? (
            <span className="hl-muted" title={words.hiddenHint}>
              {words.hidden}
            </span>
          ) : (
            <Interval child={child} scale={scale} words={words} />
          ),
      },
    ] satisfies (TableProps.ColumnDefinition<UnitFigures> | false)[]
  ).filter((column) => column !== false);
  return (
    <section className={`hl-tier hl-tier-${tier.split("_")[0]}`}>
      <h3>
        {title} <span className="hl-muted">({format.number(units.length)})</span>
      </h3>
      <Table
        variant="borderless"
        items={units}
        trackBy="unit"
        ariaLabels={{ tableLabel: title }}
        wrapLines
        columnDefinitions={columns}
      />
    </section>
  );
}

function Interval({
  child,
  scale,
  words,
}: {
  child: UnitFigures;
  scale: (share: number) => number;
  words: StatisticsWords;
}) {
  const { t, format } = useTranslation();
  const low = child.low_clustered ?? child.low;
  const high = child.high_clustered ?? child.high;
  if (low === null || high === null || child.satisfied === null) return t.common.none;
  return (
    <span className="hl-interval" title={words.intervalColumn}>
      <span>
        <strong>{format.percent(child.satisfied)}</strong>{" "}
        <span className="hl-muted hl-nowrap">
          ({format.percent(low)} – {format.percent(high)})
        </span>
      </span>
      <svg width="100%" viewBox={`0 0 ${WIDTH} 16`} aria-hidden="true">
        <line className="hl-grid" x1={0} x2={WIDTH} y1={8} y2={8} />
        <line
          className="hl-whisker"
          x1={scale(low)}
          x2={Math.max(scale(high), scale(low) + 1)}
          y1={8}
          y2={8}
        />
        <circle className="hl-point" cx={scale(child.satisfied)} cy={8} r={5} />
      </svg>
    </span>
  );
}
