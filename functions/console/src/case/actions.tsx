import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { Action, CaseFile } from "../api/types";
import { useTranslation } from "../i18n";
import ConfirmDialog from "../ui/confirm-dialog";
import { useShortcuts } from "../ui/shortcuts";
import { AssignDialog, NoteDialog } from "./dialogs";
import type { Runner } from "./run";
import { explainWhy, offered, verdict } from "./why";

type Dialog = "claim" | "assign" | "note" | "called" | "release" | "resume";

/** What this person's role does with a case: what may be done now, and why not the rest. */
export function ActionBar({ file, runner, onForm }: { file: CaseFile; runner: Runner; onForm: () => void }) {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const primary = (["claim", "decide", "review", "resume"] as const).find(
    (action) => verdict(file, action).allowed,
  );
  const claim = () => void runner.run("claim", {}, t.actions.done.claim);
  const start: Record<Action, () => void> = {
    claim,
    decide: onForm,
    review: onForm,
    assign: () => setDialog("assign"),
    note: () => setDialog("note"),
    release: () => setDialog("release"),
    resume: () => setDialog("resume"),
    called: () => setDialog("called"),
  };
  // A key is pressed by mistake more easily than a button, so that it asks first.
  useShortcuts({ c: () => (verdict(file, "claim").allowed ? setDialog("claim") : false) });

  const shown = offered(file);
  const close = () => {
    runner.cancel();
    runner.forgetProblem();
    setDialog(null);
  };
  const finish = async (action: Action, body: Record<string, unknown>, done: string) => {
    const worked = await runner.run(action, body, done, { inDialog: true });
    if (worked) close();
    return worked;
  };
  if (shown.length === 0) return null;
  return (
    <div className="hl-actions">
      <SpaceBetween direction="horizontal" size="xs">
        {shown.map((action) => {
          const { allowed, why } = verdict(file, action);
          return (
            <Button
              key={action}
              variant={action === primary ? "primary" : "normal"}
              disabled={!allowed}
              disabledReason={allowed ? undefined : explainWhy(why, file.case.state, t)}
              loading={runner.running === action && dialog === null && action === "claim"}
              onClick={start[action]}
            >
              {t.actions[action]}
            </Button>
          );
        })}
      </SpaceBetween>
      {dialog === "claim" && (
        <ConfirmDialog
          title={t.actions.claimTitle}
          text={t.actions.claimText(file.case.enterprise.name, file.case.case_id)}
          confirm={t.actions.claim}
          busy={runner.running !== null}
          problem={runner.problem}
          onCancel={close}
          onConfirm={() => void finish("claim", {}, t.actions.done.claim)}
        />
      )}
      {(dialog === "note" || dialog === "called") && (
        <NoteDialog
          form={dialog}
          file={file}
          busy={runner.running !== null}
          problem={runner.problem}
          onCancel={close}
          onSave={(text) => finish(dialog, { text }, t.actions.done[dialog])}
        />
      )}
      {dialog === "assign" && (
        <AssignDialog
          file={file}
          busy={runner.running !== null}
          problem={runner.problem}
          onCancel={close}
          onSave={(assignee) => finish("assign", { assignee }, t.actions.done.assign)}
        />
      )}
      {dialog === "release" && (
        <ConfirmDialog
          title={t.actions.releaseTitle}
          text={t.actions.releaseText}
          confirm={t.actions.release}
          busy={runner.running !== null}
          problem={runner.problem}
          onCancel={close}
          onConfirm={() => void finish("release", {}, t.actions.done.release)}
        />
      )}
      {dialog === "resume" && (
        <ConfirmDialog
          title={t.actions.resumeTitle}
          text={t.actions.resumeText}
          confirm={t.actions.resume}
          busy={runner.running !== null}
          problem={runner.problem}
          onCancel={close}
          onConfirm={() => void finish("resume", {}, t.actions.done.resume)}
        />
      )}
    </div>
  );
}
