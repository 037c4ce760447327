import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import type { StartingText } from "../api/types";
import { isInspector } from "../auth/person";
import { useTranslation } from "../i18n";
import { useConsole, useNarrow, useOfficeName, useShortOfficeName } from "../ui/context";
import { describeError } from "../ui/errors";
import { StaffCode } from "../ui/labels";
import { useNotify } from "../ui/notifications";
import { useTitle } from "../ui/title";
import { EditDialog } from "./edit-dialog";
import { HistoryDialog } from "./history-dialog";
import { describeProblem, useKeepText, useTexts } from "./queries";
import { textWords } from "./words";

type Open = { kind: "edit"; text: StartingText | null } | { kind: "history"; text: StartingText };

/** The texts of the office, where supervisors keep them. */
export default function TextsPage() {
  const { t, language, format } = useTranslation();
  const { person, config } = useConsole();
  const officeName = useOfficeName();
  const shortName = useShortOfficeName();
  const narrow = useNarrow();
  const notify = useNotify();
  const words = textWords(language);
  const [office, setOffice] = useState(person.office);
  const texts = useTexts(office === person.office ? undefined : office);
  const keep = useKeepText();
  const [open, setOpen] = useState<Open | null>(null);
  useTitle(words.title);
  const offices = isInspector(person)
    ? [person.office, ...config.offices.map(({ code }) => code).filter((code) => code !== person.office)]
    : [person.office];
  const withdraw = (text: StartingText) =>
    keep.mutate(
      { before: text, text: { ...contentOf(text), withdrawn: !text.withdrawn } },
      {
        onSuccess: () => notify.success(words.saved),
        onError: (error) => notify.failure(describeProblem(error, t, words)),
      },
    );
  const actions = (text: StartingText) => (
    <SpaceBetween direction="horizontal" size="xs">
      {text.may_change && (
        <Button
          variant="inline-link"
          ariaLabel={words.editOf(text.title)}
          onClick={() => setOpen({ kind: "edit", text })}
        >
          {words.edit}
        </Button>
      )}
      {text.may_change && (
        <Button
          variant="inline-link"
          ariaLabel={text.withdrawn ? words.restoreOf(text.title) : words.withdrawOf(text.title)}
          onClick={() => withdraw(text)}
        >
          {text.withdrawn ? words.restore : words.withdraw}
        </Button>
      )}
      <Button
        variant="inline-link"
        ariaLabel={words.historyOf(text.title)}
        onClick={() => setOpen({ kind: "history", text })}
      >
        {words.history}
      </Button>
    </SpaceBetween>
  );
  const facts: TableProps.ColumnDefinition<StartingText>[] = [
    { id: "office", header: words.office, minWidth: 110, cell: (text) => shortName(text.office) },
    { id: "outcome", header: words.outcome, minWidth: 140, cell: (text) => t.outcomes[text.outcome] },
    {
      id: "cause",
      header: words.rootCause,
      minWidth: 140,
      cell: (text) => (text.root_cause ? t.rootCauses[text.root_cause] : words.everyCause),
    },
    { id: "language", header: words.language, minWidth: 90, cell: (text) => t.languages[text.language] },
    {
      id: "changed",
      header: words.changed,
      minWidth: 150,
      cell: (text) => (
        <>
          {format.dateTime(text.at)}
          {narrow ? ", " : <br />}
          <StaffCode code={text.by} />
        </>
      ),
    },
  ];
  const columns: TableProps.ColumnDefinition<StartingText>[] = [
    {
      id: "name",
      header: words.name,
      isRowHeader: true,
      minWidth: narrow ? undefined : 160,
      cell: (text) => (
        <>
          {text.title}
          {text.withdrawn && (
            <Box color="text-body-secondary" fontSize="body-s">
              {words.withdrawn}
            </Box>
          )}
          {/* On a phone the facts stand below each other, in one cell. */}
          {narrow && (
            <>
              <Box fontSize="body-s">
                {facts.map(({ id, header, cell }) => (
                  <div key={id}>
                    {header}: {cell(text)}
                  </div>
                ))}
              </Box>
              {actions(text)}
            </>
          )}
        </>
      ),
    },
    ...(narrow ? [] : facts),
    ...(narrow ? [] : [{ id: "actions", header: t.queue.action, minWidth: 180, cell: actions }]),
  ];
  return (
    <>
      <Table
        variant="full-page"
        wrapLines
        items={texts.data ?? []}
        trackBy="text_id"
        loading={texts.isPending}
        loadingText={t.common.loading}
        empty={
          texts.isError ? (
            <StatusIndicator type="error">{describeError(texts.error, t)}</StatusIndicator>
          ) : (
            words.none
          )
        }
        header={
          <Header
            variant="h1"
            description={words.about}
            counter={texts.data && `(${format.number(texts.data.length)})`}
            actions={
              <Button variant="primary" onClick={() => setOpen({ kind: "edit", text: null })}>
                {words.add}
              </Button>
            }
          >
            {words.title}
          </Header>
        }
        filter={
          offices.length > 1 && (
            <FormField label={words.office}>
              <Select
                selectedOption={{ value: office, label: officeName(office) }}
                options={offices.map((code) => ({ value: code, label: officeName(code) }))}
                onChange={({ detail }) => setOffice(detail.selectedOption.value ?? person.office)}
              />
            </FormField>
          )
        }
        columnDefinitions={columns}
      />
      {open?.kind === "edit" && (
        <EditDialog
          before={open.text}
          offices={offices}
          onClose={() => setOpen(null)}
          onSaved={() => {
            setOpen(null);
            notify.success(words.saved);
          }}
        />
      )}
      {open?.kind === "history" && <HistoryDialog of={open.text} onClose={() => setOpen(null)} />}
    </>
  );
}

const contentOf = ({ office, outcome, root_cause, language, title, text, withdrawn }: StartingText) => ({
  office,
  outcome,
  root_cause,
  language,
  title,
  text,
  withdrawn,
});
