import { ToggleButton, ToggleButtonGroup } from "react-aria-components";

import { count } from "../format";

import styles from "./Chips.module.css";

type Chip<Id extends string> = { id: Id; title: string; count: number | undefined };

type ChipsProps<Id extends string> = {
  label: string;
  chips: readonly Chip<Id>[];
  chosen: Id;
  onChoose: (id: Id) => void;
};

/** A row of filters of which exactly one holds. */
export function Chips<Id extends string>({ label, chips, chosen, onChoose }: ChipsProps<Id>) {
  return (
    <ToggleButtonGroup
      className={styles.chips}
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[chosen]}
      onSelectionChange={(keys) => {
        const picked = chips.find(({ id }) => keys.has(id));
        if (picked !== undefined) onChoose(picked.id);
      }}
    >
      {chips.map((chip) => (
        <ToggleButton key={chip.id} id={chip.id} className={styles.chip}>
          {chip.title} {chip.count !== undefined && <span className={styles.count}>{count(chip.count)}</span>}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
