import Box from "@cloudscape-design/components/box";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { StartingText } from "../api/types";
import { useTranslation } from "../i18n";
import { describeError } from "../ui/errors";
import { StaffCode } from "../ui/labels";
import { useVersions } from "./queries";
import { textWords } from "./words";

/** What a text has been: who wrote which version, and when. */
export function HistoryDialog({ of, onClose }: { of: StartingText; onClose: () => void }) {
  const { t, language, format } = useTranslation();
  const words = textWords(language);
  const versions = useVersions(of.text_id);
  return (
    <Modal visible size="large" header={words.historyOf(of.title)} onDismiss={onClose}>
      {versions.isError && <StatusIndicator type="error">{describeError(versions.error, t)}</StatusIndicator>}
      {versions.isPending && <StatusIndicator type="loading">{t.common.loading}</StatusIndicator>}
      <SpaceBetween size="l">
        {(versions.data ?? []).map((text) => (
          <article key={text.version}>
            <Box variant="h3">
              {words.version(format.number(text.version))} · {text.title}
            </Box>
            <Box color="text-body-secondary" fontSize="body-s">
              <StaffCode code={text.by} /> · {format.dateTime(text.at)}
              {text.withdrawn && ` · ${words.withdrawn}`}
            </Box>
            <blockquote className="hl-quote" lang={text.language}>
              {text.text}
            </blockquote>
          </article>
        ))}
      </SpaceBetween>
    </Modal>
  );
}
