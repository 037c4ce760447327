import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table from "@cloudscape-design/components/table";
import { useState } from "react";
import { useLocation } from "wouter";
import { ASSIGNABLE } from "../api/codes";
import type { CaseItem, Laden, Weight } from "../api/types";
import { isInspector } from "../auth/person";
import { basePath } from "../base";
import { useTranslation } from "../i18n";
import { CaseLink, Due, Standing } from "../queue/table";
import { useConsole, useOfficeName } from "../ui/context";
import { ErrorView } from "../ui/errors";
import { StaffCode } from "../ui/labels";
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
                {words.assign(selected.length)}
              </Button>
            }
          >
            {words.attention}
          </Header>
        }
        columnDefinitions={[
          { id: "due", header: t.queue.due, width: 190, minWidth: 150, cell: (item) => <Due item={item} /> },
          {
            id: "enterprise",
            header: t.queue.enterprise,
            isRowHeader: true,
            minWidth: 220,
            cell: (item) => <CaseLink item={item} list={LIST} />,
          },
          {
            id: "why",
            header: words.why,
            width: 190,
            minWidth: 160,
            cell: (item) => reasons(item, found?.soon, words),
          },
          {
            id: "state",
            header: t.queue.stateColumn,
            width: 165,
            minWidth: 150,
            cell: (item) => <Standing item={item} />,
          },
        ]}
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
  const [, navigate] = useLocation();
  const queue = isInspector(person) ? "/queue/all" : "/queue/office";
  const count = (value: number) => <span className="hl-number">{format.number(value)}</span>;
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
      columnDefinitions={[
        {
          id: "who",
          header: words.who,
          isRowHeader: true,
          minWidth: 180,
          cell: (one) => (
            <>
              <StaffCode code={one.staff_code} />
              <Box fontSize="body-s" color="text-body-secondary">
                {t.roles[one.role] ?? one.role}
              </Box>
            </>
          ),
        },
        {
          id: "cases",
          header: words.cases,
          minWidth: 110,
          cell: (one) =>
            one.cases === 0 ? (
              count(0)
            ) : (
              <a
                href={`${basePath}${queue}?assignee=${encodeURIComponent(one.staff_code)}`}
                aria-label={words.casesOf(format.number(one.cases), one.name ?? one.staff_code)}
                onClick={(event) => {
                  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                  event.preventDefault();
                  navigate(`${queue}?assignee=${encodeURIComponent(one.staff_code)}`);
                }}
              >
                {count(one.cases)}
              </a>
            ),
        },
        { id: "soon", header: words.soon, minWidth: 100, cell: (one) => count(one.due_soon) },
        { id: "overdue", header: words.overdue, minWidth: 90, cell: (one) => count(one.overdue) },
        { id: "stuck", header: words.stuck, minWidth: 90, cell: (one) => count(one.stuck) },
        {
          id: "next",
          header: words.nextDue,
          minWidth: 120,
          cell: (one) => (one.next_due ? format.date(one.next_due) : words.none),
        },
      ]}
    />
  );
}
