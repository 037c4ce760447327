import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Outcome, Said, Statistics } from "../api/types";
import { helpedWords } from "../case/helped-words";
import { useTranslation } from "../i18n";
import { useMedia } from "../ui/context";
import type { HandlingWords } from "./handling-words";
import { useUnitName } from "./names";
import { FiguresTable } from "./table";

const SAID = ["yes", "partly", "no"] as const;
const BANDS = ["8", "16", "24", "40", "longer"] as const;

interface Row {
  id: string;
  name: string;
  said: Said;
}

/** What enterprises say of the answers: whether they helped. */
export function Answers({ data, words }: { data: Statistics; words: HandlingWords }) {
  const { t, format, language } = useTranslation();
  // Beside its neighbour the table has half of the page, or all of a phone's.
  const narrow = useMedia("(max-width: 1500px)");
  const unitName = useUnitName(data.to);
  const { helped } = data;
  const number = (count: number) => format.number(count);
  const counted = (said: Said) =>
    SAID.map((word) => `${helpedWords[language][word]}: ${number(said[word])}`).join(" · ");
  const total = (said: Said) => said.yes + said.partly + said.no;
  const rows: Row[] = helped
    ? [
        ...(Object.entries(helped.by_outcome) as [Outcome, Said][]).map(([outcome, said]) => ({
          id: outcome,
          name: t.outcomes[outcome],
          said,
        })),
        ...BANDS.flatMap((band) => {
          const said = helped.by_hours[band];
          const name = band === "longer" ? words.longer(number(40)) : words.within(number(Number(band)));
          return said ? [{ id: `hours ${band}`, name, said }] : [];
        }),
        ...data.children.flatMap((child) =>
          child.helped && total(child.helped) > 0
            ? [{ id: child.unit, name: unitName(child.unit, child.name), said: child.helped }]
            : [],
        ),
      ]
    : [];
  return (
    <Container
      fitHeight
      header={
        <Header variant="h2" description={words.helpedHint}>
          {words.helped}
        </Header>
      }
    >
      {helped === null ? (
        <span className="hl-muted">{words.hidden}</span>
      ) : helped.share === null ? (
        <span className="hl-muted">{words.helpedNone}</span>
      ) : (
        <SpaceBetween size="s">
          <Box fontWeight="bold" fontSize="heading-m">
            {words.helpedShare(format.percent(helped.share), number(total(helped)))}
          </Box>
          <span>{counted(helped)}</span>
          <ExpandableSection headerText={words.helpedBy}>
            <FiguresTable
              items={rows}
              trackBy="id"
              label={words.helped}
              columns={[
                {
                  id: "of",
                  header: words.helpedColumn,
                  isRowHeader: true,
                  cell: (row) => (
                    <>
                      {row.name}
                      {narrow && (
                        <Box color="text-body-secondary" fontSize="body-s">
                          {counted(row.said)}
                        </Box>
                      )}
                    </>
                  ),
                },
                ...(narrow
                  ? []
                  : SAID.map((word) => ({
                      id: word,
                      header: helpedWords[language][word],
                      cell: (row: Row) => number(row.said[word]),
                    }))),
                {
                  id: "share",
                  header: words.helpedShareColumn,
                  cell: (row: Row) =>
                    row.said.share === null ? t.common.none : format.percent(row.said.share),
                },
              ]}
            />
          </ExpandableSection>
        </SpaceBetween>
      )}
    </Container>
  );
}
