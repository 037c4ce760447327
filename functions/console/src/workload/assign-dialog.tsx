import Box from "@cloudscape-design/components/box";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import { useRef, useState } from "react";
import type { CaseItem, Laden } from "../api/types";
import { useTranslation } from "../i18n";
import { useShortOfficeName } from "../ui/context";
import { Dialog } from "../ui/dialog";
import { describeError } from "../ui/errors";
import { useNotify } from "../ui/notifications";
import { useAssignAll } from "./queries";
import type { WorkloadWords } from "./words";

interface Props {
  items: CaseItem[];
  people: Laden[];
  words: WorkloadWords;
  onClose: () => void;
}

/** Whom to give the chosen cases to: each person stands there with what they have already. */
export function AssignAllDialog({ items, people, words, onClose }: Props) {
  const { t, format } = useTranslation();
  const officeName = useShortOfficeName();
  const notify = useNotify();
  const [code, setCode] = useState<string | null>(null);
  const [done, setDone] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const sending = useRef<AbortController | null>(null);
  const assign = useAssignAll(setDone);
  // What was assigned before something was refused is not assigned again.
  const [left, setLeft] = useState(items);
  const options = people.map((one) => ({
    value: one.staff_code,
    label: one.name ?? one.staff_code,
    labelTag: one.name ? one.staff_code : undefined,
    description: words.load(
      format.number(one.cases),
      format.number(one.due_soon),
      format.number(one.overdue),
    ),
    tags: [`${t.roles[one.role] ?? one.role} · ${officeName(one.office)}`],
  }));
  const chosen = people.find((one) => one.staff_code === code);
  const start = () => {
    if (!chosen) return;
    setProblem(null);
    setDone(0);
    const controller = new AbortController();
    sending.current = controller;
    assign.mutate(
      { items: left, assignee: chosen.staff_code, signal: controller.signal },
      {
        onSuccess: ({ done: assigned, failed }) => {
          if (assigned.length > 0)
            notify.success(words.assigned(format.number(assigned.length), chosen.name ?? chosen.staff_code));
          if (failed.length === 0) return onClose();
          setLeft(failed.map(({ item }) => item));
          const each = failed.map(({ item, error }) => `${item.case_id}: ${describeError(error, t)}`);
          setProblem([words.failed(format.number(failed.length)), ...each].join("\n"));
        },
      },
    );
  };
  return (
    <Dialog
      title={words.assignThese(format.number(left.length))}
      confirm={words.confirm}
      disabled={!chosen}
      busy={assign.isPending}
      problem={problem}
      onCancel={() => {
        sending.current?.abort();
        onClose();
      }}
      onConfirm={start}
    >
      <FormField
        label={words.to}
        constraintText={chosen && words.afterwards(format.number(chosen.cases + left.length))}
      >
        <Select
          autoFocus
          filteringType="auto"
          filteringAriaLabel={words.to}
          placeholder={words.choose}
          empty={t.actions.nobodyToAssign}
          options={options}
          selectedOption={options.find((option) => option.value === code) ?? null}
          onChange={({ detail }) => setCode(detail.selectedOption.value ?? null)}
        />
      </FormField>
      <ul className="hl-list">
        {left.map((item) => (
          <li key={item.case_id}>
            {item.enterprise.name}{" "}
            <Box variant="span" color="text-body-secondary" fontSize="body-s">
              <span className="hl-nowrap">{item.case_id}</span> · {format.date(item.due_at)}
            </Box>
          </li>
        ))}
      </ul>
      {assign.isPending && (
        <div role="status">{words.going(format.number(done), format.number(left.length))}</div>
      )}
    </Dialog>
  );
}
