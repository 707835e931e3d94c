import type { ReactNode } from "react";

import styles from "./Page.module.css";

type PageProps = { title: string; about: string; aside?: ReactNode; children: ReactNode };

/** A screen under its heading, with one line on what it is for. */
export function Page({ title, about, aside, children }: PageProps) {
  return (
    <main className={styles.page}>
      <div className={styles.head}>
        <h1>{title}</h1>
        <p className={styles.about}>{about}</p>
        {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      </div>
      {children}
    </main>
  );
}
