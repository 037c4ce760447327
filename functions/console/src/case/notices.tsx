import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type { Notice } from "../api/types";
import { useTranslation } from "../i18n";
import { reported } from "./entries";

const TYPES: Record<string, StatusIndicatorProps.Type> = {
  queued: "pending",
  sending: "in-progress",
  sent: "success",
  complained: "warning",
  undeliverable: "error",
  withdrawn: "stopped",
};

/** The e-mails of a case and what became of each. */
export function Notices({ notices }: { notices: Notice[] }) {
  const { t, format } = useTranslation();
  return (
    <Container header={<Header variant="h2">{t.case.notices}</Header>}>
      {notices.length === 0 && <span className="hl-muted">{t.case.noNotices}</span>}
      <ul className="hl-list">
        {notices.map((notice) => (
          <li key={notice.notice_id}>
            <div>{t.case.noticeKinds[notice.kind] ?? notice.kind}</div>
            <StatusIndicator type={TYPES[notice.state] ?? "info"}>
              {t.case.noticeStates[notice.state] ?? notice.state}
            </StatusIndicator>
            <Box color="text-body-secondary" fontSize="body-s">
              {[notice.sent_to, format.dateTime(notice.sent_at ?? notice.created_at)]
                .filter(Boolean)
                .join(" · ")}
            </Box>
            {notice.state !== "sent" && notice.last_error && (
              <Box color="text-body-secondary" fontSize="body-s">
                {t.case.noticeTrouble(format.number(notice.attempts), reported(notice.last_error, t))}
              </Box>
            )}
          </li>
        ))}
      </ul>
    </Container>
  );
}
