import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import type { Assessment, Statistics, Subject } from "../api/types";
import { useTranslation } from "../i18n";
import { type Counts, diverging, meanScore, total } from "./figures";
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
            <span className={`hl-swatch hl-level-${level}`} aria-hidden="true" />
            {level - 3 > 0 ? `+${level - 3}` : String(level - 3).replace("-", "−")} {t.levels[level]}
          </li>
        ))}
      </ul>
    </Container>
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
  const describe = (of: Counts) =>
    LEVELS.map((level) => `${t.levels[level]}: ${format.percent((of[level - 1] ?? 0) / total(of))}`).join(
      "; ",
    );
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
        <div className="hl-track" role="img" aria-label={`${name}. ${describe(counts)}`}>
          {diverging(counts).map(({ level, share, start }) => (
            <span
              key={level}
              className={`hl-segment hl-level-${level}`}
              title={`${t.levels[level]}: ${format.percent(share)} (${format.number(counts[level - 1] ?? 0)})`}
              style={{ insetInlineStart: scale(left + start), inlineSize: scale(share) }}
            >
              {/* Through the middle one goes the line. */}
              {share >= 0.07 && level !== 3 && format.percent(share)}
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
