import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { ApiProblem } from "../api/client";
import {
  NO_FILTERS,
  type QueueName,
  showsOffices,
  useAction,
  useCount,
  usePrefetchCase,
  useTasks,
} from "../api/queries";
import type { CaseItem } from "../api/types";
import { handlesCases, isInspector, reviews } from "../auth/person";
import { useTranslation } from "../i18n";
import { useConsole, useNarrow, useOfficeName } from "../ui/context";
import { describeError, ErrorView } from "../ui/errors";
import { lazyExtra, lazyPart } from "../ui/lazy";
import { useNotify } from "../ui/notifications";
import { useShortcuts } from "../ui/shortcuts";
import { useTitle } from "../ui/title";
import { useQueueView } from "./address";
import { CaseCards } from "./cards";
import { QueueFilters } from "./filters";
import { CaseTable, canBeGiven } from "./table";

const ExportList = lazyExtra(() => import("./export"));
const AssignChosen = lazyExtra(() => import("../workload/assign-chosen"));
const ConfirmDialog = lazyPart(() => import("../ui/confirm-dialog"));

/** The queues in which several cases can be given out at once. */
const GIVEN_OUT_IN: ReadonlySet<QueueName> = new Set(["office", "overdue", "all"]);

/** The case that was opened last, to come back to. */
let lastOpened: string | null = null;

const linkOf = (caseId: string) =>
  document.querySelector<HTMLElement>(`[data-case="${CSS.escape(caseId)}"] a`);

/** A queue: what waits, soonest due first; to claim, to open, to search. */
export default function QueuePage({ queue }: { queue: QueueName }) {
  const { t, format } = useTranslation();
  const { person } = useConsole();
  const officeName = useOfficeName();
  const view = useQueueView(queue);
  const tasks = useTasks(view.filters, view.page, view.at);
  const prefetchCase = usePrefetchCase();
  const narrow = useNarrow();
  const searchBox = useRef<HTMLDivElement>(null);
  const [selectedId, setSelectedId] = useState<string | null>(() => lastOpened);
  const [edge, setEdge] = useState("");
  const [asked, setAsked] = useState<CaseItem | null>(null);
  const [chosenIds, setChosenIds] = useState<readonly string[]>([]);
  const claim = useClaim();

  const titles = {
    mine: [t.queue.mine, t.queue.mineHint],
    review: [t.queue.review, t.queue.reviewHint],
    office: [t.queue.office(officeName(person.office)), t.queue.officeHint],
    overdue: [t.queue.overdue, t.queue.overdueHint],
    calls: [t.queue.calls, t.queue.callsHint],
    all: [t.queue.all, t.queue.allHint],
  } as const;
  const [title, hint] = titles[queue];
  useTitle(title);

  const items = tasks.data?.items ?? [];
  const selected = items.find((item) => item.case_id === selectedId) ?? null;
  const select = (item: CaseItem) => {
    setSelectedId(item.case_id);
    prefetchCase(item.case_id);
  };
  const move = (by: 1 | -1) => {
    const index = items.findIndex((item) => item.case_id === selectedId);
    const next = items[index < 0 ? 0 : Math.min(Math.max(index + by, 0), items.length - 1)];
    if (!next) return;
    setEdge(next.case_id !== selectedId ? "" : by > 0 ? t.queue.lastRow : t.queue.firstRow);
    select(next);
    linkOf(next.case_id)?.focus();
  };

  useShortcuts({
    "/": () => searchBox.current?.querySelector("input")?.focus(),
    j: () => move(1),
    k: () => move(-1),
    // A key is pressed by mistake more easily than a button, so that it asks first.
    c: () => (selected && claim.possible(selected) ? setAsked(selected) : false),
  });

  const { prefetchNext } = tasks;
  const cursor = tasks.data?.cursor;
  // biome-ignore lint/correctness/useExhaustiveDependencies: ahead of time, once for each page that has a next one
  useEffect(prefetchNext, [cursor]);
  // Who comes back from a case goes on where they were.
  const there = items.some((item) => item.case_id === lastOpened);
  useEffect(() => {
    if (!there || !lastOpened) return;
    linkOf(lastOpened)?.focus();
    lastOpened = null;
  }, [there]);

  const { queue: _, q, limit: __, ...narrowing } = view.filters;
  const narrowed = Object.values(narrowing).some(Boolean);
  const count = useCount(view.filters, !tasks.isPending);
  const everyState =
    q !== "" && view.filters.state === "" && queue !== "calls" && queue !== "review"
      ? () => view.filter({ state: "every" })
      : null;
  const choosing = reviews(person) && GIVEN_OUT_IN.has(queue);
  // By what is shown now: what has moved on, or is on another page, is not given out unseen.
  const chosen = items.filter((item) => chosenIds.includes(item.case_id) && canBeGiven(item));
  const shared = {
    items,
    loading: tasks.isPending,
    // Rows of the page before stay, paler, until the new ones are there.
    stale: tasks.isPlaceholderData,
    selected,
    onSelect: select,
    onOpen: (item: CaseItem) => {
      lastOpened = item.case_id;
    },
    claim,
    choosing: choosing
      ? { chosen, onChoose: (list: CaseItem[]) => setChosenIds(list.map(({ case_id }) => case_id)) }
      : null,
    showActions: handlesCases(person) && queue !== "mine" && queue !== "calls",
    showOffice: showsOffices(queue, person),
    showUnreached: queue === "calls",
    showReview: queue === "review",
    empty: (
      <EmptyQueue
        queue={queue}
        searched={q !== ""}
        narrowed={narrowed}
        onEveryState={everyState}
        // What was typed stays: it is what one is looking for.
        onClear={() => view.filter({ ...NO_FILTERS, q: narrowed ? q : "" })}
      />
    ),
  };
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={hint}
        counter={count === null ? undefined : `(${count})`}
        actions={
          <SpaceBetween direction="horizontal" size="s" alignItems="center">
            {tasks.dataUpdatedAt > 0 && (
              <Box color="text-body-secondary" fontSize="body-s">
                {tasks.isError ? (
                  <StatusIndicator type="warning">
                    {t.queue.notRefreshed(format.time(new Date(tasks.dataUpdatedAt)))}
                  </StatusIndicator>
                ) : (
                  t.queue.refreshed(format.time(new Date(tasks.dataUpdatedAt)))
                )}
              </Box>
            )}
            {choosing && <AssignChosen items={chosen} onDone={() => setChosenIds([])} />}
            <ExportList filters={view.filters} />
            <Button
              iconName="refresh"
              loading={tasks.isFetching && !tasks.isPending}
              ariaLabel={t.queue.refresh}
              onClick={() => void tasks.refetch()}
            />
          </SpaceBetween>
        }
      >
        {title}
      </Header>
      {/* Who only hears of it has no room of their own on the page. */}
      <div>
        <QueueFilters
          ref={searchBox}
          filters={view.filters}
          onFilter={view.filter}
          onEnter={() => move(1)}
          pagination={
            <Pagination
              currentPageIndex={view.page}
              pagesCount={tasks.data?.cursor ? view.page + 1 : view.page}
              openEnd={Boolean(tasks.data?.cursor)}
              onChange={({ detail }) =>
                view.turnTo(detail.currentPageIndex, tasks.startOf(detail.currentPageIndex))
              }
            />
          }
        />
        <LiveRegion hidden>
          {count === null || tasks.isPlaceholderData ? "" : t.queue.found(count)}
        </LiveRegion>
        {/* A case that one goes on to is read out as it gets the focus; where there is none to go on to, this is. */}
        <LiveRegion hidden>{edge}</LiveRegion>
      </div>
      {tasks.goingOn && <StatusIndicator type="loading">{t.queue.goingOn}</StatusIndicator>}
      {everyState && items.length > 0 && (
        <Button variant="inline-link" onClick={everyState}>
          {t.queue.inEveryState}
        </Button>
      )}
      {tasks.isError && items.length === 0 ? (
        <ErrorView error={tasks.error} onRetry={() => void tasks.refetch()} />
      ) : narrow ? (
        <CaseCards {...shared} />
      ) : (
        <CaseTable {...shared} />
      )}
      {asked && (
        <ConfirmDialog
          title={t.actions.claimTitle}
          text={t.actions.claimText(asked.enterprise.name, asked.case_id)}
          confirm={t.actions.claim}
          busy={claim.runningId !== null}
          problem={null}
          onCancel={() => setAsked(null)}
          onConfirm={() => {
            claim.run(asked);
            setAsked(null);
          }}
        />
      )}
    </SpaceBetween>
  );
}

export interface Claim {
  possible: (item: CaseItem) => boolean;
  run: (item: CaseItem) => void;
  runningId: string | null;
}

function useClaim(): Claim {
  const { t } = useTranslation();
  const { person } = useConsole();
  const notify = useNotify();
  const action = useAction();
  return {
    possible: (item) =>
      handlesCases(person) &&
      (item.state === "open" || item.state === "appealed") &&
      (isInspector(person) || (item.level === 1 && !item.restricted && item.office === person.office)),
    runningId: action.isPending ? action.variables.caseId : null,
    run: (item) =>
      action.mutate(
        { caseId: item.case_id, action: "claim", body: { version: item.version } },
        {
          onSuccess: () => {
            notify.success(t.queue.claimed(item.case_id));
            // The button that was pressed is gone: its row goes on from there.
            linkOf(item.case_id)?.focus();
          },
          onError: (error) =>
            notify.failure(
              error instanceof ApiProblem && error.code === "stale" ? t.queue.taken : describeError(error, t),
            ),
        },
      ),
  };
}

function EmptyQueue({
  queue,
  searched,
  narrowed,
  onEveryState,
  onClear,
}: {
  queue: QueueName;
  searched: boolean;
  narrowed: boolean;
  onEveryState: (() => void) | null;
  onClear: () => void;
}) {
  const filtered = searched || narrowed;
  const { t } = useTranslation();
  const { person } = useConsole();
  const [, navigate] = useLocation();
  const words = {
    mine: [t.queue.emptyMine, t.queue.emptyMineHint],
    review: [t.queue.emptyReview, t.queue.emptyReviewHint],
    office: [t.queue.emptyOffice, t.queue.emptyOfficeHint],
    overdue: [t.queue.emptyOverdue, t.queue.emptyOverdueHint],
    calls: [t.queue.emptyCalls, t.queue.emptyCallsHint],
    all: [t.queue.emptyOffice, t.queue.emptyOfficeHint],
  } as const;
  const [title, hint] = filtered ? [t.queue.noMatch, t.queue.noMatchHint] : words[queue];
  return (
    <Box textAlign="center" padding={{ vertical: "xl" }}>
      <SpaceBetween size="s">
        <Box variant="strong">{title}</Box>
        <Box color="text-body-secondary">{hint}</Box>
        {onEveryState && (
          <Button variant="primary" onClick={onEveryState}>
            {t.queue.inEveryState}
          </Button>
        )}
        {filtered && (
          <Button onClick={onClear}>{narrowed ? t.queue.clearFilters : t.queue.clearSearch}</Button>
        )}
        {!filtered && queue === "mine" && (
          <Button onClick={() => navigate(isInspector(person) ? "/queue/all" : "/queue/office")}>
            {t.queue.goToOffice}
          </Button>
        )}
      </SpaceBetween>
    </Box>
  );
}
