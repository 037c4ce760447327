import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import Pagination from "@cloudscape-design/components/pagination";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { ApiProblem } from "../api/client";
import { type QueueName, showsOffices, useAction, usePrefetchCase, useTasks } from "../api/queries";
import type { CaseItem } from "../api/types";
import { handlesCases, isInspector } from "../auth/person";
import { useTranslation } from "../i18n";
import { useConsole, useNarrow, useOfficeName } from "../ui/context";
import { describeError, ErrorView } from "../ui/errors";
import { useNotify } from "../ui/notifications";
import { useShortcuts } from "../ui/shortcuts";
import { useTitle } from "../ui/title";
import { useQueueView } from "./address";
import { CaseCards } from "./cards";
import { QueueFilters } from "./filters";
import { CaseTable } from "./table";

/** A queue: what waits, soonest due first; to claim, to open, to search. */
export default function QueuePage({ queue }: { queue: QueueName }) {
  const { t, format } = useTranslation();
  const { person } = useConsole();
  const [, navigate] = useLocation();
  const officeName = useOfficeName();
  const view = useQueueView(queue);
  const tasks = useTasks(view.filters, view.page, view.at);
  const prefetchCase = usePrefetchCase();
  const narrow = useNarrow();
  const searchBox = useRef<HTMLDivElement>(null);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const claim = useClaim();

  const titles = {
    mine: [t.queue.mine, t.queue.mineHint],
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
    if (next) select(next);
  };
  const open = (item: CaseItem) => navigate(`/cases/${item.case_id}`);

  useShortcuts({
    "/": () => searchBox.current?.querySelector("input")?.focus(),
    j: () => move(1),
    k: () => move(-1),
    // biome-ignore lint/correctness/noComponentHookFactories: a key, not a component
    Enter: () => (selected ? open(selected) : false),
    c: () => (selected && claim.possible(selected) ? claim.run(selected) : false),
  });

  const { prefetchNext } = tasks;
  const cursor = tasks.data?.cursor;
  // biome-ignore lint/correctness/useExhaustiveDependencies: ahead of time, once for each page that has a next one
  useEffect(prefetchNext, [cursor]);
  useEffect(() => {
    if (selectedId)
      document.querySelector(`[data-case="${CSS.escape(selectedId)}"]`)?.scrollIntoView({ block: "nearest" });
  }, [selectedId]);

  const filtered = Boolean(view.filters.q || view.filters.state || view.filters.office);
  const shared = {
    items,
    loading: tasks.isPending,
    // Rows of the page before stay, paler, until the new ones are there.
    stale: tasks.isPlaceholderData,
    selected,
    onSelect: select,
    claim,
    showActions: handlesCases(person) && queue !== "mine" && queue !== "calls",
    showOffice: showsOffices(queue, person),
    showUnreached: queue === "calls",
    empty: (
      <EmptyQueue
        queue={queue}
        filtered={filtered}
        onClear={() => view.filter({ q: "", state: "", office: "" })}
      />
    ),
  };
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description={hint}
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
      <QueueFilters
        ref={searchBox}
        filters={view.filters}
        onFilter={view.filter}
        onEnter={() => items[0] && select(items[0])}
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
      {tasks.isError && items.length === 0 ? (
        <ErrorView error={tasks.error} onRetry={() => void tasks.refetch()} />
      ) : narrow ? (
        <CaseCards {...shared} />
      ) : (
        <CaseTable {...shared} />
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
          onSuccess: () => notify.success(t.queue.claimed(item.case_id)),
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
  filtered,
  onClear,
}: {
  queue: QueueName;
  filtered: boolean;
  onClear: () => void;
}) {
  const { t } = useTranslation();
  const { person } = useConsole();
  const [, navigate] = useLocation();
  const words = {
    mine: [t.queue.emptyMine, t.queue.emptyMineHint],
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
        {filtered && <Button onClick={onClear}>{t.queue.clearFilters}</Button>}
        {!filtered && queue === "mine" && (
          <Button onClick={() => navigate(isInspector(person) ? "/queue/all" : "/queue/office")}>
            {t.queue.goToOffice}
          </Button>
        )}
      </SpaceBetween>
    </Box>
  );
}
