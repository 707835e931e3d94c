import { useState } from "react";
import type { FormEvent } from "react";
import { Input, Label, TextField } from "react-aria-components";

import { Button } from "../components/Button";
import { Cross } from "../components/Icons";
import { PopoverButton } from "../components/PopoverButton";
import type { SavedView } from "../ipc/types/SavedView";

import styles from "./ViewsMenu.module.css";

/** What a view keeps. */
export type ViewParts = Omit<SavedView, "name">;

type ViewsMenuProps = {
  views: readonly SavedView[];
  /** What is shown now, to be saved under a name. */
  now: ViewParts;
  onShow: (view: SavedView) => void;
  onViews: (views: readonly SavedView[]) => void;
};

/** The saved views: a filter, an order and columns under a name. */
export function ViewsMenu({ views, now, onShow, onViews }: ViewsMenuProps) {
  return (
    <PopoverButton label="Views">
      {(close) => (
        <>
          {views.length === 0 ? (
            <p className={styles.none}>No views are saved yet.</p>
          ) : (
            <ul className={styles.list}>
              {views.map((view) => (
                <li key={view.name} className={styles.view}>
                  <Button
                    onPress={() => {
                      onShow(view);
                      close();
                    }}
                  >
                    <bdi>{view.name}</bdi>
                  </Button>
                  <Button
                    look="icon"
                    aria-label={`Remove the view ${view.name}`}
                    onPress={() => onViews(views.filter((other) => other !== view))}
                  >
                    <Cross />
                  </Button>
                </li>
              ))}
            </ul>
          )}
          <SaveForm
            onSave={(name) => {
              onViews([...views.filter((other) => other.name !== name), { ...now, name }]);
              close();
            }}
          />
          <p className={styles.note}>A view keeps the filter, order and columns, not what is searched for.</p>
        </>
      )}
    </PopoverButton>
  );
}

function SaveForm({ onSave }: { onSave: (name: string) => void }) {
  const [name, setName] = useState("");

  function submit(event: FormEvent) {
    event.preventDefault();
    if (name.trim() !== "") onSave(name.trim());
  }

  return (
    <form className={styles.form} onSubmit={submit}>
      <TextField className={styles.field} value={name} onChange={setName} maxLength={60} autoComplete="off">
        <Label className={styles.label}>Save this view as</Label>
        <Input className={styles.input} />
      </TextField>
      <Button type="submit" look="main" isDisabled={name.trim() === ""}>
        Save
      </Button>
    </form>
  );
}
