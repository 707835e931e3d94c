import styles from "./Waiting.module.css";

/** Says that something takes a moment; a short wait passes without it. */
export function Waiting({ children }: { children: string }) {
  return (
    <p role="status" className={styles.waiting}>
      {children}
    </p>
  );
}
