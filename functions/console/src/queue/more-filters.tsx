import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import { OUTCOMES, REASONS } from "../api/codes";
import type { TaskFilters } from "../api/queries";
import { reviews } from "../auth/person";
import { staffNames } from "../domain/names";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { DayField } from "../ui/day-field";
import { useWorkload } from "../workload/queries";
import { LEVELS } from "./address";

interface Props {
  filters: TaskFilters;
  onFilter: (change: Partial<TaskFilters>, replace?: boolean) => void;
}

interface Choice {
  value: string;
  label: string;
}

/** The filters that are wanted now and then. */
export default function MoreFilters({ filters, onFilter }: Props) {
  const { t } = useTranslation();
  const { person } = useConsole();
  const chosen = (options: Choice[], value: string) =>
    options.find((option) => option.value === value) ?? null;
  const levels = [
    { value: "", label: t.queue.anyLevel },
    ...LEVELS.map((level) => ({ value: level as string, label: t.queue.levelOf(level) })),
  ];
  const reasons = [
    { value: "", label: t.queue.anyReason },
    ...REASONS.map((reason) => ({ value: reason as string, label: t.reasons[reason] ?? reason })),
  ];
  const outcomes = [
    { value: "", label: t.queue.anyOutcome },
    ...OUTCOMES.map((outcome) => ({ value: outcome as string, label: t.outcomes[outcome] })),
  ];
  return (
    <div className="hl-filters">
      {reviews(person) && filters.queue !== "mine" && (
        <AssigneeFilter filters={filters} onFilter={onFilter} />
      )}
      <div className="hl-filters-select">
        <FormField label={t.queue.reasons}>
          <Select
            selectedOption={chosen(reasons, filters.reason)}
            options={reasons}
            onChange={({ detail }) => onFilter({ reason: detail.selectedOption.value ?? "" })}
          />
        </FormField>
      </div>
      <div className="hl-filters-select">
        <FormField label={t.queue.outcome}>
          <Select
            selectedOption={chosen(outcomes, filters.outcome)}
            options={outcomes}
            onChange={({ detail }) => onFilter({ outcome: detail.selectedOption.value ?? "" })}
          />
        </FormField>
      </div>
      <div className="hl-filters-select">
        <FormField label={t.queue.level}>
          <Select
            selectedOption={chosen(levels, filters.level)}
            options={levels}
            onChange={({ detail }) => onFilter({ level: detail.selectedOption.value ?? "" })}
          />
        </FormField>
      </div>
      <div className="hl-filters-short">
        <FormField label={t.queue.teamFilter}>
          <Input
            value={filters.team}
            inputMode="numeric"
            onChange={({ detail }) => onFilter({ team: detail.value.trim() }, true)}
          />
        </FormField>
      </div>
      <div className="hl-filters-select">
        <DayField label={t.queue.from} value={filters.from} onChange={(from) => onFilter({ from })} />
      </div>
      <div className="hl-filters-select">
        <DayField label={t.queue.until} value={filters.until} onChange={(until) => onFilter({ until })} />
      </div>
    </div>
  );
}

/** Whose cases; offered to who gives them out. */
function AssigneeFilter({ filters, onFilter }: Props) {
  const { t } = useTranslation();
  const people = useWorkload(filters.office).data?.people ?? [];
  const known = people.map((one) => ({ value: one.staff_code, label: one.name ?? one.staff_code }));
  const { assignee } = filters;
  // Who is asked for stands there, too, where the list does not name them (any more).
  const named = assignee && !known.some(({ value }) => value === assignee);
  const options = [
    { value: "", label: t.queue.anyAssignee },
    ...(named ? [{ value: assignee, label: staffNames.of(assignee) ?? assignee }] : []),
    ...known,
  ];
  return (
    <div className="hl-filters-select">
      <FormField label={t.case.assignee}>
        <Select
          filteringType="auto"
          filteringAriaLabel={t.case.assignee}
          selectedOption={options.find(({ value }) => value === assignee) ?? null}
          options={options}
          onChange={({ detail }) => onFilter({ assignee: detail.selectedOption.value ?? "" })}
        />
      </FormField>
    </div>
  );
}
