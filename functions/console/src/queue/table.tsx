import Badge from "@cloudscape-design/components/badge";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { Fragment, type ReactNode } from "react";
import { useLocation } from "wouter";
import { ASSIGNABLE } from "../api/codes";
import type { CaseItem } from "../api/types";
import { unreached } from "../case/entries";
import { useTranslation } from "../i18n";
import { useMedia, useShortOfficeName, useTeamName } from "../ui/context";
import { DueLabel, ReasonChips, StaffCode, StateLabel } from "../ui/labels";
import PageLink from "../ui/page-link";
import type { Claim } from "./page";

export interface CaseListProps {
  items: CaseItem[];
  loading: boolean;
  stale: boolean;
  selected: CaseItem | null;
  onSelect: (item: CaseItem) => void;
  /** Called before the page of a case is gone to. */
  onOpen: (item: CaseItem) => void;
  claim: Claim;
  showActions: boolean;
  showOffice: boolean;
  showUnreached: boolean;
  /** Where several cases can be given out at once: those that were chosen for it. */
  choosing: Choosing | null;
  /** Whether each row leads to what is to be reviewed. */
  showReview: boolean;
  empty: ReactNode;
}

export interface Choosing {
  chosen: CaseItem[];
  onChoose: (items: CaseItem[]) => void;
}

/** How cases are chosen in a table, or among cards. */
export function useSelection(choosing: Choosing | null) {
  const { t } = useTranslation();
  const labels = {
    selectionGroupLabel: t.queue.selection,
    allItemsSelectionLabel: () => t.queue.selection,
    itemSelectionLabel: (_: unknown, item: CaseItem) =>
      t.queue.select(`${item.enterprise.name}, ${item.case_id}`),
  };
  if (!choosing) return { selection: {}, labels };
  const selection = {
    selectionType: "multi" as const,
    selectedItems: choosing.chosen,
    isItemDisabled: (item: CaseItem) => !canBeGiven(item),
    onSelectionChange: ({ detail }: { detail: { selectedItems: CaseItem[] } }) =>
      choosing.onChoose(detail.selectedItems),
  };
  return { selection, labels };
}

export const canBeGiven = (item: CaseItem) => (ASSIGNABLE as readonly string[]).includes(item.state);

/** What a link to a case is shown by. */
type Linked = Pick<CaseListProps, "showOffice" | "showUnreached" | "showReview" | "onOpen">;

/** The queue as a table, for wide screens. */
export function CaseTable(props: CaseListProps) {
  const { t } = useTranslation();
  const { items } = props;
  const { selection, labels } = useSelection(props.choosing);
  const tight = useMedia("(max-width: 1290px)");
  // Together no wider than what a screen of 1280 pixels leaves beside the side bar.
  const columns: (TableProps.ColumnDefinition<CaseItem> | false)[] = [
    {
      id: "due",
      header: t.queue.due,
      width: tight ? 170 : 190,
      minWidth: tight ? 140 : 150,
      cell: (item) => <Due item={item} />,
    },
    {
      id: "enterprise",
      header: t.queue.enterprise,
      isRowHeader: true,
      minWidth: tight ? 180 : 200,
      cell: (item) => <CaseLink item={item} list={props} />,
    },
    props.showUnreached
      ? {
          id: "unreached",
          header: t.queue.unreached,
          minWidth: 180,
          cell: (item) => unreached(item.calls_due, t),
        }
      : {
          id: "rated",
          header: t.queue.rating,
          minWidth: tight ? 150 : 160,
          ...(tight && { maxWidth: 220 }),
          cell: (item) => <Complaint item={item} />,
        },
    {
      id: "state",
      header: t.queue.stateColumn,
      width: 165,
      minWidth: 150,
      cell: (item) => <Standing item={item} />,
    },
    props.showActions && {
      id: "action",
      header: t.queue.action,
      width: 150,
      cell: (item) => <RowAction item={item} list={props} />,
    },
  ];
  return (
    <div className={props.stale ? "hl-stale" : ""}>
      <Table
        variant="container"
        items={items}
        trackBy="case_id"
        loading={props.loading}
        loadingText={t.queue.loading}
        empty={props.empty}
        columnDefinitions={columns.filter((column) => column !== false)}
        onRowClick={({ detail }) => props.onSelect(detail.item)}
        ariaLabels={{ tableLabel: t.nav.tasks, ...labels }}
        {...selection}
        wrapLines
        contentDensity="comfortable"
      />
    </div>
  );
}

/** The enterprise, leading to its case; number, office and marks below. Where all are to be called, no mark says so. */
export function CaseLink({ item, list }: { item: CaseItem; list: Linked }) {
  const { t, format } = useTranslation();
  const officeName = useShortOfficeName();
  const teamName = useTeamName();
  return (
    <div data-case={item.case_id}>
      <PageLink
        path={casePage(item, list)}
        ariaLabel={`${item.enterprise.name}, ${item.case_id}`}
        onLeave={() => list.onOpen(item)}
      >
        {item.enterprise.name}
      </PageLink>
      <Box fontSize="body-s" color="text-body-secondary">
        <span className="hl-tags">
          <span>
            {[
              item.case_id,
              list.showOffice && officeName(item.office),
              item.team && teamName(item.office, item.team, t.queue.team),
              t.queue.received(format.date(item.opened_at)),
            ]
              .filter(Boolean)
              .map((part, index) => (
                <Fragment key={part as string}>
                  {index > 0 && " · "}
                  <span className="hl-nowrap">{part}</span>
                </Fragment>
              ))}
          </span>
          {item.restricted && (
            <span title={t.queue.restrictedHint}>
              <Badge color="severity-high">{t.queue.restricted}</Badge>
            </span>
          )}
          {item.calls_due.length > 0 && !list.showUnreached && (
            <Badge color="severity-medium">{t.case.callTag}</Badge>
          )}
          {item.returned && <Badge color="severity-medium">{t.case.returned}</Badge>}
          {item.level === 2 && <Badge color="blue">{t.queue.level2}</Badge>}
        </span>
      </Box>
    </div>
  );
}

/** What the enterprise is dissatisfied with, and why. */
export function Complaint({ item }: { item: CaseItem }) {
  const { t } = useTranslation();
  return (
    <div className="hl-complaint">
      <span>{item.negative_subjects.map((subject) => t.subjects[subject]).join(", ")}</span>
      <ReasonChips reasons={item.reasons} limit={2} />
      {item.comment && <span className="hl-muted hl-beginning">{item.comment}</span>}
    </div>
  );
}

/** How much time is left, and until which day. */
export function Due({ item }: { item: CaseItem }) {
  const { format } = useTranslation();
  return (
    <>
      <DueLabel item={item} />
      <Box fontSize="body-s" color="text-body-secondary">
        {format.date(item.due_at)}
      </Box>
    </>
  );
}

const casePage = (item: CaseItem, list: Pick<Linked, "showReview">) =>
  `/cases/${item.case_id}${list.showReview ? "?from=review" : ""}`;

/** What the row is there for: to claim the case, or to look at the decision. */
export function RowAction({ item, list }: { item: CaseItem; list: CaseListProps }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  if (!list.showReview) return <ClaimButton item={item} claim={list.claim} />;
  return (
    <Button
      wrapText={false}
      ariaLabel={t.queue.reviewOf(item.enterprise.name, item.case_id)}
      onClick={() => {
        list.onOpen(item);
        navigate(casePage(item, list));
      }}
    >
      {t.queue.reviewIt}
    </Button>
  );
}

/** Where the case stands, and with whom. */
export function Standing({ item }: { item: CaseItem }) {
  return (
    <>
      <StateLabel state={item.state} />
      {item.assignee && (
        <Box fontSize="body-s" color="text-body-secondary">
          <StaffCode code={item.assignee} />
        </Box>
      )}
    </>
  );
}

export function ClaimButton({ item, claim }: { item: CaseItem; claim: Claim }) {
  const { t } = useTranslation();
  if (!claim.possible(item)) return null;
  return (
    <Button
      loading={claim.runningId === item.case_id}
      disabled={claim.runningId !== null}
      wrapText={false}
      ariaLabel={t.queue.claimOf(item.enterprise.name, item.case_id)}
      onClick={() => claim.run(item)}
    >
      {t.queue.claim}
    </Button>
  );
}
