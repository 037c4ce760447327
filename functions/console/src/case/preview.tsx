import Box from "@cloudscape-design/components/box";
import Spinner from "@cloudscape-design/components/spinner";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { casePath } from "../api/queries";
import type { CaseFile, MailPreviewAnswer, Outcome } from "../api/types";
import { useTranslation } from "../i18n";
import { useConsole } from "../ui/context";
import { describeError } from "../ui/errors";
import { mailNodes } from "./mail-dom";

const PAUSE_MS = 400;

interface Props {
  file: CaseFile;
  outcome: Outcome | null;
  message: string;
}

/** The e-mail that a decision becomes, in the language of the enterprise, rendered by the mailer's own templates. */
export function MailPreview({ file, outcome, message }: Props) {
  const { t } = useTranslation();
  const { api } = useConsole();
  const settled = usePause(message.trim());
  const caseId = file.case.case_id;
  const mail = useQuery({
    queryKey: ["preview", caseId, outcome, settled],
    queryFn: () =>
      api.post<MailPreviewAnswer>(`${casePath(caseId)}/preview`, {
        outcome,
        message_to_enterprise: settled,
      }),
    enabled: outcome !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <section className="hl-mail" aria-label={t.decide.preview}>
      <Box variant="awsui-key-label">{t.decide.preview}</Box>
      {outcome === null || !mail.data ? (
        <div className="hl-mail-empty">
          {mail.isFetching ? (
            <Spinner />
          ) : mail.isError ? (
            <StatusIndicator type="error">{describeError(mail.error, t)}</StatusIndicator>
          ) : (
            <span className="hl-muted">{t.decide.previewEmpty}</span>
          )}
        </div>
      ) : (
        <div className="hl-mail-window" lang={file.rating.language}>
          <div className="hl-mail-subject">{mail.data.subject}</div>
          <MailBody html={mail.data.html} />
        </div>
      )}
    </section>
  );
}

function MailBody({ html }: { html: string }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!host.current) return;
    // A tree of its own, so that neither style reaches the other.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: "open" });
    root.replaceChildren(mailNodes(html));
  }, [html]);
  return <div ref={host} />;
}

/** A value once it has stopped changing for a moment. */
function usePause(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
