import Button from "@cloudscape-design/components/button";
import LiveRegion from "@cloudscape-design/components/live-region";
import { useState } from "react";
import type { CaseItem } from "../api/types";
import { useTranslation } from "../i18n";
import { ErrorView } from "../ui/errors";
import { AssignAllDialog } from "./assign-dialog";
import { useWorkload } from "./queries";
import { workloadWords } from "./words";

/** Gives the cases that were chosen in a queue to one person; who has how much is asked once it is wanted. */
export default function AssignChosen({ items, onDone }: { items: CaseItem[]; onDone: () => void }) {
  const { language, format } = useTranslation();
  const words = workloadWords(language);
  const [given, setGiven] = useState<CaseItem[] | null>(null);
  const workload = useWorkload("", given !== null);
  return (
    <>
      <Button
        disabled={items.length === 0}
        loading={given !== null && workload.isPending}
        onClick={() => setGiven(items)}
      >
        {items.length > 0 ? words.assignThese(format.number(items.length)) : words.assign}
      </Button>
      <LiveRegion hidden>{items.length > 0 ? words.selection(format.number(items.length)) : ""}</LiveRegion>
      {given && workload.isError && (
        <ErrorView error={workload.error} onRetry={() => void workload.refetch()} />
      )}
      {given && workload.data && (
        <AssignAllDialog
          items={given}
          people={workload.data.people}
          words={words}
          onClose={() => {
            setGiven(null);
            onDone();
          }}
        />
      )}
    </>
  );
}
