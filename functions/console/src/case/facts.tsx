import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { CaseFile, Clearance, Rating, Subject } from "../api/types";
import { useTranslation } from "../i18n";
import { useOfficeName, useTeamName } from "../ui/context";
import { DueLabel, LevelScale, ReasonChips, StaffCode, StateLabel } from "../ui/labels";
import { Corrected } from "./corrected";
import { stageWords } from "./entries";

const SUBJECTS: Subject[] = ["officer", "team", "office"];

/** `10302752870/A11`, the way a declaration number is printed. */
export const printedDeclaration = (clearance: Pick<Clearance, "declaration_no" | "declaration_type">) =>
  `${clearance.declaration_no}/${clearance.declaration_type}`;

/** The rating as the enterprise gave it. */
export function RatingBox({ rating }: { rating: Rating }) {
  const { t, format } = useTranslation();
  const contact = [rating.contact?.name, rating.contact?.phone, rating.contact?.email].filter(
    (line): line is string => Boolean(line),
  );
  return (
    <Container header={<Header variant="h2">{t.case.rating}</Header>}>
      <SpaceBetween size="l">
        <RatingWords rating={rating} />
        {rating.corrected_at && <Corrected rating={rating} at={rating.corrected_at} />}
        <KeyValuePairs
          columns={2}
          minColumnWidth={180}
          items={[
            { label: t.case.received, value: format.dateTime(rating.received_at) },
            { label: t.case.answerLanguage, value: t.languages[rating.language] },
            {
              label: t.case.contact,
              value:
                contact.length > 0 ? (
                  contact.map((line) => (
                    <div key={line}>
                      {line === rating.contact?.phone ? (
                        <a href={`tel:${line.replace(/[^+\d]/g, "")}`}>{line}</a>
                      ) : (
                        line
                      )}
                    </div>
                  ))
                ) : (
                  <span className="hl-muted">{t.case.noContact}</span>
                ),
            },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}

/** Levels, reasons and words of a rating, without its surroundings. */
export function RatingWords({ rating }: { rating: Rating }) {
  const { t } = useTranslation();
  return (
    <SpaceBetween size="m">
      <dl className="hl-levels">
        {SUBJECTS.map((subject) => (
          <div key={subject}>
            <dt>{t.subjects[subject]}</dt>
            <dd>
              <LevelScale level={rating.levels[subject]} />
            </dd>
          </div>
        ))}
      </dl>
      <div>
        <Box variant="awsui-key-label">{t.case.reasons}</Box>
        {rating.reasons.length > 0 ? (
          <ReasonChips reasons={rating.reasons} />
        ) : (
          <span className="hl-muted">{t.case.noReasons}</span>
        )}
      </div>
      <div>
        <Box variant="awsui-key-label">{t.case.comment}</Box>
        {rating.comment ? (
          <blockquote className="hl-quote" lang={rating.language}>
            {rating.comment}
          </blockquote>
        ) : (
          <span className="hl-muted">{t.case.noComment}</span>
        )}
      </div>
    </SpaceBetween>
  );
}

/** The lot that was cleared, and who handled it. */
export function ClearanceBox({ file: { clearance, case: item } }: { file: CaseFile }) {
  const { t, format } = useTranslation();
  const officeName = useOfficeName();
  const teamName = useTeamName();
  const split = !clearance.declaration_no.startsWith(clearance.lot_key);
  return (
    <Container header={<Header variant="h2">{t.case.clearance}</Header>}>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={1}
          items={[
            {
              label: t.case.enterprise,
              value: `${item.enterprise.name} (${t.case.taxCode} ${item.enterprise.tax_code})`,
            },
            { label: t.case.office, value: officeName(clearance.office, clearance.cleared_at) },
          ]}
        />
        <Pairs
          items={[
            { label: t.case.declaration, value: printedDeclaration(clearance) },
            ...(split ? [{ label: t.case.firstDeclaration, value: clearance.lot_key }] : []),
            {
              label: t.case.channel,
              value: (
                <Badge color={CHANNEL_COLOURS[clearance.channel]}>
                  {t.channels[clearance.channel] ?? clearance.channel}
                </Badge>
              ),
            },
            { label: t.case.cleared, value: format.dateTime(clearance.cleared_at) },
            {
              label: t.case.team,
              value: clearance.team ? (
                teamName(clearance.office, clearance.team, (code) => code, clearance.cleared_at)
              ) : (
                <span className="hl-muted">{t.case.noTeam}</span>
              ),
            },
          ]}
        />
        <KeyValuePairs
          columns={1}
          items={[
            {
              label: t.case.officers,
              value: (
                <SpaceBetween size="xxs">
                  {clearance.officers.map((officer) => (
                    <div key={officer.code + officer.stage}>
                      {officer.name} ({officer.code})
                      <Box color="text-body-secondary" fontSize="body-s">
                        {stageWords(officer.stage, t)}
                      </Box>
                    </div>
                  ))}
                </SpaceBetween>
              ),
            },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}

const CHANNEL_COLOURS = { green: "green", yellow: "severity-medium", red: "red" } as const;

/** What is short, two and two also in the narrow column beside what was said. */
function Pairs({ items }: { items: { label: string; value: ReactNode }[] }) {
  return (
    <dl className="hl-pairs hl-words">
      {items.map(({ label, value }) => (
        <div key={label}>
          <dt>
            <Box variant="awsui-key-label">{label}</Box>
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Where the case stands, and until when. */
export function ClockBox({ file }: { file: CaseFile }) {
  const { t, format } = useTranslation();
  const { case: item } = file;
  const moved = item.first_due_at !== item.due_at;
  return (
    <Container header={<Header variant="h2">{t.case.summary}</Header>}>
      <SpaceBetween size="m">
        <Box fontSize="heading-m">
          <DueLabel item={item} />
        </Box>
        <Pairs
          items={[
            { label: t.case.state, value: <StateLabel state={item.state} /> },
            { label: t.case.assignee, value: <StaffCode code={item.assignee} /> },
            { label: t.case.due, value: format.dateTime(item.due_at) },
            { label: t.case.opened, value: format.dateTime(item.opened_at) },
            ...(moved ? [{ label: t.case.firstDue, value: format.dateTime(item.first_due_at) }] : []),
            ...(item.appeal_until && item.level === 1
              ? [{ label: t.case.appealUntil, value: format.dateTime(item.appeal_until) }]
              : []),
            ...(item.closed_at ? [{ label: t.case.closed, value: format.dateTime(item.closed_at) }] : []),
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}
