import Grid from "@cloudscape-design/components/grid";
import type { ReactNode } from "react";

/** Two boxes side by side, of one height as long as nothing in them is unfolded. `first`: of twelve parts of the width. */
export function Beside({ first = 6, children }: { first?: number; children: ReactNode }) {
  const shares = [first, 12 - first].map((s) => ({ colspan: { default: 12, s } }));
  return (
    <div className="hl-beside">
      <Grid gridDefinition={shares}>{children}</Grid>
    </div>
  );
}
