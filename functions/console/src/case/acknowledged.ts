import { useState } from "react";
import type { CaseFile } from "../api/types";
import { type Change, changesBetween } from "./changes";

/** What has changed since the person last looked; `acknowledge` when it has been seen. */
export function useAcknowledged(file: CaseFile): {
  /** The case as the person knows it. */
  seen: CaseFile;
  /** Its version: what their actions speak of. */
  version: number;
  changes: Change[];
  acknowledge: (seen?: CaseFile) => void;
} {
  const [seen, setSeen] = useState(file);
  // A note or a file leaves standing what the person is about to do.
  const moved = seen.case.revision !== file.case.revision;
  return {
    seen,
    version: (moved ? seen : file).case.version,
    changes: moved ? changesBetween(seen, file) : [],
    acknowledge: (now = file) => setSeen(now),
  };
}
