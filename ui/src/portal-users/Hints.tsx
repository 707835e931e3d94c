import styles from "./Hints.module.css";

/** The keys that do something here, at the foot of the list. */
export function Hints({ isManagerOpen }: { isManagerOpen: boolean }) {
  return (
    <p className={styles.hints}>
      <span>
        <kbd>↑ ↓</kbd> move
      </span>
      <span>
        <kbd>Enter</kbd> open
      </span>
      <span>
        <kbd>/</kbd> search
      </span>
      <span>
        <kbd>Space</kbd> select
      </span>
      <span>
        <kbd>Shift</kbd>+click select a range
      </span>
      {isManagerOpen && (
        <>
          <span>
            <kbd>L</kbd> link a client
          </span>
          <span>
            <kbd>Esc</kbd> back
          </span>
        </>
      )}
    </p>
  );
}
