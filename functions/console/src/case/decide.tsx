import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import Container from "@cloudscape-design/components/container";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import RadioGroup from "@cloudscape-design/components/radio-group";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { type RefObject, useRef, useState } from "react";
import { OUTCOMES, ROOT_CAUSES } from "../api/codes";
import type { CaseFile, Outcome, RootCause } from "../api/types";
import { staffNames } from "../domain/names";
import { useTranslation } from "../i18n";
import { Concerns } from "../texts/concern-alert";
import { InsertText } from "../texts/insert";
import { useConsole } from "../ui/context";
import type { Change } from "./changes";
import { MailPreview } from "./preview";
import { toMend } from "./proposals";
import { EMPTY_RULING, isBlank, type RulingDraft, rulingOf, rulingProblems, TEXT_LIMIT } from "./ruling";
import type { Runner } from "./run";
import { StaleAlert } from "./stale";
import { explainWhy, verdict } from "./why";

const FORM = "decide";
/** In the order in which they are filled in. */
const FIELDS: (keyof RulingDraft)[] = ["outcome", "root_cause", "action_taken", "message_to_enterprise"];

interface Focusable {
  focus: () => void;
}

interface StoredDraft {
  ruling: RulingDraft;
  savedAt: string;
}

interface Props {
  file: CaseFile;
  runner: Runner;
  changes: Change[];
  onSeen: () => void;
}

/** Whether this person has a decision half written. */
export const hasDraft = (drafts: { read: <T>(id: string, form: string) => T | null }, caseId: string) =>
  drafts.read(caseId, FORM) !== null;

/** The decision on a case, with the e-mail that it becomes. Kept as a draft until it is submitted. */
export function DecideForm({ file, runner, changes, onSeen }: Props) {
  const { t, format } = useTranslation();
  const { drafts } = useConsole();
  const caseId = file.case.case_id;
  const [found] = useState(() => drafts.read<StoredDraft>(caseId, FORM));
  const returned = toMend(file);
  const [ruling, setRuling] = useState<RulingDraft>(
    found?.ruling ?? (returned ? rulingOf(returned.decision) : EMPTY_RULING),
  );
  const [savedAt, setSavedAt] = useState(found?.savedAt ?? null);
  const [submitted, setSubmitted] = useState(false);
  const [demands, setDemands] = useState(0);
  const language = file.rating.language;
  const { allowed, why } = verdict(file, "decide");
  const inputs: Record<keyof RulingDraft, RefObject<Focusable | null>> = {
    outcome: useRef<Focusable>(null),
    root_cause: useRef<Focusable>(null),
    action_taken: useRef<Focusable>(null),
    message_to_enterprise: useRef<Focusable>(null),
  };

  const change = (part: Partial<RulingDraft>) => {
    const next = { ...ruling, ...part };
    setRuling(next);
    if (isBlank(next)) {
      drafts.clear(caseId, FORM);
      setSavedAt(null);
      return;
    }
    const now = new Date().toISOString();
    const saved = drafts.write(caseId, FORM, { ruling: next, savedAt: now } satisfies StoredDraft);
    setSavedAt(saved ? now : null);
  };
  const problems = rulingProblems(ruling);
  const problem = (field: keyof RulingDraft) => {
    const kind = problems[field];
    if (kind === "too_long") return t.decide.tooLong(format.number(TEXT_LIMIT));
    if (!kind || !submitted) return undefined;
    return kind === "unfinished" ? t.decide.unfinished : t.decide.required;
  };
  const submit = async () => {
    setSubmitted(true);
    const first = FIELDS.find((field) => problems[field]);
    if (first) {
      inputs[first].current?.focus();
      return;
    }
    // What has changed is to be looked at first; the alert says so once more.
    if (changes.length > 0) return setDemands((before) => before + 1);
    const trimmed = {
      ...ruling,
      action_taken: ruling.action_taken.trim(),
      message_to_enterprise: ruling.message_to_enterprise.trim(),
    };
    if (await runner.run("decide", trimmed, t.actions.done.decide)) drafts.clear(caseId, FORM);
  };
  const count = (text: string) =>
    t.decide.characters(format.number([...text].length), format.number(TEXT_LIMIT));

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Container
        header={
          <Header variant="h2" description={t.decide.hint}>
            {t.decide.title}
          </Header>
        }
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs" alignItems="center">
              {savedAt && (
                <Box color="text-body-secondary" fontSize="body-s">
                  {t.decide.draftSaved(format.time(savedAt))}
                </Box>
              )}
              {savedAt && (
                <Button variant="link" formAction="none" onClick={() => change(EMPTY_RULING)}>
                  {t.decide.discard}
                </Button>
              )}
              <Button
                variant="primary"
                formAction="submit"
                loading={runner.running === "decide"}
                disabled={!allowed}
                disabledReason={allowed ? undefined : explainWhy(why, file.case.state, t)}
              >
                {t.decide.submit}
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            {returned && (
              <Alert
                type="warning"
                header={t.decide.returned(
                  staffNames.of(returned.by) ?? returned.by,
                  format.dateTime(returned.at),
                )}
              >
                <blockquote className="hl-quote">{returned.note}</blockquote>
                <p>{t.decide.returnedHint}</p>
              </Alert>
            )}
            <ColumnLayout columns={2}>
              <SpaceBetween size="l">
                <FormField label={t.decide.outcome} errorText={problem("outcome")}>
                  <RadioGroup
                    ref={inputs.outcome}
                    value={ruling.outcome || null}
                    items={OUTCOMES.map((outcome) => ({
                      value: outcome,
                      label: t.outcomes[outcome],
                      description: t.outcomeHints[outcome],
                    }))}
                    onChange={({ detail }) => change({ outcome: detail.value as Outcome })}
                  />
                </FormField>
                <FormField label={t.decide.rootCause} errorText={problem("root_cause")}>
                  <Select
                    ref={inputs.root_cause}
                    placeholder={t.decide.rootCausePlaceholder}
                    selectedOption={
                      ruling.root_cause
                        ? { value: ruling.root_cause, label: t.rootCauses[ruling.root_cause] }
                        : null
                    }
                    options={ROOT_CAUSES.map((cause) => ({ value: cause, label: t.rootCauses[cause] }))}
                    onChange={({ detail }) =>
                      change({ root_cause: detail.selectedOption.value as RootCause })
                    }
                  />
                </FormField>
                <FormField
                  label={t.decide.actionTaken}
                  description={t.decide.actionTakenHint}
                  constraintText={count(ruling.action_taken)}
                  errorText={problem("action_taken")}
                  stretch
                >
                  <Textarea
                    ref={inputs.action_taken}
                    rows={4}
                    value={ruling.action_taken}
                    onChange={({ detail }) => change({ action_taken: detail.value })}
                  />
                </FormField>
                <FormField
                  label={t.decide.message}
                  description={language === "vi" ? t.decide.messageHintVi : t.decide.messageHintEn}
                  constraintText={count(ruling.message_to_enterprise)}
                  errorText={problem("message_to_enterprise")}
                  secondaryControl={
                    <InsertText
                      outcome={ruling.outcome}
                      rootCause={ruling.root_cause}
                      language={language}
                      message={ruling.message_to_enterprise}
                      onInsert={(message) => change({ message_to_enterprise: message })}
                    />
                  }
                  stretch
                >
                  <Textarea
                    ref={inputs.message_to_enterprise}
                    rows={8}
                    value={ruling.message_to_enterprise}
                    nativeTextareaAttributes={{ lang: language }}
                    onChange={({ detail }) => change({ message_to_enterprise: detail.value })}
                  />
                </FormField>
                <Concerns file={file} message={ruling.message_to_enterprise} />
              </SpaceBetween>
              <MailPreview
                file={file}
                outcome={ruling.outcome || null}
                message={ruling.message_to_enterprise}
              />
            </ColumnLayout>
            <StaleAlert changes={changes} refusals={runner.refusals + demands} onSeen={onSeen} />
          </SpaceBetween>
        </Form>
      </Container>
    </form>
  );
}
