import { Button } from "../components/Button";
import { count } from "../format";
import type { BadRow } from "../ipc/types/BadRow";
import type { ImportAnswer } from "../ipc/types/ImportAnswer";
import { Counts } from "./Counts";

import styles from "./Imports.module.css";

type ForeseenProps = { answer: ImportAnswer; isTaking: boolean; onTake: (confirm: boolean) => void };

/** What an import would bring, or everything that is wrong with its files. */
export function Foreseen({ answer, isTaking, onTake }: ForeseenProps) {
  const { bad_rows: bad, needs_confirmation: doubt, ignored_columns: ignored } = answer;
  if (bad.length > 0) return <Faults bad={bad} />;
  return (
    <section aria-label="What it would change">
      <h3 className={styles.title}>What it would change</h3>
      <Counts answer={answer} />
      {ignored.length > 0 && (
        <p className={styles.note}>
          Ignored, since Portico does not know these columns: {ignored.join(", ")}.
        </p>
      )}
      {doubt !== null && (
        <p role="alert" className={styles.doubt}>
          {doubt.says}
        </p>
      )}
      {doubt === null ? (
        <Button look="main" isPending={isTaking} onPress={() => onTake(false)}>
          Import
        </Button>
      ) : (
        <Button look="danger-main" isPending={isTaking} onPress={() => onTake(true)}>
          Import, and turn {count(doubt.turning_inactive)} clients inactive
        </Button>
      )}
    </section>
  );
}

function Faults({ bad }: { bad: readonly BadRow[] }) {
  return (
    <section aria-label="What is wrong">
      <p role="alert" className={styles.doubt}>
        Nothing can be imported: {bad.length === 1 ? "1 place" : `${count(bad.length)} places`} to mend
        {bad.length === 100 && ", and perhaps more"}. Mend the export, and choose its folder again.
      </p>
      <table className={styles.faults} aria-label="What is wrong with the files">
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Line</th>
            <th scope="col">Column</th>
            <th scope="col">What is wrong</th>
          </tr>
        </thead>
        <tbody>
          {bad.map(({ file, line, column, what }) => (
            <tr key={`${file} ${line} ${column ?? ""} ${what}`}>
              <td>{file}</td>
              <td>{count(line)}</td>
              <td>{column ?? "the whole line"}</td>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
