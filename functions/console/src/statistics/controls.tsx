import FormField from "@cloudscape-design/components/form-field";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";
import type { Bucket, Statistics } from "../api/types";
import { useTranslation } from "../i18n";
import { useNarrow } from "../ui/context";
import { DayField } from "../ui/day-field";
import { type Preset, presetRange, type StatisticsView } from "./address";
import { bucketName } from "./trend";
import type { StatisticsWords } from "./words";

const PRESETS: Preset[] = ["thisMonth", "lastMonth", "thisQuarter", "lastQuarter", "thisYear", "lastYear"];
const BUCKETS: Bucket[] = ["day", "month", "quarter", "year"];

interface Props {
  view: StatisticsView;
  today: string;
  /** The last months that were rated, where they are known. */
  latest: Statistics["latest"];
  words: StatisticsWords;
  onShow: (change: Partial<StatisticsView>) => void;
}

/** The period, what it is compared with, and how finely it is cut. */
export function Controls({ view, today, latest, words, onShow }: Props) {
  const { format } = useTranslation();
  const narrow = useNarrow();
  const month = (day: string) => bucketName(day.slice(0, 7), "month", format);
  const presets = [
    ...PRESETS.map((value) => ({
      value: value as string,
      label: words[value],
      ...presetRange(value, today),
    })),
    ...(latest
      ? [
          {
            value: "latest",
            label: words.latest(month(latest.from), month(latest.to)),
            ...latest,
          },
        ]
      : []),
  ];
  const preset = presets.find((one) => one.from === view.from && one.to === view.to);
  const presetOptions = presets.map(({ value, label }) => ({ value, label }));
  const own = { value: "own", label: words.ownPeriod };
  const compared = typeof view.compare === "object" ? "own" : view.compare;
  const compareOptions = [
    { value: "before", label: words.compareBefore },
    { value: "last_year", label: words.compareLastYear },
    ...(compared === "own" ? [{ value: "own", label: words.compareOwn }] : []),
  ];
  // A new period is compared with the one before it again, unless it was "last year": that moves along.
  const period = (from: string, to: string) =>
    onShow({ from, to, compare: compared === "own" ? "before" : compared });
  return (
    <div className="hl-filters">
      <div className="hl-filters-select">
        <FormField label={words.presets}>
          <Select
            options={preset ? presetOptions : [...presetOptions, own]}
            selectedOption={presetOptions.find((option) => option.value === preset?.value) ?? own}
            onChange={({ detail }) => {
              const chosen = presets.find((one) => one.value === detail.selectedOption.value);
              if (!chosen) return;
              const { value, from, to } = chosen;
              // Half a year beside a whole one says nothing: it stands beside the same months of last year.
              if (value === "thisYear" || value === "latest") onShow({ from, to, compare: "last_year" });
              else period(from, to);
            }}
          />
        </FormField>
      </div>
      <Period key={view.from + view.to} view={view} words={words} onPeriod={period} />
      <div className="hl-filters-select">
        <FormField label={words.compare}>
          <Select
            options={compareOptions}
            selectedOption={compareOptions.find((option) => option.value === compared) ?? null}
            onChange={({ detail }) => {
              const { value } = detail.selectedOption;
              if (value === "last_year" || value === "before") onShow({ compare: value });
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

/** The first and the last day; they hold once both make sense together. */
function Period({
  view,
  words,
  onPeriod,
}: Pick<Props, "view" | "words"> & { onPeriod: (from: string, to: string) => void }) {
  const [{ from, to }, setDraft] = useState({ from: view.from, to: view.to });
  const choose = (days: { from: string; to: string }) => {
    setDraft(days);
    if (days.from && days.to && days.from <= days.to) onPeriod(days.from, days.to);
  };
  const reversed = from && to && from > to ? words.invalidRange : undefined;
  return (
    <>
      <div className="hl-filters-day">
        <DayField
          label={words.from}
          value={from}
          problem={from ? undefined : words.missingDay}
          onChange={(day) => choose({ from: day, to })}
        />
      </div>
      <div className="hl-filters-day">
        <DayField
          label={words.to}
          value={to}
          problem={to ? reversed : words.missingDay}
          onChange={(day) => choose({ from, to: day })}
        />
      </div>
    </>
  );
}
