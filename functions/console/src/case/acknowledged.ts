import { useState } from "react";
import type { CaseFile } from "../api/types";
import { type Change, changesBetween } from "./changes";

/** What has changed since the person last looked; `acknowledge` when it has been seen. */
export function useAcknowledged(file: CaseFile): {
  /** The version of the case that the person knows: what their actions speak of. */
  version: number;
  changes: Change[];
  acknowledge: (seen?: CaseFile) => void;
} {
  const [seen, setSeen] = useState(file);
  return {
    version: seen.case.version,
    changes: seen.case.version === file.case.version ? [] : changesBetween(seen, file),
    acknowledge: (now = file) => setSeen(now),
  };
}
