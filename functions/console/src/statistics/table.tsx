import Table, { type TableProps } from "@cloudscape-design/components/table";

interface FiguresTableProps<T> {
  items: readonly T[];
  /** The field that tells the rows apart. */
  trackBy: string & keyof T;
  /** What it shows, for those who hear it. */
  label: string;
  columns: readonly TableProps.ColumnDefinition<T>[];
}

/** A table within a box of figures: its columns get narrow, and break between words only. */
export function FiguresTable<T>({ items, trackBy, label, columns }: FiguresTableProps<T>) {
  return (
    <div className="hl-whole-words">
      <Table
        variant="embedded"
        items={items}
        trackBy={trackBy}
        wrapLines
        ariaLabels={{ tableLabel: label }}
        columnDefinitions={columns}
      />
    </div>
  );
}
