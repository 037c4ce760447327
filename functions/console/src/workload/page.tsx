import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import { ASSIGNABLE } from "../api/codes";
import type { CaseItem, Laden, Weight } from "../api/types";
import { isInspector } from "../auth/person";
import { useTranslation } from "../i18n";
import type { Messages } from "../i18n/vi";
import { CaseLink, Due, Standing } from "../queue/table";
import { useConsole, useNarrow, useOfficeName } from "../ui/context";
import { ErrorView } from "../ui/errors";
import { StaffCode } from "../ui/labels";
import PageLink from "../ui/page-link";
import { useTitle } from "../ui/title";
import { AssignAllDialog } from "./assign-dialog";
import { useWorkload } from "./queries";
import { type WorkloadWords, workloadWords } from "./words";

const GIVEN_OUT: ReadonlySet<string> = new Set(ASSIGNABLE);

/** Who has how many cases, due when; what nobody has or moves, to be given out. */
export default function WorkloadPage() {
  const { t, language, format } = useTranslation();
  const { person, config } = useConsole();
  const officeName = useOfficeName();
  const narrow = useNarrow();
  const words = workloadWords(language);
  const [office, setOffice] = useState("");
  const workload = useWorkload(office);
  const [chosen, setChosen] = useState<string[]>([]);
  const [assigning, setAssigning] = useState<CaseItem[] | null>(null);
  useTitle(words.title);
  const found = workload.data;
  const items = found?.items ?? [];
  const selected = items.filter((item) => chosen.includes(item.case_id) && GIVEN_OUT.has(item.state));
  const offices = [
    { value: "", label: words.everyOffice },
    ...config.offices.map(({ code }) => ({ value: code, label: officeName(code) })),
  ];
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={words.about}
        actions={
          <Button
            iconName="refresh"
            ariaLabel={words.refresh}
            loading={workload.isFetching && !workload.isPending}
            onClick={() => void workload.refetch()}
          />
        }
      >
        {words.title}
      </Header>
      {isInspector(person) && (
        <div className="hl-filters-select">
          <FormField label={words.office}>
            <Select
              selectedOption={offices.find(({ value }) => value === office) ?? null}
              options={offices}
              onChange={({ detail }) => {
                setOffice(detail.selectedOption.value ?? "");
                setChosen([]);
              }}
            />
          </FormField>
        </div>
      )}
      {workload.isError && <ErrorView error={workload.error} onRetry={() => void workload.refetch()} />}
      {found && !found.complete && <Alert type="info">{words.incomplete}</Alert>}
      {found && <Figures total={found.total} words={words} />}
      <People people={found?.people ?? []} loading={workload.isPending} words={words} />
      <Table
        variant="container"
        wrapLines
        items={items}
        trackBy="case_id"
        loading={workload.isPending}
        loadingText={t.queue.loading}
        empty={words.nothing}
        selectionType="multi"
        selectedItems={selected}
        isItemDisabled={(item) => !GIVEN_OUT.has(item.state)}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems.map(({ case_id }) => case_id))}
        ariaLabels={{
          tableLabel: words.attention,
          selectionGroupLabel: words.attention,
          allItemsSelectionLabel: () => words.selectAll,
          itemSelectionLabel: (_, item) => words.select(`${item.enterprise.name}, ${item.case_id}`),
        }}
        header={
          <Header
            variant="h2"
            description={words.attentionHint}
            counter={found && `(${format.number(items.length)})`}
            actions={
              <Button
                variant="primary"
                disabled={selected.length === 0}
                onClick={() => setAssigning(selected)}
              >
                {selected.length > 0 ? words.assignThese(format.number(selected.length)) : words.assign}
              </Button>
            }
          >
            {words.attention}
          </Header>
        }
        columnDefinitions={attentionColumns(narrow, t, words, (item) => reasons(item, found?.soon, words))}
      />
      <LiveRegion hidden>
        {selected.length > 0 ? words.selection(format.number(selected.length)) : ""}
      </LiveRegion>
      {assigning && (
        <AssignAllDialog
          items={assigning}
          people={found?.people ?? []}
          words={words}
          onClose={() => {
            setAssigning(null);
            setChosen([]);
          }}
        />
      )}
    </SpaceBetween>
  );
}

/** On a phone a case has one cell, in which its facts stand below each other. */
function attentionColumns(
  narrow: boolean,
  t: Messages,
  words: WorkloadWords,
  why: (item: CaseItem) => string,
): TableProps.ColumnDefinition<CaseItem>[] {
  const link = (item: CaseItem) => <CaseLink item={item} list={LIST} />;
  const enterprise = { id: "enterprise", header: t.queue.enterprise, isRowHeader: true };
  if (narrow)
    return [
      {
        ...enterprise,
        cell: (item) => (
          <>
            {link(item)}
            <Due item={item} />
            <div>{why(item)}</div>
            <Standing item={item} />
          </>
        ),
      },
    ];
  return [
    { id: "due", header: t.queue.due, width: 190, minWidth: 150, cell: (item) => <Due item={item} /> },
    { ...enterprise, minWidth: 220, cell: link },
    { id: "why", header: words.why, width: 190, minWidth: 160, cell: why },
    {
      id: "state",
      header: t.queue.stateColumn,
      width: 165,
      minWidth: 150,
      cell: (item) => <Standing item={item} />,
    },
  ];
}

/** How the rows of this page are shown; they lead to their cases and nothing else. */
const LIST = { showOffice: true, showUnreached: false, showReview: false, onOpen: () => undefined };

function reasons(item: CaseItem, soon: string | undefined, words: WorkloadWords): string {
  const running = item.state !== "failed";
  return [
    (item.state === "open" || item.state === "appealed") && words.unassigned,
    item.overdue && words.overdue,
    running && !item.overdue && soon && Date.parse(item.due_at) <= Date.parse(soon) && words.dueSoon,
    (item.state === "failed" || item.breached) && words.stuck,
  ]
    .filter(Boolean)
    .join(" · ");
}

function Figures({ total, words }: { total: Weight; words: WorkloadWords }) {
  const { t, format } = useTranslation();
  const figures = [
    [words.cases, total.cases],
    [words.unassigned, total.unassigned],
    [words.dueSoon, total.due_soon],
    [words.overdue, total.overdue],
    [words.stuck, total.stuck],
    [t.states.in_review ?? "", total.in_review],
  ] as const;
  return (
    <Container header={<Header variant="h2">{words.figures}</Header>}>
      <dl className="hl-loads">
        {figures.map(([name, count]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{format.number(count)}</dd>
          </div>
        ))}
      </dl>
    </Container>
  );
}

function People({ people, loading, words }: { people: Laden[]; loading: boolean; words: WorkloadWords }) {
  const { t, format } = useTranslation();
  const { person } = useConsole();
  const narrow = useNarrow();
  const queue = isInspector(person) ? "/queue/all" : "/queue/office";
  const count = (value: number) => <span className="hl-number">{format.number(value)}</span>;
  const nextDue = (one: Laden) => (one.next_due ? format.date(one.next_due) : words.none);
  const facts = [
    { id: "soon", header: words.soon, minWidth: 100, cell: (one: Laden) => count(one.due_soon) },
    { id: "overdue", header: words.overdue, minWidth: 90, cell: (one: Laden) => count(one.overdue) },
    { id: "stuck", header: words.stuck, minWidth: 90, cell: (one: Laden) => count(one.stuck) },
    { id: "next", header: words.nextDue, minWidth: 120, cell: nextDue },
  ];
  const columns: TableProps.ColumnDefinition<Laden>[] = [
    {
      id: "who",
      header: words.who,
      isRowHeader: true,
      minWidth: narrow ? 190 : 180,
      cell: (one) => (
        <>
          <StaffCode code={one.staff_code} />
          <Box fontSize="body-s" color="text-body-secondary">
            {t.roles[one.role] ?? one.role}
          </Box>
          {narrow && one.cases > 0 && (
            <Box fontSize="body-s">
              {facts.map(({ id, header, cell }) => (
                <div key={id}>
                  {header}: {cell(one)}
                </div>
              ))}
            </Box>
          )}
        </>
      ),
    },
    {
      id: "cases",
      header: words.cases,
      minWidth: narrow ? 90 : 110,
      cell: (one) =>
        one.cases === 0 ? (
          count(0)
        ) : (
          <PageLink
            path={`${queue}?assignee=${encodeURIComponent(one.staff_code)}`}
            ariaLabel={words.casesOf(format.number(one.cases), one.name ?? one.staff_code)}
          >
            {count(one.cases)}
          </PageLink>
        ),
    },
    ...(narrow ? [] : facts),
  ];
  return (
    <Table
      variant="container"
      wrapLines
      items={people}
      trackBy="staff_code"
      loading={loading}
      loadingText={t.common.loading}
      empty={words.none}
      ariaLabels={{ tableLabel: words.people }}
      header={<Header variant="h2">{words.people}</Header>}
      columnDefinitions={columns}
    />
  );
}
