import { useId } from "react";
import type { ReactNode } from "react";

import styles from "./Section.module.css";

type SectionProps = { title: string; aside?: ReactNode; children: ReactNode };

/** A part of the link manager under its heading. */
export function Section({ title, aside, children }: SectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.head}>
        <h3 id={id}>{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}
