import { VisuallyHidden } from "react-aria-components";

import { Check, Cross } from "../../components/Icons";
import type { Ability } from "../../ipc/types/Ability";
import { Section } from "./Section";

import styles from "./Abilities.module.css";

/** What the user can do at this moment, as the portal itself decides it. */
export function Abilities({ firstName, abilities }: { firstName: string; abilities: readonly Ability[] }) {
  return (
    <Section title={`What ${firstName} can do now`}>
      <ul>
        {abilities.map(({ action, allowed, title, detail }) => (
          <li key={action} className={styles.ability}>
            {allowed ? <Check className={styles.yes} /> : <Cross className={styles.no} />}
            <div className={styles.text}>
              <VisuallyHidden>{allowed ? "Can:" : "Cannot:"}</VisuallyHidden>
              <p>{title}</p>
              <p className={styles.detail}>{detail}</p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
