import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "../i18n";
import { rescueFocus } from "./focus";

export interface DialogProps {
  title: string;
  confirm: string;
  disabled?: boolean;
  /** What stands in the way, above the buttons. */
  obstacle?: ReactNode;
  busy: boolean;
  problem: string | null;
  onCancel: () => void;
  onConfirm: () => void;
  children: ReactNode;
}

/** Gives the focus back to what opened the dialog; a field that takes it at once hides that from the dialog itself. */
function useFocusBack(): void {
  const opener = useRef(document.activeElement);
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement !== document.body) return;
        if (opener.current instanceof HTMLElement) opener.current.focus();
        rescueFocus();
      });
    },
    [],
  );
}

/** A question that must be answered before anything else; a problem is told in it. */
export function Dialog({
  title,
  confirm,
  disabled = false,
  obstacle,
  busy,
  problem,
  onCancel,
  onConfirm,
  children,
}: DialogProps) {
  const { t } = useTranslation();
  useFocusBack();
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
      <SpaceBetween size="m">
        {children}
        {obstacle}
        <div role="alert">{problem && <Alert type="error">{problem}</Alert>}</div>
      </SpaceBetween>
    </Modal>
  );
}
