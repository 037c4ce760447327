import Box from "@cloudscape-design/components/box";
import type { CaseFile, Outcome } from "../api/types";
import { useTranslation } from "../i18n";

/** The e-mail that a decision becomes, in the language of the enterprise. */
export function MailPreview({
  file,
  outcome,
  message,
}: {
  file: CaseFile;
  outcome: Outcome | null;
  message: string;
}) {
  const { t } = useTranslation();
  return (
    <div>
      <Box variant="awsui-key-label">{t.decide.preview}</Box>
      <div className="hl-mail" lang={file.rating.language}>
        {outcome && <strong>{t.outcomes[outcome]}</strong>}
        <div className="hl-prose">{message || t.decide.previewEmpty}</div>
      </div>
    </div>
  );
}
