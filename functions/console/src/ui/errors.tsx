import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { Component, type ReactNode } from "react";
import { ApiProblem } from "../api/client";
import { useTranslation } from "../i18n";
import type { Messages } from "../i18n/vi";

/** What a failed request means to the person, in plain words. */
export function describeError(error: unknown, t: Messages): string {
  if (!(error instanceof ApiProblem)) return t.errors.server;
  if (error.code === "network") return t.errors.network;
  if (error.code === "conflict_of_interest") return t.errors.conflict_of_interest;
  if (error.code === "stale") return t.errors.stale;
  if (error.code === "record_unreadable") return t.errors.unreadable;
  if (error.status === 401) return t.session.expiredHint;
  if (error.status === 403) return t.errors.forbidden;
  if (error.status === 404) return t.errors.not_found;
  if (error.status === 422) return t.errors.invalid;
  if (error.status === 429) return t.errors.throttled;
  if (error.status >= 500) return t.errors.server;
  return t.errors.other;
}

/** An error in the place of what could not be loaded, with a way to try again. */
export function ErrorView({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Alert type="error" header={t.errors.title} action={<Button onClick={onRetry}>{t.errors.retry}</Button>}>
      {describeError(error, t)}
    </Alert>
  );
}

/** A message in the middle of an otherwise empty page. */
export function Blank({ title, hint, children }: { title: string; hint: string; children?: ReactNode }) {
  return (
    <Box textAlign="center" padding={{ vertical: "xxxl", horizontal: "l" }}>
      <SpaceBetween size="m">
        <Box variant="h1" tagOverride="h1">
          {title}
        </Box>
        <Box variant="p" color="text-body-secondary">
          {hint}
        </Box>
        {children}
      </SpaceBetween>
    </Box>
  );
}

/** Catches what no page should throw, and offers to start again. */
export class CrashBoundary extends Component<{ t: Messages; children: ReactNode }, { crashed: boolean }> {
  override state = { crashed: false };

  static getDerivedStateFromError() {
    return { crashed: true };
  }

  override render() {
    if (!this.state.crashed) return this.props.children;
    const { errors } = this.props.t;
    return (
      <Blank title={errors.crash} hint={errors.crashHint}>
        <Button variant="primary" onClick={() => location.reload()}>
          {errors.reload}
        </Button>
      </Blank>
    );
  }
}
