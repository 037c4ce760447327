import Button from "@cloudscape-design/components/button";
import Calendar from "@cloudscape-design/components/calendar";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Popover, { type PopoverProps } from "@cloudscape-design/components/popover";
import { useRef, useState } from "react";
import { readDay, writeDay } from "../domain/days";
import { useTranslation } from "../i18n";

interface Props {
  label: string;
  /** `2021-05-15`, or "" for none. */
  value: string;
  problem?: string | undefined;
  onChange: (day: string) => void;
}

/** A day, typed in the form that all days are written in, or chosen from a calendar. Cloudscape's own begin with the year. */
export function DayField({ label, value, problem, onChange }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<string | null>(null);
  const [wrong, setWrong] = useState(false);
  const calendar = useRef<PopoverProps.Ref>(null);
  const choose = (day: string) => {
    setTyped(null);
    setWrong(false);
    if (day !== value) onChange(day);
  };
  const read = () => {
    if (typed === null) return;
    const day = readDay(typed);
    if (day === null) setWrong(true);
    else choose(day);
  };
  return (
    <FormField label={label} errorText={wrong ? t.days.wrong : problem}>
      <div className="hl-day">
        <Input
          value={typed ?? writeDay(value)}
          placeholder={t.days.form}
          inputMode="numeric"
          autoComplete={false}
          onChange={({ detail }) => {
            setTyped(detail.value);
            setWrong(false);
          }}
          onKeyDown={({ detail }) => {
            if (detail.key === "Enter") read();
          }}
          onBlur={read}
        />
        <Popover
          ref={calendar}
          triggerType="custom"
          position="bottom"
          size="medium"
          dismissAriaLabel={t.days.close}
          content={
            <Calendar
              value={value}
              startOfWeek={1}
              ariaLabel={label}
              onChange={({ detail }) => {
                choose(detail.value);
                calendar.current?.focus();
              }}
            />
          }
        >
          <Button variant="icon" iconName="calendar" ariaLabel={t.days.choose(label)} />
        </Popover>
      </div>
    </FormField>
  );
}
