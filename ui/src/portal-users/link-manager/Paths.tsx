import { VisuallyHidden } from "react-aria-components";

import { Check, Cross } from "../../components/Icons";
import type { IntentPaths } from "../../ipc/types/IntentPaths";
import type { OpenPath } from "../../ipc/types/OpenPath";

import styles from "./Paths.module.css";

/** The paths by which one person gets at a client, each with whether it is open (rule 27). */
export function Paths({ title, paths }: { title: string; paths: readonly OpenPath[] }) {
  return (
    <>
      <h3 className={styles.title}>{title}</h3>
      <ul aria-label={title}>
        {paths.map(({ path, open, says }) => (
          <li key={path} className={open ? styles.open : styles.shut}>
            {open ? <Check /> : <Cross />}
            <VisuallyHidden>{open ? "Open:" : "Shut:"}</VisuallyHidden>
            <span>{says}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What closing access would shut, and what would stay open. */
export function BeforeAndAfter({ paths: { before, after } }: { paths: IntentPaths }) {
  return (
    <>
      <Paths title="What is open now" paths={before} />
      <Paths title="After closing access" paths={after} />
    </>
  );
}
