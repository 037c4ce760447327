import { useTranslation } from "../i18n";
import { Dialog, type DialogProps } from "./dialog";

/** A question that is answered by one button. */
export default function ConfirmDialog({
  text,
  confirm,
  ...props
}: Omit<DialogProps, "confirm" | "children"> & { text: string; confirm?: string }) {
  const { t } = useTranslation();
  return (
    <Dialog {...props} confirm={confirm ?? t.actions.confirm}>
      {text}
    </Dialog>
  );
}
