import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import { OUTCOMES, ROOT_CAUSES } from "../api/codes";
import type { Language, NewText, Outcome, RootCause, StartingText } from "../api/types";
import { useTranslation } from "../i18n";
import { useOfficeName } from "../ui/context";
import { Dialog } from "../ui/dialog";
import { describeProblem, useKeepText } from "./queries";
import { textWords } from "./words";

const LANGUAGES: readonly Language[] = ["vi", "en"];
const TITLE_LIMIT = 100;

interface Props {
  /** What is changed; null for a new one. */
  before: StartingText | null;
  /** Those whose texts this person keeps. */
  offices: readonly string[];
  onClose: () => void;
  onSaved: () => void;
}

/** A new text, or the next version of one. */
export function EditDialog({ before, offices, onClose, onSaved }: Props) {
  const { t, language } = useTranslation();
  const words = textWords(language);
  const officeName = useOfficeName();
  const keep = useKeepText();
  const [text, setText] = useState<NewText>(
    () =>
      before ?? {
        office: offices[0] ?? "",
        outcome: "upheld",
        root_cause: null,
        language: "vi",
        title: "",
        text: "",
        withdrawn: false,
      },
  );
  const change = (part: Partial<NewText>) => setText((now) => ({ ...now, ...part }));
  const save = async () => {
    const { office, outcome, root_cause, language, title, text: body, withdrawn } = text;
    const content = { office, outcome, root_cause, language, title: title.trim(), text: body, withdrawn };
    // Where it fails, the dialog says why.
    await keep.mutateAsync({ before, text: content }).then(onSaved, () => undefined);
  };
  const choice = <Value extends string>(
    label: string,
    value: Value,
    values: readonly Value[],
    called: (value: Value) => string,
    onChange: (value: Value) => void,
    disabled = false,
  ) => (
    <FormField label={label}>
      <Select
        disabled={disabled}
        selectedOption={{ value, label: called(value) }}
        options={values.map((one) => ({ value: one, label: called(one) }))}
        onChange={({ detail }) => onChange(detail.selectedOption.value as Value)}
      />
    </FormField>
  );
  return (
    <Dialog
      title={before ? words.editOf(before.title) : words.add}
      confirm={words.save}
      disabled={!text.title.trim() || !text.text.trim()}
      busy={keep.isPending}
      problem={keep.error && describeProblem(keep.error, t, words)}
      onCancel={onClose}
      onConfirm={() => void save()}
    >
      <SpaceBetween size="m">
        <FormField label={words.name} stretch>
          <Input
            autoFocus
            value={text.title}
            nativeInputAttributes={{ maxLength: TITLE_LIMIT }}
            onChange={({ detail }) => change({ title: detail.value })}
          />
        </FormField>
        {choice(words.office, text.office, offices, officeName, (office) => change({ office }), !!before)}
        {choice<Outcome>(
          words.outcome,
          text.outcome,
          OUTCOMES,
          (one) => t.outcomes[one],
          (outcome) => change({ outcome }),
        )}
        {choice<RootCause | "">(
          words.rootCause,
          text.root_cause ?? "",
          ["", ...ROOT_CAUSES],
          (one) => (one ? t.rootCauses[one] : words.everyCause),
          (cause) => change({ root_cause: cause || null }),
        )}
        {choice(
          words.language,
          text.language,
          LANGUAGES,
          (one) => t.languages[one],
          (chosen) => change({ language: chosen }),
        )}
        <FormField label={words.text} description={words.textHint} stretch>
          <Textarea
            rows={8}
            value={text.text}
            nativeTextareaAttributes={{ lang: text.language }}
            onChange={({ detail }) => change({ text: detail.value })}
          />
        </FormField>
      </SpaceBetween>
    </Dialog>
  );
}
