import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import type { Assessment, Statistics, Subject } from "../api/types";
import { useTranslation } from "../i18n";
import { type Counts, diverging, meanScore, parts, total } from "./figures";
import type { StatisticsWords } from "./words";

const SUBJECTS: Subject[] = ["office", "team", "officer"];
const LEVELS = [1, 2, 3, 4, 5] as const;
// The left side is drawn at least this wide, so that the middle is seen even where everybody is satisfied.
const LEAST_LEFT = 0.12;

/** How the levels are spread for each subject, as bars that diverge from the middle. */
export function Distribution({ data, words }: { data: Statistics; words: StatisticsWords }) {
  const { t } = useTranslation();
  const left = Math.max(
    LEAST_LEFT,
    ...SUBJECTS.flatMap((subject) => {
      const counts = data.subjects[subject].counts;
      return counts ? diverging(counts).map((segment) => -segment.start) : [];
    }),
  );
  return (
    <Container
      header={
        <Header variant="h2" description={words.distributionHint}>
          {words.distribution}
        </Header>
      }
    >
      <div className="hl-diverging">
        {SUBJECTS.map((subject) => (
          <SubjectBar
            key={subject}
            name={t.subjects[subject]}
            assessment={data.subjects[subject]}
            left={left}
            words={words}
          />
        ))}
      </div>
      <ul className="hl-legend">
        {LEVELS.map((level) => (
          <li key={level}>
            <Swatch level={level} />
            {level - 3 > 0 ? `+${level - 3}` : String(level - 3).replace("-", "−")} {t.levels[level]}
          </li>
        ))}
      </ul>
      <Box margin={{ top: "s" }}>
        <ExpandableSection headerText={words.showTable}>
          <LevelsTable data={data} words={words} />
        </ExpandableSection>
      </Box>
    </Container>
  );
}

const Swatch = ({ level }: { level: number }) => (
  <span className={`hl-swatch hl-level-${level}`} aria-hidden="true" />
);

/** Every share in words, for those segments that are too small to carry theirs. */
function LevelsTable({ data, words }: { data: Statistics; words: StatisticsWords }) {
  const { t, format } = useTranslation();
  const figure = (counts: Counts | null, level: number) => {
    if (!counts) return words.hidden;
    const count = counts[level - 1] ?? 0;
    if (total(counts) === 0) return t.common.none;
    return (
      <>
        {format.percent(parts(counts)[level - 1] ?? 0)}{" "}
        <span className="hl-muted">({format.number(count)})</span>
      </>
    );
  };
  return (
    <table className="hl-figures-table" aria-label={words.distribution}>
      <thead>
        <tr>
          <th scope="col">{words.levelColumn}</th>
          {SUBJECTS.map((subject) => (
            <th key={subject} scope="col">
              {t.subjects[subject]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...LEVELS].reverse().map((level) => (
          <tr key={level}>
            <th scope="row">{t.levels[level]}</th>
            {SUBJECTS.map((subject) => (
              <td key={subject}>{figure(data.subjects[subject].counts, level)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface BarProps {
  name: string;
  assessment: Assessment;
  left: number;
  words: StatisticsWords;
}

function SubjectBar({ name, assessment, left, words }: BarProps) {
  const { t, format } = useTranslation();
  const { counts } = assessment;
  const score = counts ? meanScore(counts) : null;
  const shares = counts ? parts(counts) : [];
  const written = (level: number) => format.percent(shares[level - 1] ?? 0);
  const described = LEVELS.map((level) => `${t.levels[level]}: ${written(level)}`).join("; ");
  const scale = (share: number) => `${(share / (left + 1)) * 100}%`;
  return (
    <div className="hl-diverging-row">
      <div>
        <strong>{name}</strong>
        <Box color="text-body-secondary" fontSize="body-s">
          {score === null ? (counts ? words.noRatings : words.hidden) : words.score(format.signed(score))}
        </Box>
      </div>
      {counts && score !== null ? (
        <div className="hl-track" role="img" aria-label={`${name}. ${described}`}>
          {diverging(counts).map(({ level, share, start }) => (
            <span
              key={level}
              className={`hl-segment hl-level-${level}`}
              title={`${t.levels[level]}: ${written(level)} (${format.number(counts[level - 1] ?? 0)})`}
              style={{ insetInlineStart: scale(left + start), inlineSize: scale(share) }}
            >
              {/* Through the middle one goes the line. */}
              {level !== 3 && <span className="hl-segment-share">{written(level)}</span>}
            </span>
          ))}
          <span className="hl-middle" style={{ insetInlineStart: scale(left) }} />
        </div>
      ) : (
        <div className="hl-track hl-track-empty" title={counts ? undefined : words.hiddenHint} />
      )}
    </div>
  );
}
