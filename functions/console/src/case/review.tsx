import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea, { type TextareaProps } from "@cloudscape-design/components/textarea";
import { type ReactNode, useRef, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import type { CaseFile, Decision, Queue } from "../api/types";
import { useTranslation } from "../i18n";
import { Concerns } from "../texts/concern-alert";
import ConfirmDialog from "../ui/confirm-dialog";
import { useConsole } from "../ui/context";
import { StaffCode } from "../ui/labels";
import type { Change } from "./changes";
import { RatingWords } from "./facts";
import { MailPreview } from "./preview";
import type { Runner } from "./run";
import { StaleAlert } from "./stale";
import { explainWhy, verdict } from "./why";

const FORM = "review";

interface Props {
  file: CaseFile;
  decision: Decision;
  runner: Runner;
  changes: Change[];
  onSeen: () => void;
  /** What to look at before deciding. */
  children: ReactNode;
}

/** What was said beside what was decided, for the second pair of eyes. */
export function ReviewForm({ file, decision, runner, changes, onSeen, children }: Props) {
  const { t } = useTranslation();
  const { drafts } = useConsole();
  const caseId = file.case.case_id;
  const [note, setNote] = useState(() => drafts.read<string>(caseId, FORM) ?? "");
  const [noteMissing, setNoteMissing] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const [demands, setDemands] = useState(0);
  const { allowed, why } = verdict(file, "review");
  const noteInput = useRef<TextareaProps.Ref>(null);
  const written = note.trim();
  const goOn = useNextReview(caseId);

  const answer = async (body: Record<string, unknown>, done: string, how?: { inDialog: boolean }) => {
    // What has changed is to be looked at first; the alert says so once more.
    if (changes.length > 0) return setDemands((before) => before + 1);
    const worked = await runner.run("review", written ? { ...body, note: written } : body, done, how);
    if (!worked) return;
    drafts.clear(caseId, FORM);
    setConfirming(false);
    await goOn();
  };
  const stale = <StaleAlert changes={changes} refusals={runner.refusals + demands} onSeen={onSeen} />;
  return (
    <div className="hl-review">
      <Container
        header={
          <Header variant="h2" description={t.review.hint}>
            {t.review.title}
          </Header>
        }
      >
        <SpaceBetween size="l">
          <ColumnLayout columns={2} variant="text-grid">
            <SpaceBetween size="m">
              <Box variant="h3">{t.review.said}</Box>
              <RatingWords rating={file.rating} />
            </SpaceBetween>
            <SpaceBetween size="m">
              <Box variant="h3">{t.review.found}</Box>
              <DecisionFacts decision={decision} />
            </SpaceBetween>
          </ColumnLayout>
          <MailPreview file={file} outcome={decision.outcome} message={decision.message_to_enterprise} />
        </SpaceBetween>
      </Container>
      {children}
      {/* What it is decided upon stands above; the bar stays in view while one reads. */}
      <section className="hl-decision-bar" aria-label={t.review.title}>
        <FormField
          label={t.review.note}
          description={t.review.noteHint}
          errorText={noteMissing && !written ? t.review.noteRequired : undefined}
          stretch
        >
          <Textarea
            ref={noteInput}
            rows={2}
            value={note}
            onChange={({ detail }) => {
              setNote(detail.value);
              drafts.write(caseId, FORM, detail.value);
            }}
          />
        </FormField>
        <Concerns file={file} message={decision.message_to_enterprise} />
        {!confirming && stale}
        <div className="hl-decision-buttons">
          <Button
            disabled={!allowed}
            disabledReason={allowed ? undefined : explainWhy(why, file.case.state, t)}
            loading={runner.running === "review" && !confirming}
            onClick={() => {
              if (written) return void answer({ approve: false }, t.actions.done.sendBack);
              setNoteMissing(true);
              noteInput.current?.focus();
            }}
          >
            {t.review.sendBack}
          </Button>
          <Button
            variant="primary"
            disabled={!allowed}
            disabledReason={allowed ? undefined : explainWhy(why, file.case.state, t)}
            onClick={() => setConfirming(true)}
          >
            {t.review.approve}
          </Button>
        </div>
      </section>
      {confirming && (
        <ConfirmDialog
          title={t.review.approveTitle}
          text={t.review.approveText}
          confirm={t.review.approveConfirm}
          disabled={!allowed || changes.length > 0}
          obstacle={stale}
          busy={runner.running === "review"}
          problem={runner.problem}
          onCancel={() => {
            runner.cancel();
            runner.forgetProblem();
            setConfirming(false);
          }}
          onConfirm={() => void answer({ approve: true }, t.actions.done.approve, { inDialog: true })}
        />
      )}
    </div>
  );
}

/** After an answer that was come to from the queue of reviews: on to the next one, or back to the queue. */
function useNextReview(caseId: string): () => Promise<void> {
  const { api } = useConsole();
  const [search] = useSearchParams();
  const [, navigate] = useLocation();
  const inTurn = search.get("from") === "review";
  return async () => {
    if (!inTurn) return;
    const next = await api
      .get<Queue>("tasks", { reviewable: true, limit: 2 })
      .then(({ items }) => items.find((item) => item.case_id !== caseId))
      .catch(() => undefined);
    navigate(next ? `/cases/${next.case_id}?from=review` : "/queue/review");
  };
}

/** A decision that has been made. */
export function DecisionFacts({ decision }: { decision: Decision }) {
  const { t, format } = useTranslation();
  return (
    <KeyValuePairs
      columns={1}
      items={[
        { label: t.decide.outcome, value: <strong>{t.outcomes[decision.outcome]}</strong> },
        { label: t.decide.rootCause, value: t.rootCauses[decision.root_cause] },
        { label: t.decide.actionTaken, value: <div className="hl-prose">{decision.action_taken}</div> },
        {
          label: t.decide.message,
          value: <blockquote className="hl-quote">{decision.message_to_enterprise}</blockquote>,
        },
        {
          label: t.case.decidedBy,
          value: (
            <>
              <StaffCode code={decision.by} /> · {format.dateTime(decision.at)}
            </>
          ),
        },
        ...(decision.reviewed_by && decision.reviewed_at
          ? [
              {
                label: t.case.reviewedBy,
                value: (
                  <>
                    <StaffCode code={decision.reviewed_by} /> · {format.dateTime(decision.reviewed_at)}
                  </>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
