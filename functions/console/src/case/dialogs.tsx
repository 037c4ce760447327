import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import Textarea from "@cloudscape-design/components/textarea";
import { useState } from "react";
import type { CaseFile } from "../api/types";
import { useTranslation } from "../i18n";
import { useConsole, useShortOfficeName } from "../ui/context";
import { Dialog } from "../ui/dialog";

interface FormDialogProps {
  file: CaseFile;
  busy: boolean;
  problem: string | null;
  onCancel: () => void;
  onSave: (text: string) => Promise<boolean>;
}

/** A note, or what was said on the telephone; kept as a draft until it is saved. */
export function NoteDialog({
  file,
  busy,
  problem,
  onCancel,
  onSave,
  form,
}: FormDialogProps & { form: "note" | "called" }) {
  const { t } = useTranslation();
  const { drafts } = useConsole();
  const caseId = file.case.case_id;
  const words = t.actions.forms[form];
  const [text, setText] = useState(() => drafts.read<string>(caseId, form) ?? "");
  return (
    <Dialog
      title={words.title}
      confirm={t.actions.save}
      disabled={!text.trim()}
      busy={busy}
      problem={problem}
      onCancel={onCancel}
      onConfirm={() => void onSave(text.trim()).then((saved) => saved && drafts.clear(caseId, form))}
    >
      <FormField label={words.label} description={words.hint} stretch>
        <Textarea
          autoFocus
          rows={6}
          value={text}
          onChange={({ detail }) => {
            setText(detail.value);
            drafts.write(caseId, form, detail.value);
          }}
        />
      </FormField>
    </Dialog>
  );
}

/** Whom to give the case to. */
export function AssignDialog({ file, busy, problem, onCancel, onSave }: FormDialogProps) {
  const { t } = useTranslation();
  const officeName = useShortOfficeName();
  const [code, setCode] = useState<string | null>(null);
  const options = (file.assignees ?? []).map((one) => ({
    value: one.staff_code,
    label: one.name ?? one.staff_code,
    labelTag: one.name ? one.staff_code : undefined,
    description: `${t.roles[one.role] ?? one.role} · ${officeName(one.office)}`,
  }));
  return (
    <Dialog
      title={t.actions.assignTitle}
      confirm={t.actions.assign}
      disabled={!code}
      busy={busy}
      problem={problem}
      onCancel={onCancel}
      onConfirm={() => code && void onSave(code)}
    >
      <FormField label={t.actions.assignLabel} description={t.actions.assignHint}>
        <Select
          autoFocus
          filteringType="auto"
          filteringAriaLabel={t.actions.assignLabel}
          placeholder={t.actions.assignPlaceholder}
          empty={t.actions.nobodyToAssign}
          options={options}
          selectedOption={options.find((option) => option.value === code) ?? null}
          onChange={({ detail }) => setCode(detail.selectedOption.value ?? null)}
        />
      </FormField>
    </Dialog>
  );
}
