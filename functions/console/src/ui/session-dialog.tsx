import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import { useTranslation } from "../i18n";
import { useConsole } from "./context";

interface Props {
  /** Until the person is signed out; null when that has happened already. */
  secondsLeft: number | null;
  onStay: () => void;
}

/** Says that the session is about to end, or that it has. */
export default function SessionDialog({ secondsLeft, onStay }: Props) {
  const { t } = useTranslation();
  const { session } = useConsole();
  if (secondsLeft === null) {
    return (
      <Modal
        visible
        header={t.session.expired}
        onDismiss={() => undefined}
        footer={
          <Box float="right">
            <Button variant="primary" onClick={() => void session.signIn()}>
              {t.session.signIn}
            </Button>
          </Box>
        }
      >
        {t.session.expiredHint}
      </Modal>
    );
  }
  const clock = `${Math.floor(secondsLeft / 60)}:${String(secondsLeft % 60).padStart(2, "0")}`;
  return (
    <Modal
      visible
      header={t.session.warningTitle}
      onDismiss={onStay}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onStay}>
            {t.session.stay}
          </Button>
        </Box>
      }
    >
      {t.session.warning(clock)}
    </Modal>
  );
}
