import DateRangePicker from "@cloudscape-design/components/date-range-picker";
import FormField from "@cloudscape-design/components/form-field";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import Select from "@cloudscape-design/components/select";
import type { Bucket } from "../api/types";
import { useTranslation } from "../i18n";
import { useNarrow } from "../ui/context";
import { type Preset, presetRange, type StatisticsView, yearBefore } from "./address";
import type { StatisticsWords } from "./words";

const PRESETS: Preset[] = ["thisMonth", "lastMonth", "thisQuarter", "lastQuarter", "thisYear", "lastYear"];
const BUCKETS: Bucket[] = ["day", "month", "quarter", "year"];

interface Props {
  view: StatisticsView;
  today: string;
  words: StatisticsWords;
  onShow: (change: Partial<StatisticsView>) => void;
}

/** The period, what it is compared with, and how finely it is cut. */
export function Controls({ view, today, words, onShow }: Props) {
  const { language } = useTranslation();
  const narrow = useNarrow();
  const preset = PRESETS.find((one) => {
    const range = presetRange(one, today);
    return range.from === view.from && range.to === view.to;
  });
  const presetOptions = PRESETS.map((value) => ({ value, label: words[value] }));
  const own = { value: "own", label: words.ownPeriod };
  const lastYear = { compareFrom: yearBefore(view.from), compareTo: yearBefore(view.to) };
  const compared = !view.compareFrom
    ? "before"
    : view.compareFrom === lastYear.compareFrom && view.compareTo === lastYear.compareTo
      ? "lastYear"
      : "own";
  const compareOptions = [
    { value: "before", label: words.compareBefore },
    { value: "lastYear", label: words.compareLastYear },
    ...(compared === "own" ? [{ value: "own", label: words.compareOwn }] : []),
  ];
  // A new period is compared with the one before it again, unless it was "last year": that moves along.
  const period = (from: string, to: string) =>
    onShow({
      from,
      to,
      compareFrom: compared === "lastYear" ? yearBefore(from) : null,
      compareTo: compared === "lastYear" ? yearBefore(to) : null,
    });
  return (
    <div className="hl-filters">
      <div className="hl-filters-select">
        <FormField label={words.presets}>
          <Select
            options={preset ? presetOptions : [...presetOptions, own]}
            selectedOption={presetOptions.find((option) => option.value === preset) ?? own}
            onChange={({ detail }) => {
              const { value } = detail.selectedOption;
              if (value === "own") return;
              const range = presetRange(value as Preset, today);
              // Half a year beside a whole one says nothing: this year stands beside the same days of last year.
              if (value === "thisYear")
                onShow({ ...range, compareFrom: yearBefore(range.from), compareTo: yearBefore(range.to) });
              else period(range.from, range.to);
            }}
          />
        </FormField>
      </div>
      <div className="hl-filters-range">
        <FormField label={words.period}>
          <DateRangePicker
            value={{ type: "absolute", startDate: view.from, endDate: view.to }}
            onChange={({ detail }) => {
              if (detail.value?.type === "absolute") period(detail.value.startDate, detail.value.endDate);
            }}
            isValidRange={(range) =>
              range?.type === "absolute" &&
              range.startDate &&
              range.endDate &&
              range.startDate <= range.endDate
                ? { valid: true }
                : { valid: false, errorMessage: words.invalidRange }
            }
            relativeOptions={[]}
            rangeSelectorMode="absolute-only"
            dateOnly
            showClearButton={false}
            absoluteFormat="long-localized"
            locale={language === "vi" ? "vi-VN" : "en-GB"}
            startOfWeek={1}
            placeholder={words.periodPlaceholder}
          />
        </FormField>
      </div>
      <div className="hl-filters-select">
        <FormField label={words.compare}>
          <Select
            options={compareOptions}
            selectedOption={compareOptions.find((option) => option.value === compared) ?? null}
            onChange={({ detail }) => {
              if (detail.selectedOption.value === "lastYear") onShow(lastYear);
              if (detail.selectedOption.value === "before") onShow({ compareFrom: null, compareTo: null });
            }}
          />
        </FormField>
      </div>
      {/* Where there is little room it turns into a list with a label of its own. */}
      <FormField label={narrow ? undefined : words.bucket}>
        <SegmentedControl
          label={words.bucket}
          selectedId={view.bucket}
          options={BUCKETS.map((id) => ({ id, text: words.buckets[id] }))}
          onChange={({ detail }) => onShow({ bucket: detail.selectedId as Bucket })}
        />
      </FormField>
    </div>
  );
}
