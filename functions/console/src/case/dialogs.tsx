import Autosuggest from "@cloudscape-design/components/autosuggest";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import FormField from "@cloudscape-design/components/form-field";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Textarea from "@cloudscape-design/components/textarea";
import { type ReactNode, useState } from "react";
import type { CaseFile } from "../api/types";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";

interface DialogProps {
  title: string;
  confirm: string;
  disabled?: boolean;
  busy: boolean;
  onCancel: () => void;
  onConfirm: () => void;
  children: ReactNode;
}

function Dialog({ title, confirm, disabled = false, busy, onCancel, onConfirm, children }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal
      visible
      header={title}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onCancel}>
              {t.actions.cancel}
            </Button>
            <Button variant="primary" disabled={disabled} loading={busy} onClick={onConfirm}>
              {confirm}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {children}
    </Modal>
  );
}

export function ConfirmDialog({
  title,
  text,
  busy,
  onCancel,
  onConfirm,
}: {
  title: string;
  text: string;
  busy: boolean;
  onCancel: () => void;
  onConfirm: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog title={title} confirm={t.actions.confirm} busy={busy} onCancel={onCancel} onConfirm={onConfirm}>
      {text}
    </Dialog>
  );
}

interface FormDialogProps {
  file: CaseFile;
  busy: boolean;
  onCancel: () => void;
  onSave: (text: string) => Promise<void>;
}

/** A note; kept as a draft until it is saved. */
export function NoteDialog({ file, busy, onCancel, onSave }: FormDialogProps) {
  const { t } = useTranslation();
  const { drafts } = useConsole();
  const caseId = file.case.case_id;
  const [text, setText] = useState(() => drafts.read<string>(caseId, "note") ?? "");
  return (
    <Dialog
      title={t.actions.noteTitle}
      confirm={t.actions.save}
      disabled={!text.trim()}
      busy={busy}
      onCancel={onCancel}
      onConfirm={() => void onSave(text.trim()).then(() => drafts.clear(caseId, "note"))}
    >
      <FormField label={t.actions.noteLabel} description={t.actions.noteHint} stretch>
        <Textarea
          autoFocus
          rows={6}
          value={text}
          onChange={({ detail }) => {
            setText(detail.value);
            drafts.write(caseId, "note", detail.value);
          }}
        />
      </FormField>
    </Dialog>
  );
}

/** Whom to give the case to. */
export function AssignDialog({ file, busy, onCancel, onSave }: FormDialogProps) {
  const { t } = useTranslation();
  const { person } = useConsole();
  const [code, setCode] = useState("");
  // Who has worked on it before is who it most often goes to.
  const known = new Set([person.staffCode, ...file.timeline.map((entry) => entry.by)]);
  const options = [...known].filter((by) => by.includes("-")).map((value) => ({ value }));
  return (
    <Dialog
      title={t.actions.assignTitle}
      confirm={t.actions.assign}
      disabled={!code.trim()}
      busy={busy}
      onCancel={onCancel}
      onConfirm={() => void onSave(code.trim().toUpperCase())}
    >
      <FormField label={t.actions.assignLabel} description={t.actions.assignHint}>
        <Autosuggest
          autoFocus
          value={code}
          options={options}
          enteredTextLabel={(value) => value}
          onChange={({ detail }) => setCode(detail.value)}
        />
      </FormField>
    </Dialog>
  );
}
