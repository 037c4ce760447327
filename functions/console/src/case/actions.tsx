import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { Action, CaseFile } from "../api/types";
import { useTranslation } from "../i18n";
import { useShortcuts } from "../ui/shortcuts";
import { AssignDialog, ConfirmDialog, NoteDialog } from "./dialogs";
import type { Runner } from "./run";
import { explainWhy } from "./why";

type Dialog = "assign" | "note" | "release" | "resume";

const ORDER: Action[] = ["claim", "decide", "review", "assign", "release", "note", "resume"];

/** Everything that could be done to the case: what may be done now, and why not the rest. */
export function ActionBar({ file, runner, onForm }: { file: CaseFile; runner: Runner; onForm: () => void }) {
  const { t } = useTranslation();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const primary = (["claim", "decide", "review"] as const).find((action) => file.actions[action].allowed);
  const claim = () => void runner.run("claim", {}, t.actions.done.claim);
  const start: Record<Action, () => void> = {
    claim,
    decide: onForm,
    review: onForm,
    assign: () => setDialog("assign"),
    note: () => setDialog("note"),
    release: () => setDialog("release"),
    resume: () => setDialog("resume"),
  };
  useShortcuts({ c: () => (file.actions.claim.allowed ? claim() : false) });

  // What failed can be resumed; elsewhere the button would only be in the way.
  const shown = ORDER.filter((action) => action !== "resume" || file.case.state === "failed");
  const close = () => setDialog(null);
  const finish = async (action: Action, body: Record<string, unknown>, done: string) => {
    if (await runner.run(action, body, done)) close();
  };
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        {shown.map((action) => {
          const { allowed, why } = file.actions[action];
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
      {dialog === "note" && (
        <NoteDialog
          file={file}
          busy={runner.running !== null}
          onCancel={close}
          onSave={(text) => finish("note", { text }, t.actions.done.note)}
        />
      )}
      {dialog === "assign" && (
        <AssignDialog
          file={file}
          busy={runner.running !== null}
          onCancel={close}
          onSave={(assignee) => finish("assign", { assignee }, t.actions.done.assign)}
        />
      )}
      {dialog === "release" && (
        <ConfirmDialog
          title={t.actions.releaseTitle}
          text={t.actions.releaseText}
          busy={runner.running !== null}
          onCancel={close}
          onConfirm={() => finish("release", {}, t.actions.done.release)}
        />
      )}
      {dialog === "resume" && (
        <ConfirmDialog
          title={t.actions.resumeTitle}
          text={t.actions.resumeText}
          busy={runner.running !== null}
          onCancel={close}
          onConfirm={() => finish("resume", {}, t.actions.done.resume)}
        />
      )}
    </>
  );
}
