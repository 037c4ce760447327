import Cards from "@cloudscape-design/components/cards";
import { useTranslation } from "../i18n";
import { useShortOfficeName } from "../ui/context";
import { DueLabel, ReasonBadges, StaffCode, StateLabel } from "../ui/labels";
import { CaseLink, type CaseListProps, ClaimButton, NegativeSubjects } from "./table";

/** The queue as cards, for phones and high zoom. */
export function CaseCards(props: CaseListProps) {
  const { t } = useTranslation();
  const officeName = useShortOfficeName();
  return (
    <div className={props.stale ? "hl-stale" : ""}>
      <Cards
        items={props.items}
        trackBy="case_id"
        loading={props.loading}
        loadingText={t.queue.loading}
        empty={props.empty}
        cardsPerRow={[{ cards: 1 }]}
        ariaLabels={{
          itemSelectionLabel: (_, item) => t.queue.select(item.enterprise.name),
          selectionGroupLabel: t.queue.selection,
        }}
        cardDefinition={{
          header: (item) => <CaseLink item={item} />,
          sections: [
            { id: "due", content: (item) => <DueLabel item={item} /> },
            { id: "rated", header: t.queue.rating, content: (item) => <NegativeSubjects item={item} /> },
            { id: "reasons", content: (item) => <ReasonBadges reasons={item.reasons} limit={3} /> },
            {
              id: "state",
              content: (item) => (
                <>
                  <StateLabel state={item.state} />
                  {props.showOffice && <> · {officeName(item.office)}</>}
                  {props.showAssignee && item.assignee && (
                    <>
                      {" · "}
                      <StaffCode code={item.assignee} />
                    </>
                  )}
                </>
              ),
            },
            { id: "action", content: (item) => <ClaimButton item={item} claim={props.claim} /> },
          ],
        }}
      />
    </div>
  );
}
