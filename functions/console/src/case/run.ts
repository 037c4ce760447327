import { useCallback, useRef, useState } from "react";
import { ApiProblem } from "../api/client";
import { useAction } from "../api/queries";
import type { Action, CaseFile } from "../api/types";
import { useTranslation } from "../i18n";
import { describeError } from "../ui/errors";
import { rescueFocus } from "../ui/focus";
import { useNotify } from "../ui/notifications";

export interface Runner {
  /** Does it, and tells how it went: in a notification, or in `problem` for the dialog it was asked in. Resolves to whether it worked. */
  run: (
    action: Action,
    body: Record<string, unknown>,
    done: string,
    how?: { inDialog: boolean },
  ) => Promise<boolean>;
  running: Action | null;
  problem: string | null;
  /** How often a decision or a review was refused since the case had moved on: the forms show what changed. */
  refusals: number;
  forgetProblem: () => void;
  /** Gives up what is being sent. */
  cancel: () => void;
}

/** Where these are written, what has changed meanwhile is shown by itself. */
const WRITTEN: ReadonlySet<Action> = new Set(["decide", "review"]);

/** Actions on one case, as of the version that the person has seen. */
export function useRunner(caseId: string, version: number, onDone: (file: CaseFile) => void): Runner {
  const { t } = useTranslation();
  const notify = useNotify();
  const [problem, setProblem] = useState<string | null>(null);
  const [refusals, setRefusals] = useState(0);
  const sending = useRef<AbortController | null>(null);
  const { mutateAsync, isPending, variables } = useAction();
  const run = useCallback<Runner["run"]>(
    async (action, body, done, how) => {
      setProblem(null);
      const controller = new AbortController();
      sending.current = controller;
      try {
        const { signal } = controller;
        onDone(await mutateAsync({ caseId, action, body: { ...body, version }, signal }));
        notify.success(done);
        rescueFocus();
        return true;
      } catch (error) {
        if (controller.signal.aborted) return false;
        const stale = error instanceof ApiProblem && error.code === "stale" && WRITTEN.has(action);
        if (stale) setRefusals((before) => before + 1);
        else if (how?.inDialog) setProblem(describeError(error, t));
        else notify.failure(describeError(error, t));
        return false;
      }
    },
    [caseId, version, onDone, mutateAsync, notify, t],
  );
  const forgetProblem = useCallback(() => setProblem(null), []);
  const cancel = useCallback(() => sending.current?.abort(), []);
  return { run, running: isPending ? variables.action : null, problem, refusals, forgetProblem, cancel };
}
