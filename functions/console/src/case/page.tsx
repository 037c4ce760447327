import Alert from "@cloudscape-design/components/alert";
import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import { type ReactNode, useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { ApiProblem } from "../api/client";
import { useCase } from "../api/queries";
import type { CaseFile, Decision } from "../api/types";
import { seesEveryOffice } from "../auth/person";
import { basePath } from "../base";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { Blank, ErrorView } from "../ui/errors";
import { scrollTo } from "../ui/focus";
import { DueLabel, StaffCode, StateLabel } from "../ui/labels";
import { useShortcuts } from "../ui/shortcuts";
import { useTitle } from "../ui/title";
import { useAcknowledged } from "./acknowledged";
import { ActionBar } from "./actions";
import { DecideForm, hasDraft } from "./decide";
import { unreached } from "./entries";
import { EvidenceBox } from "./evidence";
import { ClearanceBox, ClockBox, RatingBox } from "./facts";
import { HelpedBox } from "./helped";
import { Notices } from "./notices";
import { PrintFile } from "./print-file";
import { returnedDecisions } from "./proposals";
import { RelatedBox } from "./related";
import { DecisionFacts, ReviewForm } from "./review";
import { useRunner } from "./run";
import { Timeline } from "./timeline";
import { useUnkeptWarning } from "./unkept";
import { verdict } from "./why";

/** One case: everything known about it, and what may be done now. */
export default function CasePage({ caseId }: { caseId: string }) {
  const { t } = useTranslation();
  const query = useCase(caseId);
  useTitle(t.case.title(caseId));
  if (query.error instanceof ApiProblem && query.error.status === 404) return <CaseNotFound />;
  const problem = query.isError && <ErrorView error={query.error} onRetry={() => void query.refetch()} />;
  if (query.data)
    return (
      <SpaceBetween size="l">
        {/* What was read before stays, and so does what is being written below it. */}
        {problem}
        <CaseView key="case" file={query.data} />
      </SpaceBetween>
    );
  if (problem) return problem;
  return (
    <div className="hl-loading" role="status">
      <Spinner size="large" />
      <span className="hl-visually-hidden">{t.case.loading}</span>
    </div>
  );
}

function useBack() {
  const { person } = useConsole();
  const [, navigate] = useLocation();
  const queue = seesEveryOffice(person) ? "/queue/all" : "/queue/office";
  return { queue, back: () => (history.length > 1 ? history.back() : navigate(queue)), navigate };
}

function CaseNotFound() {
  const { t } = useTranslation();
  const { queue, navigate } = useBack();
  return (
    <Blank title={t.case.notFound} hint={t.case.notFoundHint}>
      <Button variant="primary" onClick={() => navigate(queue)}>
        {t.case.backToQueue}
      </Button>
    </Blank>
  );
}

interface SidesProps {
  facts: ReactNode;
  said: ReactNode;
  further?: ReactNode;
}

/** What was said and done flows around what it is about: beside it, and in the page's whole width below it. */
function Sides({ facts, said, further }: SidesProps) {
  return (
    <div className="hl-sides">
      <div>
        <div className="hl-column hl-facts">{facts}</div>
        {said}
        {further && <div className="hl-further">{further}</div>}
      </div>
    </div>
  );
}

/** Scrolls to the form, and puts the focus on its heading. */
function toForm(form: HTMLElement | null): void {
  scrollTo(form, "start");
  const heading = form?.querySelector<HTMLElement>("h2");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

function CaseView({ file }: { file: CaseFile }) {
  const { t } = useTranslation();
  const { drafts } = useConsole();
  const { queue, back, navigate } = useBack();
  const form = useRef<HTMLDivElement>(null);
  const { seen, version, changes, acknowledge } = useAcknowledged(file);
  const { case: item, actions } = file;
  const runner = useRunner(item.case_id, version, acknowledge);
  const mayDecide = verdict(file, "decide").allowed;
  const deciding = mayDecide || hasDraft(drafts, item.case_id);
  const { contact } = file.rating;
  const phone = contact?.phone;
  // Who reads a decision keeps it before them until they have seen what became of it meanwhile.
  const reviewed = [file, ...(changes.length > 0 ? [seen] : [])].find(
    (one) => verdict(one, "review").allowed,
  );
  const decision = reviewed?.case.decision ?? item.decision;
  const reviewing = reviewed !== undefined && decision !== null;

  const exception = Object.values(actions).find((one) => one.allowed && one.exception)?.exception;

  // Who is not writing anything has nothing to lose: what is new is simply shown.
  const writing = deciding || reviewing;
  const wrote =
    verdict(seen, "decide").allowed || verdict(seen, "review").allowed || hasDraft(drafts, item.case_id);
  useEffect(() => {
    if (!writing || !wrote) acknowledge();
  });
  useUnkeptWarning();
  useShortcuts({ u: back });
  const evidence = (
    <>
      <EvidenceBox file={file} />
      <Timeline file={file} />
    </>
  );
  const clock = <ClockBox file={file} />;
  const clearance = <ClearanceBox file={file} />;
  const facts = (
    <>
      {clock}
      {clearance}
    </>
  );
  const further = (
    <>
      <Notices notices={file.notices} />
      <RelatedBox file={file} />
    </>
  );
  const appeal = item.appeal && (
    <Container header={<Header variant="h2">{t.case.appeal}</Header>}>
      <blockquote className="hl-quote">{item.appeal.reason}</blockquote>
    </Container>
  );
  const before = <DecisionsBefore file={file} />;
  const forms = { file, runner, changes, onSeen: () => acknowledge() };
  return (
    <div className="hl-column">
      <BreadcrumbGroup
        items={[
          { text: t.nav.tasks, href: basePath + queue },
          { text: item.case_id, href: "" },
        ]}
        ariaLabel={t.nav.breadcrumbs}
        onFollow={(event) => {
          event.preventDefault();
          if (event.detail.href) navigate(event.detail.href.slice(basePath.length));
        }}
      />
      <Header
        variant="h1"
        description={
          <span className="hl-headline">
            <span>{item.case_id}</span>
            <StateLabel state={item.state} />
            <DueLabel item={item} />
            {item.level === 2 && <Badge color="blue">{t.queue.level2}</Badge>}
            {item.returned && <Badge color="severity-medium">{t.case.returned}</Badge>}
            {item.breached && <Badge color="red">{t.case.breached}</Badge>}
          </span>
        }
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ActionBar file={file} runner={runner} onForm={() => toForm(form.current)} />
            <div className="hl-actions">
              <PrintFile caseId={item.case_id} />
            </div>
          </SpaceBetween>
        }
      >
        {t.case.of(item.enterprise.name)}
      </Header>
      {item.state === "failed" && (
        <Alert type="error" header={t.case.failure}>
          <p>{verdict(file, "resume").allowed ? t.case.failureResume : t.case.failureHint}</p>
          {item.failure && <p>{t.case.errorCode(item.failure.error)}</p>}
        </Alert>
      )}
      {item.calls_due.length > 0 && (
        <Alert type="warning" header={t.case.callDue}>
          <p>{t.case.callDueHint(unreached(item.calls_due, t))}</p>
          <p>
            {phone ? (
              <>
                {t.case.callContact(contact?.name ?? item.enterprise.name)}{" "}
                <a href={`tel:${phone.replace(/[^+\d]/g, "")}`}>{phone}</a>
              </>
            ) : (
              t.case.noPhone(item.enterprise.tax_code)
            )}
          </p>
        </Alert>
      )}
      {exception && (
        <Alert type="warning" header={t.case.exception}>
          {t.case.exceptionHint(t.why.reasons[exception] ?? t.common.unknown)}
        </Alert>
      )}
      {item.restricted && (
        <Alert type="info" header={t.case.restricted}>
          {t.case.restrictedHint}
        </Alert>
      )}
      {reviewing && decision ? (
        <>
          {appeal}
          <div ref={form} className="hl-anchor">
            <ReviewForm {...forms} decision={decision}>
              <Sides facts={facts} said={evidence} further={further} />
            </ReviewForm>
          </div>
          {before}
        </>
      ) : deciding ? (
        <>
          {/* The form has the page's whole width: the mail stands beside it. */}
          <Sides facts={clock} said={<RatingBox rating={file.rating} />} />
          {appeal}
          <div ref={form} className="hl-anchor">
            <DecideForm {...forms} />
          </div>
          {decision && !mayDecide && <DecisionBox decision={decision} />}
          {before}
          <Sides facts={clearance} said={evidence} further={further} />
        </>
      ) : (
        <Sides
          facts={facts}
          said={
            <>
              <RatingBox rating={file.rating} />
              {appeal}
              {decision && <DecisionBox decision={decision} />}
              {before}
              {evidence}
            </>
          }
          further={further}
        />
      )}
    </div>
  );
}

function DecisionBox({ decision }: { decision: Decision }) {
  const { t } = useTranslation();
  return (
    <Container header={<Header variant="h2">{t.case.decision}</Header>}>
      <DecisionFacts decision={decision} />
    </Container>
  );
}

/** What was decided before and sent back or appealed against, and what the enterprise said of it. */
function DecisionsBefore({ file }: { file: CaseFile }) {
  const { t, format } = useTranslation();
  const { case: item } = file;
  const returned = returnedDecisions(file);
  return (
    <>
      {returned.length > 0 && (
        <ExpandableSection variant="container" headerText={t.case.proposals(format.number(returned.length))}>
          <SpaceBetween size="l">
            {returned.map((one) => (
              <SpaceBetween key={one.at} size="s">
                <div>
                  <Box variant="awsui-key-label">{t.case.returnedNote}</Box>
                  <blockquote className="hl-quote">{one.note}</blockquote>
                  <Box color="text-body-secondary" fontSize="body-s">
                    <StaffCode code={one.by} /> · {format.dateTime(one.at)}
                  </Box>
                </div>
                <DecisionFacts decision={one.decision} />
              </SpaceBetween>
            ))}
          </SpaceBetween>
        </ExpandableSection>
      )}
      {item.earlier_decisions.map((earlier) => (
        <Container key={earlier.at} header={<Header variant="h2">{t.case.decisionBefore}</Header>}>
          <DecisionFacts decision={earlier} />
        </Container>
      ))}
      {item.helped.length > 0 && <HelpedBox said={item.helped} />}
    </>
  );
}
