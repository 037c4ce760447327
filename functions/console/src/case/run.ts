import { useCallback } from "react";
import { ApiProblem } from "../api/client";
import { useAction } from "../api/queries";
import type { Action, CaseFile } from "../api/types";
import { useTranslation } from "../i18n";
import { describeError } from "../ui/errors";
import { useNotify } from "../ui/notifications";

export interface Runner {
  /** Does it, and tells how it went; resolves to whether it worked. */
  run: (action: Action, body: Record<string, unknown>, done: string) => Promise<boolean>;
  running: Action | null;
}

/** Actions on one case, as of the version that the person has seen. */
export function useRunner(caseId: string, version: number, onDone: (file: CaseFile) => void): Runner {
  const { t } = useTranslation();
  const notify = useNotify();
  const { mutateAsync, isPending, variables } = useAction();
  const run = useCallback<Runner["run"]>(
    async (action, body, done) => {
      try {
        onDone(await mutateAsync({ caseId, action, body: { ...body, version } }));
        notify.success(done);
        return true;
      } catch (error) {
        // A stale action is shown where the person works, with what has changed.
        if (!(error instanceof ApiProblem && error.code === "stale")) notify.failure(describeError(error, t));
        return false;
      }
    },
    [caseId, version, onDone, mutateAsync, notify, t],
  );
  return { run, running: isPending ? variables.action : null };
}
