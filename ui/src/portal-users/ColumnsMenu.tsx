import { Checkbox, Input, NumberField } from "react-aria-components";

import { Button } from "../components/Button";
import { Check } from "../components/Icons";
import { PopoverButton } from "../components/PopoverButton";
import type { ShownColumn } from "../ipc/types/ShownColumn";
import type { UserColumn } from "../ipc/types/UserColumn";
import { ALL, COLUMNS, NARROWEST, USUAL, WIDEST, shifted, shownOrNot, sized } from "./grid/columns";

import styles from "./ColumnsMenu.module.css";

type ColumnsMenuProps = {
  columns: readonly ShownColumn[];
  onColumns: (columns: readonly ShownColumn[]) => void;
};

/** Which columns are shown, in which order and how wide, without a pointer that drags. */
export function ColumnsMenu({ columns, onColumns }: ColumnsMenuProps) {
  const hidden = ALL.filter((id) => columns.every((column) => column.id !== id));
  return (
    <PopoverButton label="Columns">
      {() => (
        <>
          <ul className={styles.list}>
            {columns.map(({ id, width }, at) => (
              <li key={id} className={styles.column}>
                <Shown id={id} isShown onChange={(isShown) => onColumns(shownOrNot(columns, id, isShown))} />
                <Width
                  title={COLUMNS[id].title}
                  width={width}
                  onChange={(next) => onColumns(sized(columns, id, next))}
                />
                <Button
                  look="icon"
                  aria-label={`Move ${COLUMNS[id].title} towards the beginning`}
                  isDisabled={at === 0}
                  onPress={() => onColumns(shifted(columns, id, -1))}
                >
                  ↑
                </Button>
                <Button
                  look="icon"
                  aria-label={`Move ${COLUMNS[id].title} towards the end`}
                  isDisabled={at === columns.length - 1}
                  onPress={() => onColumns(shifted(columns, id, 1))}
                >
                  ↓
                </Button>
              </li>
            ))}
            {hidden.map((id) => (
              <li key={id} className={styles.column}>
                <Shown
                  id={id}
                  isShown={false}
                  onChange={(isShown) => onColumns(shownOrNot(columns, id, isShown))}
                />
              </li>
            ))}
          </ul>
          <Button onPress={() => onColumns(USUAL)}>Usual columns</Button>
        </>
      )}
    </PopoverButton>
  );
}

type ShownProps = { id: UserColumn; isShown: boolean; onChange: (isShown: boolean) => void };

function Shown({ id, isShown, onChange }: ShownProps) {
  return (
    <Checkbox className={styles.shown} isSelected={isShown} isDisabled={id === "name"} onChange={onChange}>
      <span className={styles.box} aria-hidden>
        {isShown && <Check />}
      </span>
      {COLUMNS[id].title}
    </Checkbox>
  );
}

type WidthProps = { title: string; width: number | null; onChange: (width: number | null) => void };

function Width({ title, width, onChange }: WidthProps) {
  return (
    <NumberField
      className={styles.width}
      aria-label={`Width of ${title} in pixels`}
      value={width ?? Number.NaN}
      minValue={NARROWEST}
      maxValue={WIDEST}
      step={10}
      onChange={(next) => onChange(Number.isNaN(next) ? null : next)}
    >
      <Input className={styles.input} placeholder="auto" />
    </NumberField>
  );
}
