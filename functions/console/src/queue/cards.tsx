import Cards from "@cloudscape-design/components/cards";
import type { CaseItem } from "../api/types";
import { unreached } from "../case/entries";
import { useTranslation } from "../i18n";
import { CaseLink, type CaseListProps, Complaint, Due, RowAction, Standing, useSelection } from "./table";

/** The queue as cards, for phones and high zoom. */
export function CaseCards(props: CaseListProps) {
  const { t } = useTranslation();
  const { selection, labels } = useSelection(props.choosing);
  return (
    <div className={props.stale ? "hl-stale" : ""}>
      <Cards
        items={props.items}
        trackBy="case_id"
        loading={props.loading}
        loadingText={t.queue.loading}
        empty={props.empty}
        cardsPerRow={[{ cards: 1 }]}
        ariaLabels={labels}
        {...selection}
        cardDefinition={{
          header: (item) => <CaseLink item={item} list={props} />,
          sections: [
            { id: "due", content: (item) => <Due item={item} /> },
            props.showUnreached
              ? {
                  id: "unreached",
                  header: t.queue.unreached,
                  content: (item) => unreached(item.calls_due, t),
                }
              : { id: "rated", header: t.queue.rating, content: (item) => <Complaint item={item} /> },
            { id: "state", content: (item) => <Standing item={item} /> },
            ...(props.showActions
              ? [
                  {
                    id: "action",
                    content: (item: CaseItem) => <RowAction item={item} list={props} />,
                  },
                ]
              : []),
          ],
        }}
      />
    </div>
  );
}
