import type { Marked } from "../ipc/types/Marked";

import styles from "./MarkedText.module.css";

type Piece = { text: string; start: number; hit: boolean };

/** What somebody typed as a name or address, on one line, in its own direction, with what answers the search marked. */
export function MarkedText({ value }: { value: Marked }) {
  return (
    <bdi className={styles.text} title={value.text}>
      {pieces(value).map(({ text, start, hit }) => (hit ? <mark key={start}>{text}</mark> : text))}
    </bdi>
  );
}

/** The text cut at the marks. */
function pieces({ text, marks }: Marked): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const [start, end] of marks) {
    if (start > at) found.push({ text: text.slice(at, start), start: at, hit: false });
    found.push({ text: text.slice(start, end), start, hit: true });
    at = end;
  }
  if (at < text.length) found.push({ text: text.slice(at), start: at, hit: false });
  return found;
}
