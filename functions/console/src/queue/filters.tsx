import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { forwardRef, type ReactNode, useEffect, useLayoutEffect, useState } from "react";
import { STATES } from "../api/codes";
import { showsOffices, type TaskFilters } from "../api/queries";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { lazyExtra, lazyPart } from "../ui/lazy";

const SavedViews = lazyExtra(() => import("../views/saved"));
const MoreFilters = lazyPart(() => import("./more-filters"));
const PAUSE_MS = 250;

interface Props {
  filters: TaskFilters;
  onFilter: (change: Partial<TaskFilters>, replace?: boolean) => void;
  onEnter: () => void;
  pagination: ReactNode;
}

/** Search and filters of a queue. Typing searches after a short pause. */
export const QueueFilters = forwardRef<HTMLDivElement, Props>(function QueueFilters(
  { filters, onFilter, onEnter, pagination },
  searchBox,
) {
  const { t, language } = useTranslation();
  const { config, person } = useConsole();
  const [typed, setTyped] = useState(filters.q);

  useEffect(() => setTyped(filters.q), [filters.q]);
  // A layout effect: it is over as soon as another page is on its way, and must not lead back from there.
  useLayoutEffect(() => {
    if (typed.trim() === filters.q) return;
    const timer = setTimeout(() => onFilter({ q: typed.trim() }, filters.q !== ""), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, filters.q, onFilter]);

  const stateOptions = [
    { value: "", label: filters.queue === "calls" ? t.queue.everyState : t.queue.anyState },
    ...STATES.map((state) => ({ value: state, label: t.states[state] ?? state })),
    ...(filters.queue === "calls" ? [] : [{ value: "every", label: t.queue.everyState }]),
  ];
  const officeOptions = [
    { value: "", label: t.queue.anyOffice },
    ...config.offices.map((office) => ({ value: office.code, label: office[language], tags: [office.code] })),
  ];
  const extra = (["assignee", "team", "level", "reason", "outcome", "from", "until"] as const).some(
    (name) => filters[name],
  );
  const [more, setMore] = useState(extra);
  const choosesState = filters.queue !== "review";
  const choosesOffice = showsOffices(filters.queue, person);
  return (
    <SpaceBetween size="s">
      <div className="hl-filters">
        <div ref={searchBox} className="hl-filters-search">
          <FormField label={t.queue.searchLabel} stretch>
            <Input
              type="search"
              value={typed}
              placeholder={t.queue.search}
              clearAriaLabel={t.queue.clearSearch}
              onChange={({ detail }) => setTyped(detail.value)}
              onKeyDown={(event) => {
                if (event.detail.key === "Enter") onEnter();
                if (event.detail.key === "Escape") {
                  // Back to the list; the browser's own way would throw away what was typed.
                  event.preventDefault();
                  (document.activeElement as HTMLElement | null)?.blur();
                }
              }}
            />
          </FormField>
        </div>
        {choosesState && (
          <div className="hl-filters-select">
            <FormField label={t.queue.state}>
              <Select
                selectedOption={stateOptions.find((option) => option.value === filters.state) ?? null}
                options={stateOptions}
                onChange={({ detail }) =>
                  onFilter({ state: (detail.selectedOption.value ?? "") as TaskFilters["state"] })
                }
              />
            </FormField>
          </div>
        )}
        {choosesOffice && (
          <div className="hl-filters-select">
            <FormField label={t.queue.officeFilter}>
              <Select
                selectedOption={officeOptions.find((option) => option.value === filters.office) ?? null}
                options={officeOptions}
                onChange={({ detail }) => onFilter({ office: detail.selectedOption.value ?? "" })}
              />
            </FormField>
          </div>
        )}
        <Button
          iconName={more ? "angle-up" : "angle-down"}
          ariaExpanded={more}
          onClick={() => setMore(!more)}
        >
          {more ? t.queue.lessFilters : t.queue.moreFilters}
        </Button>
        <SavedViews />
        <div className="hl-filters-pages">{pagination}</div>
      </div>
      {more && <MoreFilters filters={filters} onFilter={onFilter} />}
    </SpaceBetween>
  );
});
