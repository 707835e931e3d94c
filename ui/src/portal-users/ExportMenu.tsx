import { Button } from "../components/Button";
import { PopoverButton } from "../components/PopoverButton";
import { count } from "../format";
import type { ExportFormat } from "../ipc/types/ExportFormat";

import styles from "./ExportMenu.module.css";

type ExportMenuProps = {
  /** How many rows the list has. */
  total: number;
  onExport: (format: ExportFormat) => void;
  onCopy: () => void;
};

/** Takes exactly this view out of Portico. */
export function ExportMenu({ total, onExport, onCopy }: ExportMenuProps) {
  return (
    <PopoverButton label="Export">
      {(close) => {
        const then = (act: () => void) => () => {
          close();
          act();
        };
        return (
          <div className={styles.menu}>
            <p className={styles.note}>
              {count(total)} {total === 1 ? "row" : "rows"}, in this order and these columns. The file states
              the filters, the count, who exported it and when.
            </p>
            <Button onPress={then(() => onExport("xlsx"))}>Excel workbook…</Button>
            <Button onPress={then(() => onExport("csv"))}>CSV file…</Button>
            <Button onPress={then(onCopy)}>Copy as a table</Button>
          </div>
        );
      }}
    </PopoverButton>
  );
}
